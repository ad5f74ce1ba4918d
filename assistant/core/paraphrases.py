"""Whether a plainer question still asks the same as the one that was typed."""

from __future__ import annotations

from collections.abc import Collection

from assistant.core.text import LETTERS, fold, stem
from assistant.ports import Embedder, Reader, Vector

# Of 84 questions of the dev split and others like them that were not wholly understood, and that
# no fact was likely to answer, 25 pass: 24 of them get the right answer, or that nobody is named.
_SAME = 0.0  # log-odds of the reader
# Of 8 unseen questions that were at least so likely to be meant, and read as asking for something
# else, all get the right answer; of 160 that ask the tables for nothing none is so likely.
_LIKELY = 0.9
_ANOTHER = -5.0  # log-odds
_IDLE = 0.84  # cosine of a question with and without the words that are left out


class Paraphrases:
    """Compares questions by what a reader and an embedder make of them."""

    def __init__(self, reader: Reader, embedder: Embedder) -> None:
        self._reader = reader
        self._embedder = embedder

    def same(self, asked: str, put: str, left_out: Collection[str], likely: float) -> bool:
        """Whether ``put`` asks what was asked, and the stems it leaves out change little of it.

        ``likely`` is how likely it is held to be beforehand.
        """
        (odds,) = self._reader.logits(asked, [put])
        if odds < (_ANOTHER if likely >= _LIKELY else _SAME):
            return False
        rest = LETTERS.sub(lambda m: "" if _stem(m.group()) in left_out else m.group(), asked)
        whole, bare = self._embedder.embed([asked, rest])
        return _cosine(whole, bare) >= _IDLE


def _stem(word: str) -> str:
    return stem(fold(word).removesuffix("'s"))


def _cosine(one: Vector, other: Vector) -> float:
    """Of two unit vectors."""
    return sum(a * b for a, b in zip(one, other, strict=True))
