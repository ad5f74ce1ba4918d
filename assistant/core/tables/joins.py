"""Answers that join rows: ways of several stations, returns, firms founded, who was first."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from assistant.core.entities import EntityLinker
from assistant.core.tables.conditions import Asked
from assistant.core.tables.kinds import Operation
from assistant.core.tables.ledger import Row
from assistant.core.tables.lines import Lines, count_of, listed
from assistant.core.tables.moves import fits, moves_of
from assistant.core.tables.offers import attempts, declined, refused
from assistant.core.tables.ways import step_of, way
from assistant.core.telling import Told

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
        lines.cite(f"{person} ({step_of(row)}; back at {place})", row.fact)
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
    named = [lines.cite(f"{p} ({step_of(r)})", r.fact) for r in kept for p in r.who]
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
    best, *others = (lines.cite(f"{p} ({step_of(first[p])})", first[p].fact) for p in order)
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
