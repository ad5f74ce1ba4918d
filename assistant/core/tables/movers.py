"""Answers from the rows of moves: people, companies, months, and where somebody worked."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.core.entities import EntityLinker
from assistant.core.tables.conditions import Asked
from assistant.core.tables.employers import employer
from assistant.core.tables.groups import COUNTED, by_person, months, origins, targets, way_of
from assistant.core.tables.guesses import such
from assistant.core.tables.joins import JOINS
from assistant.core.tables.kinds import OF_ONE, Operation
from assistant.core.tables.ledger import Row, is_from
from assistant.core.tables.lines import Lines, count_of, either, end_of, listed, narrowest, notes_on
from assistant.core.tables.moves import is_arrival, is_move, without_persons
from assistant.core.tables.nobody import nobody
from assistant.core.tables.ways import career
from assistant.core.telling import Told

_MOST_NAMED = 40


def of_moves(text: str, wish: Asked, rows: Sequence[Row], linker: EntityLinker) -> Told | None:
    """What the rows tell of it, or that nobody is named; None if a company is not theirs."""
    rows = without_persons(rows, wish.not_who)
    known = {name for row in rows for name in row.origin | row.target}
    if not wish.origin | wish.target <= known:
        return None
    if wish.operation in JOINS:
        return JOINS[wish.operation](rows, wish, linker)
    kept = [r for r in rows if _meets(r, wish)]
    if said := _TELLERS[wish.operation](such(kept, text, wish.strange), wish):
        return said
    return nobody(rows, wish, linker)


def _meets(row: Row, wish: Asked) -> bool:
    fact = row.fact
    if not (is_move(row) or (is_arrival(row) and not (wish.origin and wish.window))):
        return False  # when the post was taken is told, not when the old one was left
    if wish.operation in OF_ONE:
        return bool(wish.names & set(row.who))
    return (
        (not wish.origin or bool(wish.origin & row.origin))
        and (not wish.target or bool(wish.target & row.target))
        and not wish.not_from & row.origin
        and not wish.not_to & row.target
        and not (wish.unnamed and row.target)
        and (not wish.paper or bool(re.search(wish.paper, fact.statement)))
        and (not wish.publisher or is_from(fact, wish.publisher))
        and wish.window.holds(row.moment)
    )


def _people(rows: Sequence[Row], wish: Asked) -> Told | None:
    people = by_person(rows)
    if (
        not people
        or wish.count not in (0, len(people))
        or (wish.counted and any(_counts_more(row) for row in rows))
    ):
        return None
    lines = Lines()
    shown = sorted(people.items(), key=lambda p: p[1].date or "9999")[:_MOST_NAMED]
    named = [lines.cite(_noted(p, r, wish), r.fact) for p, r in shown]
    left = wish.origin and not wish.target
    rest = way_of(replace(wish, origin=frozenset()))
    way = f"left {either(wish.origin)}{rest}" if left else f"moved{way_of(wish)}"
    head = f"The sources name {count_of(len(people), 'person', 'people')} who {way}".rstrip(",")
    return lines.told(f"{head}: {'; '.join(named)}. {COUNTED}")


def _counts_more(row: Row) -> bool:
    """Whether a source counts more people than it names."""
    fact = row.fact
    return fact.unit == "people" and (fact.amount or 0) > len(fact.who)


def _noted(person: str, row: Row, wish: Asked) -> str:
    """A person with the other side of the move, unless it is the same for all, and its date."""
    notes = []
    if len(narrowest(wish.target)) != 1 and row.target:
        notes.append(f"to {listed(row.target)}")
    if len(narrowest(wish.origin)) != 1 and row.origin:
        notes.append(f"from {listed(row.origin)}")
    notes += notes_on(row)
    return f"{person} ({', '.join(notes)})" if notes else person


def _repeat(rows: Sequence[Row], _: Asked) -> Told | None:
    stays: dict[str, dict[frozenset[str], Row]] = {}
    for row in sorted(rows, key=lambda r: r.date or "9999"):
        for person in row.who:
            stays.setdefault(person, {}).setdefault(row.target or row.origin, row)
    often = {p: list(s.values()) for p, s in stays.items() if len(s) > 1}
    if not often:
        return None
    lines = Lines()
    named = [
        f"{person} ("
        + "; ".join(lines.cite(f"to {listed(r.target) or 'no named employer'}", r.fact) for r in s)
        + ")"
        for person, s in often.items()
    ]
    count = count_of(len(often), "person", "people")
    return lines.told(f"The sources name {count} with more than one move: {'; '.join(named)}.")


def _ends(rows: Sequence[Row], wish: Asked) -> Told | None:
    return end_of(rows, first=wish.operation == "first", several=wish.several)


_TELLERS: Mapping[Operation, Callable[[Sequence[Row], Asked], Told | None]] = {
    "people": _people,
    "employer": employer,
    "career": career,
    "origins": origins,
    "targets": targets,
    "months": months,
    "repeat": _repeat,
    "first": _ends,
    "last": _ends,
}
