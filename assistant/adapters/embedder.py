"""all-MiniLM-L6-v2 from verified safetensors, offline."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.adapters.encoder import Encoder, load_parts
from assistant.adapters.reader import Reader
from assistant.adapters.sketcher import Sketcher
from assistant.adapters.weights import EMBEDDER_SHA256
from assistant.errors import WeightsError
from assistant.ports import Sketch

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_ENDINGS = ("ing", "ed", "s", "es", "er", "ers", "ly")
ADAPTER = Path(__file__).parent / "questions.safetensors"
_FEW = 4  # texts that are not worth loading sentence-transformers for


class MiniLMEmbedder:
    """Sentence embeddings of 384 dimensions, unit length, cosine similarity.

    Many texts go through sentence-transformers. Importing it takes longer than a first answer
    may, so the texts of a question go through our own encoder: the same weights, the same
    vectors. Either is loaded at first use, or ahead of it by ``warm()``.

    Questions have vectors of their own: with a small change to the upper two layers, taught by
    ``python -m evals.tune``, questions with the same answer come near each other and near what
    answers them, and those that only look alike stay apart.
    """

    name = "all-MiniLM-L6-v2"

    def __init__(self, folder: Path, *, adapter: Path = ADAPTER, batch_size: int = 64) -> None:
        self.digest = f"{EMBEDDER_SHA256}+{hashlib.sha256(adapter.read_bytes()).hexdigest()}"
        self._folder = folder
        self._adapter = adapter
        self._batch_size = batch_size
        self._lock = threading.RLock()
        self._bulk: dict[bool, SentenceTransformer] = {}
        self._encoders: dict[bool, Encoder] = {}
        self._vocabulary: dict[str, int] = {}
        self._reader: Reader | None = None
        self._sketcher: Sketcher | None = None

    def warm(self) -> None:
        """Load what questions need now; safe to call from any thread."""
        self.embed_questions(["ready"])
        self.logits("ready?", ["ready"])
        self.sketch("ready?", [])

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Embed texts; one vector of 384 numbers and length 1 for each."""
        return self._embedded(texts, questions=False)

    def embed_questions(self, questions: Sequence[str]) -> list[list[float]]:
        """Embed questions, and what may answer them, for each other; vectors as of ``embed``."""
        return self._embedded(questions, questions=True)

    def embed_both(self, question: str) -> tuple[list[float], list[float]]:
        """A question's vectors of ``embed`` and of ``embed_questions``, in less time than both."""
        plain, adapted = (self._encoder(questions=kind) for kind in (False, True))
        as_text, as_question = plain.embed_with(adapted, question)
        return [float(x) for x in as_text], [float(x) for x in as_question]

    def logits(self, question: str, texts: Sequence[str]) -> list[float]:
        """For each text the log-odds that it answers the question: both are read together."""
        with self._lock:
            if self._reader is None:
                self._reader = Reader(self._encoder(questions=True))
        return self._reader.logits(question, texts)

    def sketch(self, question: str, firms: Sequence[str]) -> Sketch:
        """What a question seems to ask of the tables; ``firms`` are its words for companies."""
        with self._lock:
            if self._sketcher is None:
                self._sketcher = Sketcher(self._encoder(questions=False))
        return self._sketcher.sketch(question, firms)

    def is_word(self, word: str) -> bool:
        """Whether the model's vocabulary has a word, whole or with a common ending: no typo."""
        if not self._vocabulary:
            self._vocabulary = self._encoder(questions=False).vocabulary()
        bases = [word]
        for ending in _ENDINGS:
            if word.endswith(ending):
                base = word.removesuffix(ending)
                bases += [base, f"{base}e"] if len(base) > 1 else []
        return any(base in self._vocabulary for base in bases)

    def _embedded(self, texts: Sequence[str], *, questions: bool) -> list[list[float]]:
        if not texts:
            return []
        if len(texts) <= _FEW:
            vectors: Any = self._encoder(questions=questions).embed(texts)
        else:
            vectors = self._sentence_transformer(questions=questions).encode(
                list(texts),
                batch_size=self._batch_size,
                normalize_embeddings=True,
                show_progress_bar=False,
            )
        return [[float(x) for x in vector] for vector in vectors]

    def _encoder(self, *, questions: bool) -> Encoder:
        with self._lock:
            if not self._encoders:
                base = Encoder(self._folder)
                self._encoders = {
                    False: base,
                    True: base.adapted(base.changed_by(load_parts(self._adapter))),
                }
            return self._encoders[questions]

    def _sentence_transformer(self, *, questions: bool) -> SentenceTransformer:
        with self._lock:
            if questions not in self._bulk:
                _quieten()
                from sentence_transformers import SentenceTransformer

                model = SentenceTransformer(
                    str(self._folder),
                    device="cpu",
                    local_files_only=True,
                    model_kwargs={"use_safetensors": True},
                )
                if questions:
                    self._adapt(model)
                self._bulk[questions] = model
            return self._bulk[questions]

    def _adapt(self, model: SentenceTransformer) -> None:
        import torch

        changed = self._encoder(questions=False).changed_by(load_parts(self._adapter))
        state = {name: torch.from_numpy(weight) for name, weight in changed.items()}
        transformer: Any = model[0]
        strange = transformer.auto_model.load_state_dict(state, strict=False).unexpected_keys
        if strange:
            raise WeightsError(
                f"{self._adapter}: changes {strange[0]}, which {self.name} lacks; install the "
                "package again"
            )


def _quieten() -> None:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    os.environ.setdefault("HF_HUB_DISABLE_PROGRESS_BARS", "1")
    from transformers.utils import logging

    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
