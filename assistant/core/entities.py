"""Names in a text → the entities they mean: aliases, name orders, Chinese characters, typos."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.core.quantities import Quantity
from assistant.core.spelling import Speller
from assistant.core.text import LETTERS, STOP_WORDS, fold, words
from assistant.types import Entity

_PART = re.compile(r"[^\W_\u2e80-\uffff]+")
_GAP = re.compile(r"[\s.'’&/-]{1,3}")  # between the words of a name
_SHORTEST_NAME = 4  # letters of a part of a name that others are taken for


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity's name found at ``text[start:end]``."""

    name: str
    start: int
    end: int


def without(text: str, parts: Sequence[Mention | Quantity]) -> str:
    """The text with a space in place of each of its mentions or numbers, given in order."""
    for part in reversed(parts):
        text = text[: part.start] + " " + text[part.end :]
    return text


class EntityLinker:
    """Finds entities in texts and mends misspelt words of questions.

    ``vocabulary`` are the folded words of the knowledge, ``asked`` those of its questions;
    ``is_word`` tells real words of the language from typos (a real word is never mended).
    ``common`` are words that the knowledge writes small: where a question does, too, they are no
    names ("Jay Last", but "did he last").
    """

    def __init__(
        self,
        entities: Iterable[Entity],
        *,
        vocabulary: Iterable[str] = (),
        asked: Iterable[str] = (),
        is_word: Callable[[str], bool] = lambda _: False,
        common: Collection[str] = (),
    ) -> None:
        self.entities = {entity.name: entity for entity in entities}
        self._common = common
        self._by_alias: dict[str, str] = {}
        for entity in self.entities.values():
            for alias in (entity.name, *entity.aliases):
                self._by_alias.setdefault(fold(alias), entity.name)
        self._aliases = _AliasTable(self._by_alias)
        told, formed = list(vocabulary), list(asked)
        parts = {w for alias in self._by_alias for w in words(alias) if len(w) >= _SHORTEST_NAME}
        self._words = {*told, *formed, *parts}
        self._speller = Speller(parts, told, formed, is_word)

    def mentions(self, text: str) -> list[Mention]:
        """Entities in order of appearance; the longest alias wins."""
        folded = _fold_keeping_length(text)
        return [
            Mention(self._by_alias[alias], start, end)
            for alias, start, end in self._aliases.find(folded)
            if self._is_name(alias, text[start:end])
        ]

    def _is_name(self, alias: str, written: str) -> bool:
        if alias in STOP_WORDS:
            return written.isupper()  # "US" is a country, "us" is not
        listed = self.entities[self._by_alias[alias]].type != "name"
        return listed or not written.islower() or alias not in self._common

    def names(self, text: str) -> frozenset[str]:
        """The names of all entities that a text mentions."""
        return frozenset(mention.name for mention in self.mentions(text))

    def wide_names(self, text: str) -> frozenset[str]:
        """The names of a text, and those of the organisations that they are a part of."""
        return self.widened(self.names(text))

    def widened(self, names: frozenset[str]) -> frozenset[str]:
        """Names, and those of the organisations that they are a part of."""
        return names | {self.entities[n].part_of for n in names if self.entities[n].part_of}

    def of_type(self, names: Iterable[str], *kinds: str) -> frozenset[str]:
        """Those of some names that are of persons, of organisations, …"""
        return frozenset(name for name in names if self.entities[name].type in kinds)

    def knows(self, word: str) -> bool:
        """Whether a folded word is one of the knowledge, or of a name."""
        return word in self._words or word in self._by_alias

    def mend(self, question: str) -> str:
        """Replace words that are neither real nor known by the known ones they are meant for."""
        return LETTERS.sub(self._mended, question)

    def _mended(self, match: re.Match[str]) -> str:
        word = match.group()
        return (
            word if fold(word).removesuffix("'s") in self._by_alias else self._speller.mended(word)
        )


class _AliasTable:
    """Aliases by their first word: a text is read once, however many there are."""

    def __init__(self, aliases: Iterable[str]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        characters = []
        for alias in sorted(aliases, key=len, reverse=True):
            parts = tuple(_PART.findall(alias))
            if any(ch > "\u2e80" for ch in alias):
                characters.append(re.escape(alias))
            elif parts:
                self._by_first.setdefault(parts[0], []).append((parts, alias))
        for found in self._by_first.values():
            found.sort(key=lambda entry: -len(entry[0]))
        self._characters = re.compile("|".join(characters)) if characters else None

    def find(self, folded: str) -> list[tuple[str, int, int]]:
        """(alias, start, end) in order; the longest alias at a place wins."""
        parts = [(m.group(), m.start(), m.end()) for m in _PART.finditer(folded)]
        found, at = [], 0
        while at < len(parts):
            alias, length = self._alias_at(folded, parts, at)
            if alias:
                found.append((alias, parts[at][1], parts[at + length - 1][2]))
            at += length
        if self._characters and not folded.isascii():
            found += [(m.group(), *m.span()) for m in self._characters.finditer(folded)]
            found.sort(key=lambda entry: entry[1])
        return found

    def _alias_at(
        self, folded: str, parts: Sequence[tuple[str, int, int]], at: int
    ) -> tuple[str, int]:
        """The longest alias that begins here, or "", and how many words to go on by."""
        for wanted, alias in self._by_first.get(parts[at][0], ()):
            here = parts[at : at + len(wanted)]
            if tuple(part for part, _, _ in here) == wanted and all(
                _GAP.fullmatch(folded[left[2] : right[1]]) for left, right in pairwise(here)
            ):
                return alias, len(wanted)
        return "", 1


def _fold_keeping_length(text: str) -> str:
    if text.isascii():
        return text.lower()
    # Offsets must stay those of the text: fold character by character.
    return "".join((fold(ch) or ch)[:1] if ch.strip() else ch for ch in text)
