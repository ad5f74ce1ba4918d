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
from assistant.core.text import joined
from assistant.core.times import spoken

_BACK_AT = re.compile(r"\b(?:returned to|(?:was|were|went|is|are) back (?:at|to|with))\s+", re.I)
_ONCE_AT = re.compile(r"\bearlier (?:spent|been|worked)\b[\w ,-]*? (?:at|with)\s+", re.I)
_FORMERLY = re.compile(r"\b(?:formerly|previously|once|earlier) (?:at|of|with)\s+$", re.I)
_AT = re.compile(r"\bat\s+$")
_UNTIL = re.compile(r"^ until (?:19|20)\d\d\b")
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


def way(rows: Sequence[Row], wish: Asked, linker: EntityLinker) -> Told | None:
    """Who went from the first station to the second, from there to the third, and so on."""
    ways = {
        person: steps
        for person, steps in _ways(moves_of(rows), wish, linker).items()
        if wish.window.holds(steps[-1].moment)
        and (not wish.months or 0 <= _months_between(steps[0], steps[-1]) <= wish.months)
    }
    if not ways:
        return None
    lines = Lines()
    named = [
        f"{person} ({'; '.join(lines.cite(_step(r), r.fact) for r in steps)})"
        for person, steps in ways.items()
    ]
    people = count_of(len(ways), "person", "people")
    if all(len(steps) == len(wish.way) - 1 for steps in ways.values()):
        start, second, *others = wish.way
        onwards = "".join(f" and then to {station}" for station in others)
        gone = f"went from {start} to {second}{onwards}"
    else:
        gone = f"were at {joined(wish.way, 'and')}, in this order"
    return lines.told(f"The sources name {people} who {gone}: {'; '.join(named)}.")


def _ways(moves: Sequence[Row], wish: Asked, linker: EntityLinker) -> dict[str, tuple[Row, ...]]:
    """The moves of each person along all stations.

    That somebody had been at the first one may be told beside the move from the second.
    """
    steps = [
        [r for r in moves if start in r.origin and end in r.target]
        for start, end in pairwise(wish.way)
    ]
    ways: dict[str, tuple[Row, ...]] = {p: (r,) for r in reversed(steps[0]) for p in r.who}
    for row in steps[1]:
        if not wish.months and _had_been(row, wish.way[0], linker):
            ways.update({p: () for p in row.who if p not in ways})
    for step in steps[1:]:
        ways = {
            person: (*gone, following)
            for person, gone in ways.items()
            if (following := _next(step, person, gone)) is not None
        }
    return ways


def _next(step: Sequence[Row], person: str, gone: Sequence[Row]) -> Row | None:
    """The first move of a person along a step that does not come before those already gone."""
    fits = (r for r in step if person in r.who and (not gone or gone[-1].moment <= r.moment))
    return next(fits, None)


def _had_been(row: Row, place: str, linker: EntityLinker) -> bool:
    """Whether a statement tells that its people had been somewhere before they came to where
    they then left."""
    return any(
        mention.name == place
        and (
            _FORMERLY.search(row.fact.statement[: mention.start])
            or (
                _AT.search(row.fact.statement[: mention.start])
                and _UNTIL.match(row.fact.statement[mention.end :])
            )
        )
        for mention in linker.mentions(row.fact.statement)
    )


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
