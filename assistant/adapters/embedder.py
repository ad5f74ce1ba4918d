"""all-MiniLM-L6-v2 through sentence-transformers, from verified safetensors, offline."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer


class MiniLMEmbedder:
    """Sentence embeddings of 384 dimensions, unit length, cosine similarity.

    The model is loaded at first use, or ahead of it by ``warm()``: importing
    sentence-transformers alone takes seconds.
    """

    name = "all-MiniLM-L6-v2"
    digest = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"

    def __init__(self, folder: Path, *, batch_size: int = 32) -> None:
        self._folder = folder
        self._batch_size = batch_size
        self._lock = threading.Lock()
        self._model: SentenceTransformer | None = None
        self._vocabulary: dict[str, int] = {}

    def warm(self) -> None:
        """Load the model now; safe to call from any thread."""
        self._loaded()

    def _loaded(self) -> SentenceTransformer:
        with self._lock:
            if self._model is None:
                os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
                os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
                from sentence_transformers import SentenceTransformer
                from transformers.utils import logging

                logging.disable_progress_bar()  # type: ignore[no-untyped-call]
                self._model = SentenceTransformer(
                    str(self._folder),
                    device="cpu",
                    local_files_only=True,
                    model_kwargs={"use_safetensors": True},
                )
            return self._model

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Embed texts; one vector of 384 numbers and length 1 for each."""
        if not texts:
            return []
        vectors = self._loaded().encode(
            list(texts),
            batch_size=self._batch_size,
            normalize_embeddings=True,
            show_progress_bar=False,
        )
        return [[float(x) for x in vector] for vector in vectors]

    def is_word(self, word: str) -> bool:
        """Whether a word is whole in the model's vocabulary, so no typo."""
        if not self._vocabulary:
            self._vocabulary = self._loaded().tokenizer.get_vocab()
        return word in self._vocabulary
