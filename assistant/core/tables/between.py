"""How much time lies between two dated facts: "How long from the announcement to the closing?" """

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assistant.core.entities import EntityLinker
from assistant.core.tables.families import families_of
from assistant.core.tables.finding import Piece, described, is_heeded, names_in, piece_of
from assistant.core.tables.lines import Lines, count_of
from assistant.core.tables.two_events import descriptions
from assistant.core.tables.words import stems_of
from assistant.core.telling import Told
from assistant.core.text import content_stems
from assistant.core.times import Day, days, from_iso, spoken_day
from assistant.types import Fact

_ASKS = re.compile(
    r"\bhow (?:many (?P<unit>days|weeks|months)|long|much time|far apart in time)\b"
    r"|\b(?:count|number of|give me) (?:the )?(?P<counted>days|weeks|months)\b"
    r"|\b(?:time|interval)\b(?: \w+){0,3}? (?:elapsed|passed|between|from)\b"
    r"|\b(?P<apart>days|weeks|months) apart\b|\bhow soon after\b",
    re.IGNORECASE,
)
_KNOWN = stems_of(
    "long time elapsed elapse passed pass lay lie lies count number interval calendar separate "
    "separated apart take took taken far soon later answer go went whole need want"
)
_REFERS = re.compile(r"\b(?:it|its|that|this|the (?:deal|purchase|sale|takeover))\b", re.I)
_CLAUSE = re.compile(r"[;.] ")
_TAIL = re.compile(r"[\s.,?!'’]+$")
_MONTH_DAYS = 30.44
_SAME_DAY = "0 days"


@dataclass(frozen=True, slots=True)
class _Dated:
    fact: Fact
    day: Day


def time_between(text: str, facts: Sequence[Fact], linker: EntityLinker) -> Told | None:
    """The time between the two events that a question describes, if both are dated."""
    asks = _ASKS.search(text)
    if not asks:
        return None
    found = [
        pair
        for a, b, rest in descriptions(text)
        if (pair := _pair(a, b, facts, linker)) and _is_all(rest, pair, linker)
    ]
    if len({(a.day, b.day) for a, b in found}) != 1:
        return None
    unit = next((u for u in asks.groupdict().values() if u), "").lower()
    return _told(*found[0], unit)


def _is_all(rest: str, pair: tuple[_Dated, _Dated], linker: EntityLinker) -> bool:
    """Whether what is left of a question says nothing more than both facts tell."""
    held = names_in(pair[0].fact, linker) & names_in(pair[1].fact, linker)
    return is_heeded(rest, linker, _KNOWN, held)


def _pair(
    one: str, other: str, facts: Sequence[Fact], linker: EntityLinker
) -> tuple[_Dated, _Dated] | None:
    """The two dated facts, or the two dates of one, that descriptions mean."""
    first, second = (piece_of(_TAIL.sub("", part), linker) for part in (one, other))
    second = _completed(first, second, linker)
    if not first.names or not (first.stems and second.stems):
        return None
    if not second.names:
        return _in_one(first, second, facts, linker) if _REFERS.search(other) else None
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
) -> _Dated | None:
    """The one date of the facts that a piece describes; those of the other names come first."""
    kept = [f for f in described(piece, facts, linker) if _date_of(f) and _is_of_event(f, piece)]
    kept = _sharing(kept, linker.of_type(near, "organisation"), linker)
    acting = [f for f in kept if f.type in ("move", "role", "quote", "deal") and f.counts]
    kept = acting or kept
    kept = [f for f in kept if f.type == "deal" and f.amount] or kept
    whole = [f for f in kept if from_iso(_date_of(f)).day] or kept
    if len({_date_of(f) for f in whole}) != 1:
        return None
    return _Dated(whole[0], from_iso(_date_of(whole[0])))


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
) -> tuple[_Dated, _Dated] | None:
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
    return _Dated(fact, one), _Dated(fact, other)


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


def _told(one: _Dated, other: _Dated, unit: str) -> Told | None:
    if not (one.day.day and other.day.day):
        return _told_in_months(one, other) if unit != "days" else None
    days_between = abs((_day(other.day) - _day(one.day)).days)
    return _answer(one, other, _length(days_between, unit))


def _told_in_months(one: _Dated, other: _Dated) -> Told | None:
    months = abs((other.day.year - one.day.year) * 12 + other.day.month - one.day.month)
    return _answer(one, other, f"about {count_of(months, 'month', 'months')}") if months else None


def _day(day: Day) -> date:
    return date(day.year, day.month, day.day)


def _length(days_between: int, unit: str) -> str:
    """A length of time in days, and in the unit that is asked for or that is easier to grasp."""
    told = count_of(days_between, "day", "days")
    weeks, months = days_between / 7, days_between / _MONTH_DAYS
    if unit == "months" or (not unit and months >= 2):
        return f"{told} (about {months:.2g} months)"
    if unit == "weeks" or (not unit and weeks >= 2):
        about = "" if weeks == int(weeks) else "about "
        return f"{told} ({about}{round(weeks)} weeks)"
    return told


def _answer(one: _Dated, other: _Dated, length: str) -> Told:
    if length == _SAME_DAY:
        head = "Going by these, both are of the same day (0 days apart)"
    else:
        head = f"Going by these, {length} lie between the two"
    lines = Lines()
    dated = {d.fact.id: d.fact for d in sorted((one, other), key=lambda d: d.day.sorts)}
    said = [
        lines.cite(f"{fact.statement.rstrip('.')}{_note(d)}", fact)
        for d in (one, other)
        if (fact := dated.pop(d.fact.id, None))
    ]
    return lines.told(f"{head}: {'; '.join(said)}.")


def _note(dated: _Dated) -> str:
    """The date that is gone by, where the statement itself is not so exact."""
    told = any(d.day and d.fits(dated.day) for d in days(dated.fact.statement))
    note = f", {dated.fact.date_note}" if dated.fact.date_note else ""
    return "" if told else f" ({spoken_day(dated.day)}{note})"
