"""Ways of several stations: who went from one company to the next and from there to another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from assistant.core.entities import EntityLinker
from assistant.core.tables.conditions import Asked
from assistant.core.tables.ledger import Row
from assistant.core.tables.lines import Lines, count_of, listed
from assistant.core.tables.moves import moves_of
from assistant.core.telling import Told
from assistant.core.text import joined
from assistant.core.times import from_iso, months_between, spoken

_FEWEST = 2  # moves that make a career
_FORMERLY = re.compile(r"\b(?:formerly|previously|once|earlier) (?:at|of|with)\s+$", re.I)
_AT = re.compile(r"\bat\s+$")
_UNTIL = re.compile(r"^ until (?:19|20)\d\d\b")


def step_of(row: Row) -> str:
    """A move in short: "from A to B, July 2025"."""
    parts = [f"from {listed(row.origin)}"] if row.origin else []
    parts += [f"to {listed(row.target)}"] if row.target else []
    date = f", {spoken(row.date)}" if row.date else ""
    return " ".join(parts) + date


def career(rows: Sequence[Row], wish: Asked) -> Told | None:
    """The moves of one person, the earliest first, as the sources tell them."""
    (person,) = wish.names
    moves: dict[tuple[str, str], Row] = {}
    for row in sorted(moves_of(rows), key=lambda r: (-len(r.date), -len(r.fact.statement))):
        moves.setdefault((listed(row.origin), listed(row.target)), row)
    told = list({r.fact.id: r for r in moves_of(list(moves.values()))}.values())
    if len(told) < _FEWEST:
        return None
    lines = Lines()
    said = " ".join(lines.cite(row.fact.statement, row.fact) for row in told)
    return lines.told(f"The moves of {person} that the sources tell of, in their order: {said}")


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
        f"{person} ({'; '.join(lines.cite(step_of(r), r.fact) for r in steps)})"
        for person, steps in ways.items()
    ]
    people = count_of(len(ways), "person", "people")
    if all(len(steps) == len(wish.way) - 1 for steps in ways.values()):
        start, second, *others = wish.way
        onwards = "".join(f" and then to {station}" for station in others)
        gone = f"went from {start} to {second}{onwards}"
    else:
        verb = "was" if len(ways) == 1 else "were"
        gone = f"{verb} at {joined(wish.way, 'and')}, in this order"
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
    return months_between(from_iso(first.moment), from_iso(second.moment))
