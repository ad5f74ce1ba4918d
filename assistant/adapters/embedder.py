"""all-MiniLM-L6-v2 from verified safetensors, offline."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.adapters.encoder import Encoder

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_ENDINGS = ("ing", "ed", "s", "es", "er", "ers", "ly")
_FEW = 4  # texts that are not worth loading sentence-transformers for


class MiniLMEmbedder:
    """Sentence embeddings of 384 dimensions, unit length, cosine similarity.

    Many texts go through sentence-transformers. Importing it takes longer than a first answer
    may, so the texts of a question go through our own encoder: the same weights, the same
    vectors. Either is loaded at first use, or ahead of it by ``warm()``.
    """

    name = "all-MiniLM-L6-v2"
    digest = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

    def __init__(self, folder: Path, *, batch_size: int = 64) -> None:
        self._folder = folder
        self._batch_size = batch_size
        self._lock = threading.Lock()
        self._bulk: SentenceTransformer | None = None
        self._encoder: Encoder | None = None
        self._vocabulary: dict[str, int] = {}

    def warm(self) -> None:
        """Load what questions need now; safe to call from any thread."""
        self.embed(["ready"])

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Embed texts; one vector of 384 numbers and length 1 for each."""
        if not texts:
            return []
        vectors = self._quick().embed(texts) if len(texts) <= _FEW else self._many(texts)
        return [[float(x) for x in vector] for vector in vectors]

    def is_word(self, word: str) -> bool:
        """Whether the model's vocabulary has a word, whole or with a common ending: no typo."""
        if not self._vocabulary:
            self._vocabulary = self._quick().vocabulary()
        bases = [word]
        for ending in _ENDINGS:
            if word.endswith(ending):
                base = word.removesuffix(ending)
                bases += [base, f"{base}e"] if len(base) > 1 else []
        return any(base in self._vocabulary for base in bases)

    def _many(self, texts: Sequence[str]) -> Any:
        return self._sentence_transformer().encode(
            list(texts),
            batch_size=self._batch_size,
            normalize_embeddings=True,
            show_progress_bar=False,
        )

    def _quick(self) -> Encoder:
        with self._lock:
            if self._encoder is None:
                self._encoder = Encoder(self._folder)
            return self._encoder

    def _sentence_transformer(self) -> SentenceTransformer:
        with self._lock:
            if self._bulk is None:
                _quieten()
                from sentence_transformers import SentenceTransformer

                self._bulk = SentenceTransformer(
                    str(self._folder),
                    device="cpu",
                    local_files_only=True,
                    model_kwargs={"use_safetensors": True},
                )
            return self._bulk


def _quieten() -> None:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
