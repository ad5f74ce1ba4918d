"""Reads a question and a text together, and says how far the text answers it.

Vectors compare two texts as wholes; here every word of the one is seen beside every word of the
other. The lower layers of the embedding model read each apart, the upper three both together, with
a low-rank change (LoRA) taught by ``python -m evals.read``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.adapters.encoder import Encoder, load_parts, pooled

Array = NDArray[np.float32]
READER = Path(__file__).parent / "reader.safetensors"
FIRST = 3  # of the layers that read both together
SCALE = 19.6  # √384: the parts of a vector of length 1 are about 1 after it
_KEPT = 2_000  # texts


class Reader:
    """The upper layers of ``encoder`` as ``file`` changes them, and what is read off them."""

    def __init__(self, encoder: Encoder, file: Path = READER) -> None:
        self._parts = load_parts(file)
        self._encoder = encoder.adapted(encoder.changed_by(self._parts))
        self._below = lru_cache(maxsize=_KEPT)(self._read_below)

    def logits(self, question: str, texts: Sequence[str]) -> list[float]:
        """For each text the log-odds that it answers the question, as far as it was taught."""
        asked = self._encoder.below(question, FIRST)
        return [self._logit(asked, self._below(text)) for text in texts]

    def _read_below(self, text: str) -> Array:
        return self._encoder.below(text, FIRST)

    def _logit(self, asked: Array, text: Array) -> float:
        n = len(asked)
        mark = self._parts["part"]
        hidden = np.concatenate([asked + mark[0], text + mark[1]])
        out = self._encoder.above(hidden, FIRST, self._across(n, len(text)))
        one, two = (pooled(part) for part in (out[:n], out[n:]))
        each = np.concatenate([one, two, one * two, np.abs(one - two)]) * np.float32(SCALE)
        alike = float(self._parts["likeness"][0] * (one @ two))
        return alike + float(self._parts["each"] @ each) + float(self._parts["bias"][0])

    def _across(self, asked: int, text: int) -> list[Array]:
        """What is added where a word of one looks at a word of the other, by layer and head."""
        total = asked + text
        favour = []
        for to_text, to_question in self._parts["across"].transpose(0, 2, 1):
            layer = np.zeros((len(to_text), total, total), dtype=np.float32)
            layer[:, :asked, asked:] = to_text[:, None, None]
            layer[:, asked:, :asked] = to_question[:, None, None]
            favour.append(layer)
        return favour
