"""Words that point back at somebody or something named earlier, and the names put in for them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from assistant.core.entities import EntityLinker
from assistant.core.text import PERSONAL, joined
from assistant.types import Turn

_PLAIN = r"(?!\s+(?:who|whom|whose|that|which|where|from|of|behind|called|named)\b|['’]s\b)"
_FEMALE = r"(?:woman|lady)"
_MALE = r"(?:man|guy|chap|fellow|gentleman)"
_PERSON = re.compile(
    rf"\b(?:{PERSONAL}|(?:the|that|this) (?:same )?(?:person|researcher|scientist|engineer"
    rf"|executive|{_MALE}|{_FEMALE})\b{_PLAIN})\b",
    re.IGNORECASE,
)
_SHE = re.compile(rf"\b(?:she|her|hers|{_FEMALE})\b", re.IGNORECASE)
_HE = re.compile(rf"\b(?:he|him|his|{_MALE})\b", re.IGNORECASE)
_THING = re.compile(
    r"\b(?:it|its|they|them|their|theirs|(?:that|this|the) (?:same )?(?:company|firm|startup"
    rf"|start-up|lab|business|outfit|employer|organi[sz]ation|model|product)\b{_PLAIN})\b",
    re.IGNORECASE,
)
_SEVERAL = re.compile(
    r"\b(?:they|them|their|both(?: of them)?|(?:the|these|those|that) (?:two(?: of them)?|pair"
    r"|duo|three|trio))\b",
    re.IGNORECASE,
)
_EVENT = re.compile(
    r"\b(?:(?:that|this|the) (?:one|deal|acquisition|purchase|takeover|transaction|sale|investment"
    rf")\b{_PLAIN})\b",
    re.IGNORECASE,
)
_OF_TWO = re.compile(r"\bthe (?P<which>latter|former)\b(?! \w+(?:er|or|man|head|chief)\b)", re.I)
_POSSESSIVE = {"his", "its", "their", "theirs", "hers"}
_REPORTS = re.compile(r"['’]?s? (?:first |also |later )?(?:report\w*|wrote|noted|counted|put)\b")
_BOTH = re.compile(r"\bboth\b|\b(?:the|these|those) (?:two|pair|duo)\b", re.IGNORECASE)
_TWO = 2
_TRIED = 3  # names for one pointer


@dataclass(frozen=True, slots=True)
class Filled:
    """A question with names in the place of the words that pointed at them.

    ``names`` are those that are known for what they are: a name that was only found in a text may
    be anything.
    """

    text: str
    names: frozenset[str]


@dataclass(frozen=True, slots=True)
class Focus:
    """Whom and what the last turns named: the latest first, within a turn in order."""

    people: tuple[str, ...]
    others: tuple[str, ...]
    names: tuple[str, ...]
    last: tuple[str, ...]  # those of the last turn

    @staticmethod
    def of(turns: Sequence[Turn], silent: Collection[str], linker: EntityLinker) -> Focus:
        """The focus of some turns; ``silent`` names are not in it."""
        named = [_named(text, linker, silent) for _, text in turns]
        names = tuple(dict.fromkeys(name for group in reversed(named) for name in group))
        kinds = {name: linker.entities[name].type for name in names}
        return Focus(
            people=tuple(n for n in names if kinds[n] in ("person", "name")),
            others=tuple(n for n in names if kinds[n] != "person"),
            names=names,
            last=named[-1] if named else (),
        )

    def on(self, name: str, linker: EntityLinker) -> Focus:
        """The focus on one person, and no other: whoever the last question asked for."""
        if linker.entities[name].type != "person":
            return self
        others = tuple(n for n in self.names if linker.entities[n].type != "person")
        return replace(self, people=(name,), names=(name, *others))


def _named(text: str, linker: EntityLinker, silent: Collection[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(m.name for m in linker.mentions(text) if m.name not in silent))


def reporters(texts: Iterable[str], linker: EntityLinker) -> frozenset[str]:
    """Who is named only as having reported something: a paper, a study's author."""
    return frozenset(
        m.name
        for text in texts
        for m in linker.mentions(text)
        if linker.entities[m.name].type != "person" and _REPORTS.match(text[m.end :])
    )


def points(question: str) -> bool:
    """Whether a word of the question points at somebody or something."""
    patterns = (_PERSON, _THING, _SEVERAL, _EVENT, _OF_TWO)
    return any(pattern.search(question) for pattern in patterns)


def points_at_event(question: str) -> bool:
    """Whether it points at a deal, or at something without a word for what it is."""
    return bool(_EVENT.search(question))


def unpointed(question: str) -> str:
    """The question without the words that point."""
    for pattern in (_SEVERAL, _EVENT, _OF_TWO, _PERSON, _THING):
        question = pattern.sub(" ", question)
    return question


def bound(question: str, linker: EntityLinker) -> bool:
    """Whether what a question points at may be named in the question itself."""
    kinds = {linker.entities[name].type for name in linker.names(question)}
    if _PERSON.search(question):
        return bool(kinds & {"person", "name"})
    return bool(kinds)


def filled(question: str, focus: Focus, linker: EntityLinker) -> list[Filled]:
    """The question with the names that its pointers may mean, likeliest first."""
    if match := _OF_TWO.search(question):
        name = _of_two(match["which"].lower(), focus, linker)
        return [Filled(_put(_OF_TWO, name, question), frozenset({name}))] if name else []
    own = linker.names(question)
    people = [n for n in _fitting(question, focus, linker) if n not in own]
    others = [n for n in focus.others if n not in own]
    if _PERSON.search(question) and _THING.search(question) and people and others:
        # One left open would be anybody's.
        return list(_pairs(question, people, others, linker))
    found = list(_together(question, focus, linker))
    for pattern, names in ((_PERSON, people), (_THING, others)):
        if pattern.search(question):
            found += [
                Filled(_put(pattern, name, question), _sure(name, linker))
                for name in names[:_TRIED]
            ]
    return found


def _sure(name: str, linker: EntityLinker) -> frozenset[str]:
    return frozenset() if linker.entities[name].type == "name" else frozenset({name})


def _pairs(
    question: str, people: Sequence[str], others: Sequence[str], linker: EntityLinker
) -> Iterator[Filled]:
    for person in people[:2]:
        for other in others[:2]:
            if person != other:
                text = _put(_THING, other, _put(_PERSON, person, question))
                yield Filled(text, _sure(person, linker))


def _fitting(question: str, focus: Focus, linker: EntityLinker) -> list[str]:
    """The people whom the pointing words may mean, by their gender where it is known."""
    wrong = {"f"} if _HE.search(question) else {"m"} if _SHE.search(question) else set()
    return [n for n in focus.people if linker.entities[n].gender not in wrong]


def _together(question: str, focus: Focus, linker: EntityLinker) -> Iterator[Filled]:
    """Several people at once: those of the last turn, or the last two where just two are meant."""
    people = _persons(focus.last, linker)
    if len(people) < _TWO and _BOTH.search(question):
        people = _persons(focus.people, linker)[:_TWO][::-1]
    if len(people) > 1 and _SEVERAL.search(question):
        yield Filled(_put(_SEVERAL, joined(people, "and"), question), frozenset(people))


def _persons(names: Iterable[str], linker: EntityLinker) -> list[str]:
    return [n for n in names if linker.entities[n].type == "person"]


def _of_two(which: str, focus: Focus, linker: EntityLinker) -> str:
    """The latter or the former of the last two of a kind that the last turn named."""
    people = _persons(focus.last, linker)
    others = [n for n in focus.last if n not in people]
    two = next((group[-2:] for group in (people, others) if len(group) > 1), None)
    return two[which == "latter"] if two else ""


def _put(pattern: re.Pattern[str], name: str, question: str) -> str:
    def replace(match: re.Match[str]) -> str:
        word = match.group().lower()
        following = question[match.end() : match.end() + 2]
        if word in _POSSESSIVE or (word == "her" and re.match(r" \w", following)):
            return f"{name}'s"
        return name

    return pattern.sub(replace, question)
