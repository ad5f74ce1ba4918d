"""The dated facts that two descriptions in a question mean."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.core.entities import EntityLinker
from assistant.core.reckoning.families import families_of
from assistant.core.reckoning.finding import Piece, described, is_heeded, names_in, piece_of
from assistant.core.tables.lines import Lines
from assistant.core.text import content_stems
from assistant.core.times import Day, days, from_iso, spoken_day
from assistant.types import Fact

_CLAUSE = re.compile(r"[;.] ")
_TAIL = re.compile(r"[\s.,?!'’]+$")


@dataclass(frozen=True, slots=True)
class Dated:
    """A fact, and the day that it is gone by for."""

    fact: Fact
    day: Day


def dated_pair(
    one: str, other: str, facts: Sequence[Fact], linker: EntityLinker
) -> tuple[Dated, Dated] | None:
    """The two dated facts, or the two dates of one, that descriptions mean."""
    first, second = (piece_of(_TAIL.sub("", part), linker) for part in (one, other))
    first, second = _completed(second, first, linker), _completed(first, second, linker)
    if not first.names or not (first.stems and second.stems):
        return None
    if not second.names:
        return _in_one(first, second, facts, linker)
    left = _dated(first, facts, linker, second.names)
    right = _dated(second, facts, linker, first.names)
    if left and right and left.fact.id != right.fact.id:
        return left, right
    return _in_one(first, second, facts, linker)


def _completed(first: Piece, second: Piece, linker: EntityLinker) -> Piece:
    """ "and Ke Yang's": what is said of the first is meant of the second, too."""
    if second.stems or not second.names:
        return second
    persons = linker.of_type(first.names, "person")
    kept = first.names - persons if linker.of_type(second.names, "person") else frozenset[str]()
    return Piece(second.text, second.names | kept, first.stems, second.times, ())


def _dated(
    piece: Piece, facts: Sequence[Fact], linker: EntityLinker, near: frozenset[str]
) -> Dated | None:
    """The one date of the facts that a piece describes; those of the other names come first."""
    kept = [f for f in described(piece, facts, linker) if _date_of(f) and _is_of_event(f, piece)]
    kept = _sharing(kept, linker.of_type(near, "organisation"), linker)
    acting = [f for f in kept if f.type in ("move", "role", "quote", "deal") and f.counts]
    kept = acting or kept
    kept = [f for f in kept if f.type == "deal" and f.amount] or kept
    whole = [f for f in kept if from_iso(_date_of(f)).day] or kept
    if len({_date_of(f) for f in whole}) != 1:
        return None
    return Dated(whole[0], from_iso(_date_of(whole[0])))


def _sharing(facts: Sequence[Fact], near: frozenset[str], linker: EntityLinker) -> list[Fact]:
    shared = [f for f in facts if near & linker.wide_names(f.statement)]
    return shared or list(facts)


def _is_of_event(fact: Fact, piece: Piece) -> bool:
    """Whether the date is that of what is told, and not of a report on something earlier."""
    moved = fact.type == "move" and fact.since is not None
    return moved or "report" not in fact.date_note or "report" in piece.text


def _date_of(fact: Fact) -> str:
    """The day that an event is told of; "" if there is none, or only a year."""
    found = max(fact.since or "", fact.date or "", key=len)
    return found if len(found) >= len("2025-07") else ""


def _in_one(
    first: Piece, second: Piece, facts: Sequence[Fact], linker: EntityLinker
) -> tuple[Dated, Dated] | None:
    """Two days that one statement tells, each in its own clause."""
    whole = Piece("", first.names | second.names, first.stems | second.stems, (), ())
    found = set()
    for fact in described(whole, facts, linker):
        told = [_clause_day(piece, fact) for piece in (first, second)]
        if told[0] and told[1] and told[0] != told[1]:
            found.add((fact.id, told[0], told[1]))
    if len(found) != 1:
        return None
    name, one, other = found.pop()
    fact = next(f for f in facts if f.id == name)
    return Dated(fact, one), Dated(fact, other)


def _clause_day(piece: Piece, fact: Fact) -> Day | None:
    """The day of the one clause that tells what a piece says."""
    clauses = [c for c in _CLAUSE.split(fact.statement) if any(d.day and d.year for d in days(c))]
    wanted = families_of(piece.stems)
    fits = [c for c in clauses if wanted and wanted & families_of(content_stems(c))]
    if len(fits) > 1:
        most = max(len(wanted & families_of(content_stems(c))) for c in fits)
        fits = [c for c in fits if len(wanted & families_of(content_stems(c))) == most]
    whole = [d for d in days(fits[0]) if d.day and d.year] if len(fits) == 1 else []
    return Day(whole[0].year, whole[0].month, whole[0].day) if len(whole) == 1 else None


def _note_of(dated: Dated) -> str:
    """The date that is gone by, where the statement itself is not so exact."""
    told = any(d.day and d.fits(dated.day) for d in days(dated.fact.statement))
    note = f", {dated.fact.date_note}" if dated.fact.date_note else ""
    return "" if told else f" ({spoken_day(dated.day)}{note})"


def is_all(
    rest: str, pair: tuple[Dated, Dated], linker: EntityLinker, known: frozenset[str]
) -> bool:
    """Whether what is left of a question says nothing more than both facts tell."""
    held = names_in(pair[0].fact, linker) & names_in(pair[1].fact, linker)
    return is_heeded(rest, linker, known, held)


def said_of(dated: Sequence[Dated], lines: Lines) -> str:
    """The statements with their citations, each once."""
    kept = {d.fact.id: d for d in reversed(dated)}
    return "; ".join(
        lines.cite(f"{d.fact.statement.rstrip('.')}{_note_of(d)}", d.fact)
        for d in reversed(kept.values())
    )
