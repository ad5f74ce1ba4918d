"""Answers from the ledger: lists, totals, extremes; each line with its citation."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assistant.core.citations import Citations
from assistant.core.entities import EntityLinker
from assistant.core.ledger import Ledger, Row
from assistant.core.questions import Question
from assistant.core.table_questions import Asked, Operation, asked
from assistant.core.telling import Allowed, Told
from assistant.core.times import NOW, spoken
from assistant.types import Claim, Fact

_MOST_NAMED = 40
_COUNTED = "Only people named in the sources are counted."


class Counter:
    """Answers such questions from the ledger, every line with its citation."""

    def __init__(self, ledger: Ledger, linker: EntityLinker) -> None:
        self._ledger = ledger
        self._linker = linker

    def answer(self, question: Question, allowed: Allowed) -> Told | None:
        """The answer with what was counted; None if the table does not hold it."""
        wish = asked(question, self._linker)
        if wish is None:
            return None
        rows = [r for r in self._ledger.rows if allowed(r.fact) and _meets(r, wish)]
        return _TELLERS[wish.operation](rows, wish)


def _meets(row: Row, wish: Asked) -> bool:
    fact = row.fact
    if wish.operation == "employer":
        return fact.type == "move" and fact.counts and bool(wish.names & set(row.who))
    named = wish.names if wish.type == "deal" else wish.origin
    return (
        fact.type == wish.type
        and fact.counts
        and (not wish.origin or bool(wish.origin & row.origin))
        and (not wish.target or bool(wish.target & row.target))
        and (wish.type != "deal" or not named or bool(named & (row.origin | row.target)))
        and (not wish.when or _in_time(row.date, wish))
    )


def _in_time(date: str, wish: Asked) -> bool:
    """Whether a date is on the side of the time that is asked about, as far as both say."""
    if not date:
        return False
    ours, theirs = date[: len(wish.when)], wish.when[: len(date)]
    if wish.side == "in":
        return date.startswith(wish.when)
    if wish.side == "after":
        return ours > theirs
    return ours < theirs or (wish.side == "by" and ours == theirs)


class _Lines:
    """Text under way: pieces with their citations and claims."""

    def __init__(self) -> None:
        self.citations = Citations()
        self.claims: list[Claim] = []

    def cite(self, text: str, fact: Fact) -> str:
        self.claims.append(Claim(fact.statement, "supported", "", fact.evidence[0]))
        return self.citations.cite(text, fact.evidence)

    def told(self, text: str) -> Told:
        return Told(text, self.citations.all, tuple(self.claims))


def _by_person(rows: Sequence[Row]) -> dict[str, Row]:
    """One row for each person: the one that is dated, if there is one."""
    found: dict[str, Row] = {}
    for row in sorted(rows, key=lambda r: (not r.date, r.fact.status != "confirmed", r.date)):
        for person in row.who:
            found.setdefault(person, row)
    return found


def _way(wish: Asked) -> str:
    origin = f" from {_listed(wish.origin)}" if wish.origin else ""
    target = f" to {_listed(wish.target)}" if wish.target else ""
    return origin + target + (f" {wish.side} {spoken(wish.when)}" if wish.when else "")


def _people(rows: Sequence[Row], wish: Asked) -> Told | None:
    people = _by_person(rows)
    if not people:
        return None
    lines = _Lines()
    shown = list(people.items())[:_MOST_NAMED]
    named = [lines.cite(_noted(p, r, wish), r.fact) for p, r in shown]
    verb = "moved" if wish.target else "left"
    head = f"The sources name {_count(len(people), 'person', 'people')} who {verb}{_way(wish)}"
    return lines.told(f"{head}: {'; '.join(named)}. {_COUNTED}")


def _noted(person: str, row: Row, wish: Asked) -> str:
    """A person with the other side of the move, unless it is the same for all, and its date."""
    notes = []
    if not wish.target and row.target:
        notes.append(f"to {_listed(row.target)}")
    if not wish.origin and row.origin:
        notes.append(f"from {_listed(row.origin)}")
    notes += [spoken(row.date)] if row.date else []
    notes += [row.fact.status] if row.fact.status in ("rumoured", "denied") else []
    notes += ["reported"] if row.date and row.fact.status == "reported" else []
    return f"{person} ({', '.join(notes)})" if notes else person


def _employer(rows: Sequence[Row], wish: Asked) -> Told | None:
    """The last move before the time asked about, and the next one after it if there is one."""
    dated = sorted((r for r in rows if r.date), key=lambda r: r.date)
    now = wish.when == NOW
    before = [r for r in dated if now or r.date[: len(wish.when)] <= wish.when[: len(r.date)]]
    after = dated[len(before) :]
    if not before and not (after and after[0].origin):
        return None
    lines = _Lines()
    person = next(iter(wish.names))
    place = _listed(before[-1].target) if before else _listed(after[0].origin)
    when = "now, as far as is known here" if now else f"in {spoken(wish.when)}"
    row = before[-1] if before else after[0]
    said = lines.cite(row.fact.statement, row.fact)
    text = f"{person} {when}: {place or 'no employer is named'}. {said}"
    if before and after:
        text += f" Later: {lines.cite(after[0].fact.statement, after[0].fact)}"
    return lines.told(text)


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
    lines, named = _Lines(), []
    for name in ranked:
        if counted[name]:
            person, row = next(iter(counted[name].items()))
            more = f" and {len(counted[name]) - 1} more" if len(counted[name]) > 1 else ""
            named.append(lines.cite(f"{name} ({person}{more})", row.fact))
    if not named:
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
    lines = _Lines()
    named = [
        f"{person} ("
        + "; ".join(lines.cite(f"to {_listed(r.target) or 'no named employer'}", r.fact) for r in s)
        + ")"
        for person, s in often.items()
    ]
    count = _count(len(often), "person", "people")
    return lines.told(f"The sources name {count} with more than one move: {'; '.join(named)}.")


def _total(rows: Sequence[Row], wish: Asked) -> Told | None:
    kept: dict[object, Row] = {}
    for row in rows:
        single = len(row.who) == 1 and row.target if wish.type == "pay" else True
        if row.fact.amount and row.fact.unit == "USD" and single:
            key = row.who if wish.type == "pay" else (row.origin, row.target)
            kept.setdefault(key, row)
    if len(kept) < 2:
        return None
    lines = _Lines()
    named = [
        lines.cite(f"{r.who[0] if wish.type == 'pay' else _deal(r)}, {_money(r.fact)}", r.fact)
        for r in kept.values()
    ]
    hedges = {r.fact.qualifier for r in kept.values()}
    lead = "about" if hedges & {"about", "up to", "reported"} else ""
    lead = lead or ("more than" if hedges & {"over", "at least"} else "")
    amount = _dollars(sum(r.fact.amount or 0 for r in kept.values()))
    what = "pay packages named for one person" if wish.type == "pay" else "deals with a named sum"
    head = f"The {len(kept)} {what} add up to {lead} {amount}".replace("  ", " ")
    return lines.told(f"{head}, by our arithmetic: {'; '.join(named)}.")


def _extreme(rows: Sequence[Row], wish: Asked) -> Told | None:
    priced = [r for r in rows if r.fact.amount and r.fact.unit == "USD"]
    if not priced:
        return None
    pick = max if wish.operation == "most" else min
    best = pick(priced, key=lambda r: r.fact.amount or 0.0)
    what = "deals" if wish.type == "deal" else "sums of pay"
    word = "largest" if wish.operation == "most" else "smallest"
    lines = _Lines()
    said = lines.cite(best.fact.statement, best.fact)
    return lines.told(f"The {word} of the {len(priced)} {what} with a figure in dollars: {said}")


def _ends(rows: Sequence[Row], wish: Asked) -> Told | None:
    dated = sorted((r for r in rows if r.date), key=lambda r: r.date)
    if len(dated) < 2:
        return None
    row = dated[0] if wish.operation == "first" else dated[-1]
    word = "earliest" if wish.operation == "first" else "latest"
    lines = _Lines()
    said = lines.cite(row.fact.statement, row.fact)
    return lines.told(f"The {word} of the {len(dated)} that the sources date: {said}")


def _listed(names: frozenset[str]) -> str:
    """ "Google DeepMind" alone for the group and the company that it is part of."""
    ordered = sorted(names, key=lambda n: (-len(n), n))
    kept = [n for n in ordered if not any(n != o and n in o for o in ordered)]
    return " and ".join(kept)


def _deal(row: Row) -> str:
    return f"{_listed(row.origin)} by {_listed(row.target)}" if row.target else _listed(row.origin)


def _money(fact: Fact) -> str:
    hedge = fact.qualifier if fact.qualifier not in (None, "exactly") else ""
    return f"{hedge} {_dollars(fact.amount or 0.0)}".strip()


def _dollars(amount: float) -> str:
    for size, word in ((1e9, "billion"), (1e6, "million")):
        if amount >= size:
            return f"${amount / size:.10g} {word}"
    return f"${amount:,.10g}"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"


_TELLERS: Mapping[Operation, Callable[[Sequence[Row], Asked], Told | None]] = {
    "people": _people,
    "employer": _employer,
    "origins": _origins,
    "targets": _targets,
    "repeat": _repeat,
    "total": _total,
    "most": _extreme,
    "least": _extreme,
    "first": _ends,
    "last": _ends,
}
