"""How near words are in meaning, by the embedder, so that "lured" counts as "hired"."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from assistant.types import Embedder


class WordCloseness:
    """Cosine similarity of single words; vectors are made once and kept.

    ``words`` maps stems of the knowledge to a word that stands for each.
    """

    def __init__(self, embedder: Embedder, words: dict[str, str]) -> None:
        self._embedder = embedder
        self._words = words
        self._vectors: dict[str, NDArray[np.float32]] = {}
        self._lock = threading.Lock()

    def warm(self) -> None:
        """Embed the words of the knowledge now."""
        self._learn(self._words)

    def __call__(self, asked: Sequence[str], others: frozenset[str]) -> list[float]:
        """For each of ``asked``, the similarity (0..1) to the nearest of ``others``."""
        if not asked or not others:
            return [0.0] * len(asked)
        self._learn(asked)
        self._learn(others)
        matrix = np.stack([self._vectors[s] for s in others])
        return [float(max(0.0, (matrix @ self._vectors[s]).max())) for s in asked]

    def prepare(self, stems: dict[str, str]) -> None:
        """Embed the words of a question in one go, before they are asked for one by one."""
        self._words.update({s: w for s, w in stems.items() if s not in self._words})
        self._learn(stems)

    def missing(self) -> bool:
        """Whether words of the knowledge have no vector yet."""
        return any(s not in self._vectors for s in self._words)

    def load(self, stems: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Take vectors made before."""
        self._vectors.update({str(s): v for s, v in zip(stems, vectors, strict=True)})

    def dump(self) -> tuple[list[str], NDArray[np.float32]]:
        """All vectors so far, one row of 384 a stem."""
        names = list(self._vectors)
        return names, np.stack([self._vectors[n] for n in names])

    def _learn(self, stems: Iterable[str]) -> None:
        with self._lock:
            new = [s for s in stems if s not in self._vectors]
            if not new:
                return
            vectors = self._embedder.embed([self._words.get(s, s) for s in new])
            for stem, vector in zip(new, vectors, strict=True):
                self._vectors[stem] = np.asarray(vector, dtype=np.float32)
