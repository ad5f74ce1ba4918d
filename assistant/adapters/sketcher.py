"""Reads what a question asks of the tables: an operation, and who is left and who is joined.

The upper layers of the embedding model with a low-rank change (LoRA), and three linear layers on
top of them, all taught by ``python -m evals.sketch``.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.adapters.encoder import Encoder, load_parts
from assistant.ports import Sketch

Array = NDArray[np.float32]
SKETCHER = Path(__file__).parent / "sketcher.safetensors"
FIRST = 2  # of the layers that are changed
KINDS = (
    "other", "people", "first", "last", "origins", "targets", "repeat", "returned", "founded",
    "declined", "attempts", "employer", "career", "months", "deal", "round", "pay",
)  # fmt: skip
SUMS = (
    "list", "total", "difference", "larger", "smaller", "most", "least", "first", "last",
    "unpriced",
)  # fmt: skip
SIDES = ("none", "from", "to")
OF_SUMS = ("deal", "round", "pay")


class Sketcher:
    """The upper layers of ``encoder`` as ``file`` changes them, and what is read off them."""

    def __init__(self, encoder: Encoder, file: Path = SKETCHER) -> None:
        self._parts = load_parts(file)
        self._encoder = encoder.adapted(encoder.changed_by(self._parts))

    def sketch(self, question: str, firms: Sequence[str]) -> Sketch:
        """The likeliest operation, and the likelier side of each of the companies.

        ``firms`` are single words of the question.
        """
        hidden = self._encoder.above(self._encoder.below(question, FIRST), FIRST)
        whole = hidden.mean(axis=0)
        operation, probability = self._likeliest("kind", whole, KINDS)
        if operation in OF_SUMS:
            what, share = self._likeliest("sum", whole, SUMS)
            operation, probability = f"{operation}-{what}", probability * share
        tokens = self._encoder.tokens(question)
        sides = {}
        for firm in firms:
            places = [n for n, token in enumerate(tokens) if token == firm]
            sides[firm] = self._likeliest("side", hidden[places].mean(axis=0), SIDES)
        return Sketch(operation, probability, sides)

    def _likeliest(self, head: str, vector: Array, names: Sequence[str]) -> tuple[str, float]:
        odds = self._parts[f"{head}.weight"] @ vector + self._parts[f"{head}.bias"]
        raised = np.exp(odds - odds.max())
        best = int(raised.argmax())
        return names[best], float(raised[best] / raised.sum())
