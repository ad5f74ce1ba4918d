"""Answers from the ledger about who moved where; each line with its citation."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.core.entities import EntityLinker
from assistant.core.questions import Question
from assistant.core.tables.conditions import Asked
from assistant.core.tables.countries import with_countries
from assistant.core.tables.employers import employer, with_employers
from assistant.core.tables.joins import JOINS
from assistant.core.tables.kinds import Operation
from assistant.core.tables.ledger import Ledger, Row, is_from
from assistant.core.tables.lines import Lines, count_of, either, end_of, listed, narrowest
from assistant.core.tables.moves import is_move, without_persons
from assistant.core.tables.questions import asked
from assistant.core.tables.sum_questions import asked_sum
from assistant.core.tables.sums import answer_sum
from assistant.core.tables.text import plainly
from assistant.core.telling import Allowed, Told
from assistant.core.times import spoken

_MOST_NAMED = 40
_COUNTED = "Only people named in the sources are counted."


class Counter:
    """Answers such questions from the ledger, every line with its citation."""

    def __init__(self, ledger: Ledger, linker: EntityLinker) -> None:
        self._ledger = ledger
        self._linker = linker

    def _named(self, text: str, rows: Sequence[Row]) -> str:
        """A question with the names of the companies that it describes by what the table tells."""
        return with_employers(with_countries(text, rows, self._linker), rows, self._linker)

    def answer(self, question: Question, allowed: Allowed) -> Told | None:
        """The answer with what was counted; None if the table does not hold it."""
        rows = [row for row in self._ledger.rows if allowed(row.fact)]
        question = replace(question, text=self._named(question.text, rows))
        plain = plainly(question.text, self._linker)
        if wish := asked(question, plain, self._linker):
            rows = without_persons(rows, wish.not_who)
            told = {name for row in rows for name in row.origin | row.target}
            if not wish.origin | wish.target <= told:
                return None
            if wish.operation in JOINS:
                return JOINS[wish.operation](rows, wish, self._linker)
            return _TELLERS[wish.operation]([r for r in rows if _meets(r, wish)], wish)
        sums = asked_sum(question, plain, self._linker)
        return answer_sum(rows, sums) if sums else None


def _meets(row: Row, wish: Asked) -> bool:
    fact = row.fact
    if not is_move(row):
        return False
    if wish.operation == "employer":
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


def _by_person(rows: Sequence[Row]) -> dict[str, Row]:
    """One row for each person: the one that is dated, if there is one."""
    found: dict[str, Row] = {}
    for row in sorted(rows, key=lambda r: (not r.date, r.fact.status != "confirmed", r.date)):
        for person in row.who:
            found.setdefault(person, row)
    return found


def _way(wish: Asked) -> str:
    origin = f" from {either(wish.origin)}" if wish.origin else ""
    target = f" to {either(wish.target)}" if wish.target else ""
    left_out = f", but not from {listed(wish.not_from)}," if wish.not_from else ""
    left_out += f", but not to {listed(wish.not_to)}," if wish.not_to else ""
    told = f", going by {wish.publisher}," if wish.publisher else ""
    left_out += " of those named in the paper asked about" if wish.paper else ""
    besides = f", {listed(wish.not_who)} left out," if wish.not_who else ""
    return origin + target + left_out + wish.window.phrase + told + besides


def _people(rows: Sequence[Row], wish: Asked) -> Told | None:
    people = _by_person(rows)
    if (
        not people
        or wish.count not in (0, len(people))
        or (wish.counted and any(_counts_more(row) for row in rows))
    ):
        return None
    lines = Lines()
    shown = list(people.items())[:_MOST_NAMED]
    named = [lines.cite(_noted(p, r, wish), r.fact) for p, r in shown]
    left = wish.origin and not wish.target
    way = f"left {either(wish.origin)}{wish.window.phrase}" if left else f"moved{_way(wish)}"
    head = f"The sources name {count_of(len(people), 'person', 'people')} who {way}".rstrip(",")
    return lines.told(f"{head}: {'; '.join(named)}. {_COUNTED}")


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
    notes += [spoken(row.date)] if row.date else []
    notes += [row.fact.status] if row.fact.status in ("rumoured", "denied") else []
    notes += ["reported"] if row.date and row.fact.status == "reported" else []
    return f"{person} ({', '.join(notes)})" if notes else person


def _origins(rows: Sequence[Row], wish: Asked) -> Told | None:
    return _organisations(rows, wish, lambda r: r.origin, "from")


def _targets(rows: Sequence[Row], wish: Asked) -> Told | None:
    return _organisations(rows, wish, lambda r: r.target, "to")


def _organisations(
    rows: Sequence[Row], wish: Asked, side: Callable[[Row], frozenset[str]], word: str
) -> Told | None:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        for name in side(row) - wish.target - wish.origin:
            groups.setdefault(name, []).append(row)
    groups = {n: g for n, g in groups.items() if not _is_whole_of(n, groups)}
    counted = {n: _by_person(g) for n, g in groups.items()}
    ranked = sorted(counted, key=lambda n: -len(counted[n]))
    lines, named = Lines(), []
    for name in ranked:
        if counted[name]:
            person, row = next(iter(counted[name].items()))
            more = f" and {len(counted[name]) - 1} more" if len(counted[name]) > 1 else ""
            named.append(lines.cite(f"{name} ({person}{more})", row.fact))
    if not named or wish.count not in (0, len(named)):
        return None
    head = f"The sources name people who moved{_way(wish)} {word} these"
    return lines.told(f"{head}: {'; '.join(named)}. {_COUNTED}")


def _is_whole_of(name: str, groups: Mapping[str, Sequence[Row]]) -> bool:
    """Whether a name stands only for the larger organisation of another, as Google for DeepMind."""
    return any(o != name and name in o and groups[o] == groups[name] for o in groups)


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
    "origins": _origins,
    "targets": _targets,
    "repeat": _repeat,
    "first": _ends,
    "last": _ends,
}
