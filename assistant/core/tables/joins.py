"""Answers that join rows: ways of several stations, returns, firms founded, who was first."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise

from assistant.core.entities import EntityLinker
from assistant.core.tables.conditions import Asked
from assistant.core.tables.kinds import Operation
from assistant.core.tables.ledger import Row
from assistant.core.tables.lines import Lines, count_of, listed
from assistant.core.tables.moves import fits, moves_of
from assistant.core.tables.offers import attempts, declined, refused
from assistant.core.telling import Told
from assistant.core.times import spoken

_BACK_AT = re.compile(r"\b(?:returned to|(?:was|were|went|is|are) back (?:at|to|with))\s+", re.I)
_ONCE_AT = re.compile(r"\bearlier (?:spent|been|worked)\b[\w ,-]*? (?:at|with)\s+", re.I)
_TO_FOUND = re.compile(r"\bto (?:found|start|set up|launch|create)\b", re.I)


def returned(rows: Sequence[Row], wish: Asked, linker: EntityLinker) -> Told | None:
    """Who went back to a former employer, as a statement or an earlier move of theirs says."""
    moves = moves_of(rows)
    left = [(p, r.origin, r.moment) for r in moves for p in r.who]
    found: dict[str, tuple[Row, str]] = {}
    for row in moves:
        told = _places_back(row, linker)
        for person in row.who if fits(row, wish) else ():
            earlier = {n for p, o, d in left if p == person and d < row.moment for n in o}
            back = (told | (earlier & row.target)) & (wish.target or told | row.target)
            if back:
                found.setdefault(person, (row, listed(frozenset(back))))
    if not found:
        return None
    lines = Lines()
    named = [
        lines.cite(f"{person} ({_step(row)}; back at {place})", row.fact)
        for person, (row, place) in found.items()
    ]
    where = f"to {listed(wish.target)}" if wish.target else "to a former employer"
    origin = f" from {listed(wish.origin)}" if wish.origin else ""
    head = f"The sources name {count_of(len(found), 'person', 'people')} who went back {where}"
    return lines.told(f"{head}{origin}{wish.window.phrase}: {'; '.join(named)}.")


def _places_back(row: Row, linker: EntityLinker) -> frozenset[str]:
    """Where a statement says that its people returned to, or had been before they came."""
    statement = row.fact.statement
    found: set[str] = set()
    for pattern, sides in ((_BACK_AT, row.origin | row.target), (_ONCE_AT, row.target)):
        for match in pattern.finditer(statement):
            rest = statement[match.end() :]
            first = next(iter(linker.mentions(rest)), None)
            if first and first.start == 0 and first.name in sides:
                found.add(first.name)
    return frozenset(found)


def _step(row: Row) -> str:
    """A move in short: "from A to B, July 2025"."""
    parts = [f"from {listed(row.origin)}"] if row.origin else []
    parts += [f"to {listed(row.target)}"] if row.target else []
    date = f", {spoken(row.date)}" if row.date else ""
    return " ".join(parts) + date


def way(rows: Sequence[Row], wish: Asked, _: EntityLinker) -> Told | None:
    """Who went from the first station to the second and from there to the third."""
    moves = moves_of(rows)
    steps = [
        [r for r in moves if start in r.origin and end in r.target]
        for start, end in pairwise(wish.way)
    ]
    ways = {
        person: (first, second)
        for first in reversed(steps[0])  # those without a date, which stand last, give way
        for second in reversed(steps[1])
        for person in first.who
        if person in second.who
        and first.moment <= second.moment
        and wish.window.holds(second.moment)
        and (not wish.months or 0 <= _months_between(first, second) <= wish.months)
    }
    if not ways:
        return None
    lines = Lines()
    named = [
        f"{person} ({'; '.join(lines.cite(_step(r), r.fact) for r in steps_of)})"
        for person, steps_of in ways.items()
    ]
    start, middle, end = wish.way
    head = f"The sources name {count_of(len(ways), 'person', 'people')} who went from {start}"
    return lines.told(f"{head} to {middle} and then to {end}: {'; '.join(named)}.")


def _months_between(first: Row, second: Row) -> int:
    """Calendar months from one row to the next; -1 if one has no month."""
    if min(len(first.moment), len(second.moment)) < len("2025-07"):
        return -1
    (year, month), (later, last) = (
        (int(r.moment[:4]), int(r.moment[5:7])) for r in (first, second)
    )
    return (later - year) * 12 + last - month


def founded(rows: Sequence[Row], wish: Asked, _: EntityLinker) -> Told | None:
    """Who left a company to found one."""
    kept = [
        r
        for r in moves_of(rows)
        if r.origin and _TO_FOUND.search(r.fact.statement) and fits(r, wish)
    ]
    if not kept:
        return None
    lines = Lines()
    named = [lines.cite(f"{p} ({_step(r)})", r.fact) for r in kept for p in r.who]
    whom = listed(wish.origin) or "a company"
    head = f"The sources name {count_of(len(named), 'person', 'people')} who left {whom}"
    return lines.told(
        f"{head}{wish.window.phrase} to start something of their own: {'; '.join(named)}."
    )


def ordered(rows: Sequence[Row], wish: Asked, _: EntityLinker) -> Told | None:
    """Which of the persons named moved earlier, or later."""
    told = moves_of(rows)
    kept = {
        person: [
            r
            for r in told
            if person in r.who
            and r.date
            and fits(r, wish)
            and (not wish.target or wish.target & r.target)
        ]
        for person in wish.names
    }
    if not all(kept.values()) or not all(_is_one(moves) for moves in kept.values()):
        return None
    first = {person: max(moves, key=lambda r: len(r.moment)) for person, moves in kept.items()}
    whole = all(_is_of_a_day(row) for row in first.values())
    moments = {p: r.moment if whole else r.moment[:7] for p, r in first.items()}
    if len(set(moments.values())) < len(first):
        return None  # dates that are too near to tell
    order = sorted(first, key=lambda p: moments[p], reverse=wish.operation == "later")
    lines = Lines()
    best, *others = (lines.cite(f"{p} ({_step(first[p])})", first[p].fact) for p in order)
    return lines.told(f"{wish.operation.capitalize()}: {best}. Against it: {'; '.join(others)}.")


def _is_of_a_day(row: Row) -> bool:
    """Whether the day of the move itself is known, and not only that of a report."""
    return len(row.moment) == len("2025-07-01") and "report" not in row.fact.date_note


def _is_one(moves: Sequence[Row]) -> bool:
    """Whether rows tell of the same move."""
    return len({(r.origin, r.target) for r in moves}) == 1


JOINS: Mapping[Operation, Callable[[Sequence[Row], Asked, EntityLinker], Told | None]] = {
    "returned": returned,
    "way": way,
    "refused": refused,
    "declined": declined,
    "founded": founded,
    "attempts": attempts,
    "earlier": ordered,
    "later": ordered,
}
