"""Misspelt words of a question → the words of the knowledge that they are most likely meant for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property

from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from assistant.core.text import STOP_WORDS, fold

_SHORTEST = 4  # letters of a word whose letters may be wrong
_SHORTEST_CLIPPED = 3  # of one that may only lack vowels, or have two letters swapped
_LIKE_ENOUGH = 80.0  # rapidfuzz ratio, 0..100
_ALMOST_THE_SAME = 90.0  # the same, for a word of the language that may yet be a name misspelt
_TRIED = 12  # of the most similar words
_VOWELS = str.maketrans("", "", "aeiou")


class Speller:
    """Mends words that are neither real nor known.

    ``told`` are the words of the texts, with repeats; ``asked`` those of the questions written
    for them, some of which are misspelt on purpose.
    """

    def __init__(
        self,
        names: Collection[str],
        told: Iterable[str],
        asked: Iterable[str],
        is_word: Callable[[str], bool],
    ) -> None:
        self._names = set(names)
        self._often = Counter(told)
        self._asked = set(asked).difference(self._often)
        self._is_word = is_word

    def mended(self, word: str) -> str:
        """The word, or the known one that it is most likely meant for."""
        folded = fold(word).removesuffix("'s")
        if len(folded) < _SHORTEST_CLIPPED or "'" in folded or self._is_known(folded):
            return word  # "who'll" is short for two words, and no slip
        if self._is_word(folded):
            return self._name_like(word, folded)
        if folded.endswith("s") and folded[:-1] in self._names:
            return word[:-1]  # "zucks offer"
        meant = sorted(self._meant(folded, small=word.islower()))
        return next((choice for *_, choice in meant if self._is_known(choice)), word)

    def _is_known(self, folded: str) -> bool:
        if folded in self._often or folded in self._names or folded in STOP_WORDS:
            return True
        return folded in self._asked and (self._is_word(folded) or not self._is_slip(folded))

    def _is_slip(self, folded: str) -> bool:
        """Whether a word is but a slip away from one of the texts."""
        meant = self._meant(folded, small=True)
        return any(
            slips <= 1 and (choice not in self._asked or self._is_word(choice))
            for slips, *_, choice in meant
        )

    @cached_property
    def _longer_names(self) -> list[str]:
        return sorted(n for n in self._names if len(n) >= _SHORTEST)

    @cached_property
    def _choices(self) -> list[str]:
        every = {*self._often, *self._names, *STOP_WORDS, *self._asked}
        return sorted(w for w in every if len(w) >= _SHORTEST and w.replace("-", "").isalpha())

    @cached_property
    def _clipped(self) -> dict[str, list[str]]:
        """The choices by what is left of them without their vowels."""
        found: dict[str, list[str]] = {}
        for choice in self._choices:
            found.setdefault(choice.translate(_VOWELS), []).append(choice)
        return found

    def _name_like(self, word: str, folded: str) -> str:
        """A word of the language may yet be a name misspelt, if it is long or has a capital."""
        if len(folded) < _SHORTEST or (not word[0].isupper() and len(folded) < 6):
            return word
        found = process.extractOne(
            folded, self._longer_names, scorer=fuzz.ratio, score_cutoff=_ALMOST_THE_SAME
        )
        return str(found[0]) if found and found[0][0] == folded[0] else word

    def _meant(self, folded: str, *, small: bool) -> Iterator[tuple[float, bool, int, str]]:
        """Known words that a word may be meant for, as keys of which the least is likeliest."""
        for choice in self._near(folded, small=small):
            if choice[0] == folded[0]:
                slips = self._slips(folded, choice)
                yield slips, choice not in self._names, -self._often[choice], choice

    def _near(self, folded: str, *, small: bool) -> Iterator[str]:
        if small:  # what has a capital is a name, which nobody clips
            clipped = self._clipped.get(folded.translate(_VOWELS), ())
            yield from (choice for choice in clipped if _is_clipped(folded, choice))
        for choice, distance, _ in process.extract(
            folded, self._choices, scorer=OSA.distance, score_cutoff=2, limit=_TRIED
        ):
            swapped = distance == 1 and sorted(choice) == sorted(folded)
            alike = len(folded) >= _SHORTEST and fuzz.ratio(folded, choice) >= _LIKE_ENOUGH
            if (swapped or alike) and choice != folded:
                yield choice

    @staticmethod
    def _slips(folded: str, choice: str) -> float:
        """How many slips of the finger lie between: a vowel left out is the least of them."""
        if _is_clipped(folded, choice):
            return 0.5 + (len(choice) - len(folded)) / 10
        if sorted(choice) == sorted(folded):
            return 0.75
        return float(OSA.distance(folded, choice))


def _is_clipped(folded: str, choice: str) -> bool:
    """Whether a word is another without some of its vowels: "hdcnt" of "headcount"."""
    if len(folded) >= len(choice) or folded.translate(_VOWELS) != choice.translate(_VOWELS):
        return False
    rest = iter(choice)
    return all(letter in rest for letter in folded)
