"""Which facts a part of a question describes: "Daniel Gross stepping down at SSI".

A fact is found only if it holds every name of the description and tells every other word of it,
itself or in other words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from assistant.core.entities import EntityLinker, without
from assistant.core.quantities import Quantity, quantities
from assistant.core.reckoning.families import BUYING, families_of, unexplained
from assistant.core.tables.text import is_word
from assistant.core.tables.words import stems_of
from assistant.core.text import content_stems
from assistant.core.times import MONTHS, Day, days, from_iso
from assistant.types import Fact

_LOOSE = stems_of(  # says nothing of which event, or which figure, is meant
    "report reported reportedly reports estimate estimated known said figure figures number sum "
    "total amount money dollar dollars day days week weeks month months date time moment year news "
    "place happen happened happening event public publicly fact exactly respective people person "
    "company firm start-up startup start ai two one new old latest first second press "
    "around about roughly approximately almost nearly named call called so-called"
)

MONTH_STEMS = frozenset(content_stems(" ".join(MONTHS)))
_DENIES = re.compile(r"\b(?:not|never|without|except|excluding|unless)\b|n['’]t\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a question: whom it names, what else it says, and the times and figures in it."""

    text: str
    names: frozenset[str]
    stems: frozenset[str]
    times: tuple[Day, ...]
    figures: tuple[Quantity, ...]


def piece_of(text: str, linker: EntityLinker) -> Piece:
    """The part of a question taken apart."""
    mentions = [m for m in linker.mentions(text) if not is_word(m, text, linker)]
    times = tuple(days(text))
    bare = without(text, mentions)
    figures = tuple(q for q in quantities(bare) if not (times and not q.unit and q.value < 2100))
    bare = without(bare, quantities(bare))
    stems = frozenset(s for s in content_stems(bare) if s not in _LOOSE and not s.isdigit())
    stems -= MONTH_STEMS if times else frozenset()
    return Piece(text, frozenset(m.name for m in mentions), stems, times, figures)


@lru_cache(maxsize=2048)
def names_in(fact: Fact, linker: EntityLinker) -> frozenset[str]:
    """All names of a fact, with the larger organisations."""
    sides = (fact.origin or "", fact.target or "", *(" ".join(w[1:]) for w in fact.parts))
    names = linker.names(" ; ".join((fact.statement, *fact.about, *fact.who, *sides)))
    return linker.widened(names)


@lru_cache(maxsize=2048)
def stems_in(fact: Fact) -> frozenset[str]:
    """The stems of a statement and of the questions that it answers."""
    return frozenset(content_stems(" ".join((fact.statement, *fact.questions, fact.date_note))))


def is_heeded(
    rest: str,
    linker: EntityLinker,
    known: frozenset[str],
    held: frozenset[str] = frozenset(),
) -> bool:
    """Whether what a question says beside its descriptions narrows nothing.

    ``known`` are stems that it may have there, and ``held`` names.
    """
    piece = piece_of(rest, linker)
    strange = piece.names - held or piece.times or piece.stems - known
    return not (strange or _DENIES.search(rest))


def described(piece: Piece, facts: Iterable[Fact], linker: EntityLinker) -> list[Fact]:
    """The facts that a piece of a question may mean; none for one that names nobody.

    A person has to act in it; a deal is one between those whom the piece names.
    """
    persons = linker.of_type(piece.names, "person")
    found = [
        fact
        for fact in facts
        if piece.names
        and piece.names <= names_in(fact, linker)
        and persons <= set(fact.who)
        and not unexplained(piece.stems, stems_in(fact))
        and _is_in_time(piece, fact)
    ]
    deals = [f for f in found if f.type == "deal" and piece.names <= sides_of(f, linker)]
    return deals if deals and BUYING & families_of(piece.stems) else found


def sides_of(fact: Fact, linker: EntityLinker) -> frozenset[str]:
    """Who acts in a fact, and on either side of it."""
    sides = linker.wide_names(f"{fact.origin or ''} ; {fact.target or ''}")
    return sides | set(fact.who)


def _is_in_time(piece: Piece, fact: Fact) -> bool:
    told = [*days(fact.statement), *([from_iso(fact.date)] if fact.date else [])]
    return all(any(time.fits(day) for day in told) for time in piece.times)


def holding_names(names: frozenset[str], facts: Iterable[Fact], linker: EntityLinker) -> list[Fact]:
    """The facts that hold every name of a question."""
    return [fact for fact in facts if names <= names_in(fact, linker)]
