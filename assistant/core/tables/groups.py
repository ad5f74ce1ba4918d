"""Moves by company or by month: which lost, or won, most of the people that are named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assistant.core.tables.conditions import Asked
from assistant.core.tables.ledger import Row
from assistant.core.tables.lines import Lines, count_of, either, listed
from assistant.core.telling import Told
from assistant.core.text import joined
from assistant.core.times import spoken

COUNTED = "Only people named in the sources are counted."
_MONTH = len("2025-07")
_MOST_NAMED = 20


def by_person(rows: Sequence[Row]) -> dict[str, Row]:
    """One row for each person: the one that is dated, if there is one."""
    found: dict[str, Row] = {}
    for row in sorted(rows, key=lambda r: (not r.date, r.fact.status != "confirmed", r.date)):
        for person in row.who:
            found.setdefault(person, row)
    return found


def way_of(wish: Asked) -> str:
    """What narrows the moves, in words: " from A to B in July 2025"."""
    origin = f" from {either(wish.origin)}" if wish.origin else ""
    target = f" to {either(wish.target)}" if wish.target else ""
    left_out = f", but not from {listed(wish.not_from)}," if wish.not_from else ""
    left_out += f", but not to {listed(wish.not_to)}," if wish.not_to else ""
    told = f", going by {wish.publisher}," if wish.publisher else ""
    left_out += " of those named in the paper asked about" if wish.paper else ""
    besides = f", {listed(wish.not_who)} left out," if wish.not_who else ""
    return origin + target + left_out + wish.window.phrase + told + besides


def origins(rows: Sequence[Row], wish: Asked) -> Told | None:
    """The companies that people came from."""
    return _organisations(rows, wish, lambda r: r.origin, "from")


def targets(rows: Sequence[Row], wish: Asked) -> Told | None:
    """The companies that people went to."""
    return _organisations(rows, wish, lambda r: r.target, "to")


def _organisations(
    rows: Sequence[Row], wish: Asked, side: Callable[[Row], frozenset[str]], word: str
) -> Told | None:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        for name in side(row) - wish.target - wish.origin:
            groups.setdefault(name, []).append(row)
    groups = {n: g for n, g in groups.items() if not _is_whole_of(n, groups)}
    counted = {n: people for n, g in groups.items() if (people := by_person(g))}
    if wish.top:
        return _top(counted, f"moved{way_of(wish)}, by the company they moved {word}")
    if wish.exactly:
        counted = {n: people for n, people in counted.items() if len(people) == wish.exactly}
    lines, named = Lines(), []
    for name in sorted(counted, key=lambda n: -len(counted[n])):
        person, row = next(iter(counted[name].items()))
        more = f" and {len(counted[name]) - 1} more" if len(counted[name]) > 1 else ""
        named.append(lines.cite(f"{name} ({person}{more})", row.fact))
    if not named or wish.count not in (0, len(named)):
        return None
    head = f"The sources name people who moved{way_of(wish)} {word} these"
    return lines.told(f"{head}: {'; '.join(named)}. {COUNTED}")


def _is_whole_of(name: str, groups: Mapping[str, Sequence[Row]]) -> bool:
    """Whether a name stands only for the larger organisation of another, as Google for DeepMind."""
    return any(o != name and name in o and groups[o] == groups[name] for o in groups)


def months(rows: Sequence[Row], wish: Asked) -> Told | None:
    """The month in which most people moved."""
    counted: dict[str, dict[str, Row]] = {}
    for person, row in by_person(rows).items():
        if len(row.date) >= _MONTH:
            counted.setdefault(spoken(row.date[:_MONTH]), {})[person] = row
    return _top(counted, f"moved{way_of(wish)}, by month as far as it is told")


def _top(counted: Mapping[str, Mapping[str, Row]], said: str) -> Told | None:
    """The groups with most people, all of them named, and the next one for comparison."""
    if len(counted) < 2:
        return None
    sizes = sorted((len(people) for people in counted.values()), reverse=True)
    best = [name for name, people in counted.items() if len(people) == sizes[0]]
    lines = Lines()
    named = [
        lines.cite(person, row.fact)
        for name in best
        for person, row in list(counted[name].items())[:_MOST_NAMED]
    ]
    after = [size for size in sizes if size < sizes[0]]
    than = f"; the next has {after[0]}" if after else ""
    each = " each" if len(best) > 1 else ""
    people = count_of(sizes[0], "person", "people")
    head = f"Of the people named in the sources who {said}: {joined(best, 'and')} with {people}"
    return lines.told(f"{head}{each}{than}: {'; '.join(named)}. {COUNTED}")
