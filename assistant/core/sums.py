"""Answers about the sums of deals, rounds and pay; what we add or subtract is said to be ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from assistant.core.ledger import Row
from assistant.core.sum_questions import AskedSum, SumOperation
from assistant.core.table_lines import Lines, count_of, end_of, listed
from assistant.core.telling import Told
from assistant.core.times import spoken
from assistant.types import Fact

_ROUND = re.compile(r"\bround\b", re.IGNORECASE)
_LICENSED = re.compile(r"\blicen[cs]", re.IGNORECASE)
_SIZES = ((1e9, "billion"), (1e6, "million"))
_MORE = ("over", "at least")


def answer_sum(rows: Iterable[Row], wish: AskedSum) -> Told | None:
    """The answer with what was counted; None if the table does not hold it."""
    items = _items(r for r in rows if _is_of_kind(r, wish.kind))
    if wish.licensed:
        items = [r for r in items if _LICENSED.search(r.fact.statement)]
    if not wish.names <= {name for row in items for name in _parties(row)}:
        return None  # who is named and has no sum must not be answered with those of others
    if wish.operation in ("total", "difference", "compare") and (lacking := _lacking(items, wish)):
        return lacking
    return _TELLERS[wish.operation](items, wish)


def _lacking(items: Sequence[Row], wish: AskedSum) -> Told | None:
    """That no sum is known of what is to be added or compared; None if each is known."""
    own = _of_names(items, wish)
    unpriced = [row for row in own if not _dollars_of(row)]
    if len(own) < 2 or not unpriced:
        return None
    lines = Lines()
    named = " and ".join(lines.cite(_item(row), row.fact) for row in unpriced)
    return replace(lines.told(f"The sources give no sum for {named}."), known=False)


def _is_of_kind(row: Row, kind: str) -> bool:
    fact = row.fact
    if kind == "pay":
        return fact.type == "pay" and len(row.who) == 1 and bool(row.target)
    sold = fact.type == "deal" and fact.counts and bool(row.origin)
    return sold and _is_round(row) == (kind == "round")


def _is_round(row: Row) -> bool:
    return row.fact.type == "deal" and (not row.target or bool(_ROUND.search(row.fact.statement)))


def _items(rows: Iterable[Row]) -> list[Row]:
    """One row for each deal, round or person: a sum before none, the surest and the dated first."""
    found: dict[object, Row] = {}
    for row in sorted(rows, key=_weakness):
        key = row.who if row.fact.type == "pay" else (row.origin, row.target)
        found.setdefault(key, row)
    return list(found.values())


def _weakness(row: Row) -> tuple[bool, bool, bool, bool]:
    fact = row.fact
    doubtful = fact.status in ("rumoured", "denied")
    return not _dollars_of(row), not fact.counts, doubtful, not row.date


def _dollars_of(row: Row) -> float:
    return (row.fact.amount or 0.0) if row.fact.unit == "USD" else 0.0


def _sides(row: Row) -> frozenset[str]:
    """By whom it goes: what was bought, or who was paid."""
    return frozenset(row.who) if row.fact.type == "pay" else row.origin


def _parties(row: Row) -> frozenset[str]:
    """Both sides of it."""
    return _sides(row) | row.target


def _chosen(items: Sequence[Row], wish: AskedSum) -> list[Row]:
    """The items named: by themselves, and where a buyer is named, too, those of that buyer."""
    priced = [row for row in _of_names(items, wish) if _dollars_of(row)]
    told = {name for row in priced for name in _parties(row)}
    # What has no sum must not be left out silently.
    return priced if wish.names <= told else []


def _of_names(items: Sequence[Row], wish: AskedSum) -> list[Row]:
    own = [row for row in items if wish.names & _sides(row)]
    buyers = {name for row in items for name in row.target} & wish.names
    return [row for row in own if row.target & buyers] if own and buyers else own


def _filtered(items: Sequence[Row], wish: AskedSum) -> list[Row]:
    """The items of the named buyers or sellers, within the bounds and the time."""
    return [
        row
        for row in items
        if (not wish.names or wish.names & _parties(row))
        and not wish.except_ & _parties(row)
        and wish.window.holds(row.moment)
        and (not wish.above or _above(row, wish.above))
        and (not wish.below or 0 < _dollars_of(row) < wish.below)
    ]


def _above(row: Row, bound: float) -> bool:
    amount = _dollars_of(row)
    return amount > bound or (amount == bound and row.fact.qualifier in ("over", "at least", None))


def _total(items: Sequence[Row], wish: AskedSum) -> Told | None:
    kept = _chosen(items, wish) if len(wish.names) > 1 else []
    named = len(kept) > 1
    kept = kept if named else [r for r in _filtered(items, wish) if _dollars_of(r)]
    kept = kept if named else [r for r in kept if r.fact.counts]
    if len(kept) < 2 or (len(wish.names) > 2 and not named):
        return None
    lines = Lines()
    parts = [lines.cite(f"{_item(r)}, {_money(r.fact)}", r.fact) for r in kept]
    what = {"pay": "pay packages named for one person", "round": "funding rounds"}.get(
        wish.kind, "deals with a named sum"
    )
    subject = "Together they" if named else f"The {len(kept)} {what}"
    amount = f"{_hedge(kept)} {_dollars(sum(map(_dollars_of, kept)))}".strip()
    verb = "come" if named else "add up"
    return lines.told(f"{subject} {verb} to {amount}, by our arithmetic: {'; '.join(parts)}.")


def _hedge(rows: Sequence[Row]) -> str:
    hedges = {row.fact.qualifier for row in rows}
    if hedges & {"about", "up to", "reported"}:
        return "about"
    return "more than" if hedges & set(_MORE) else ""


def _difference(items: Sequence[Row], wish: AskedSum) -> Told | None:
    kept = sorted(_chosen(items, wish), key=_dollars_of, reverse=True)
    if len(kept) != 2:
        return None
    lines = Lines()
    larger, smaller = (lines.cite(f"{_item(r)} ({_money(r.fact)})", r.fact) for r in kept)
    amount = f"{_hedge(kept)} {_dollars(_dollars_of(kept[0]) - _dollars_of(kept[1]))}".strip()
    return lines.told(f"{larger} is {amount} more than {smaller}, by our arithmetic.")


def _compare(items: Sequence[Row], wish: AskedSum) -> Told | None:
    kept = sorted(_chosen(items, wish), key=_dollars_of, reverse=not wish.smaller)
    if len(kept) < 2 or _dollars_of(kept[0]) == _dollars_of(kept[1]):
        return None
    lines = Lines()
    first, *rest = (lines.cite(f"{_item(r)}, {_money(r.fact)}", r.fact) for r in kept)
    word = "smaller" if wish.smaller else "larger"
    return lines.told(f"The {word} sum is that of {first}; against it: {'; '.join(rest)}.")


def _list(items: Sequence[Row], wish: AskedSum) -> Told | None:
    if not (wish.above or wish.below or wish.window or wish.names):
        return None
    kept = _filtered(items, wish)
    if wish.names and not any(wish.names & row.target for row in kept):
        return None
    kept.sort(key=lambda r: (-_dollars_of(r) if wish.above or wish.below else 0, r.date))
    return _listing(kept, _bounds(wish))


def _unpriced(items: Sequence[Row], wish: AskedSum) -> Told | None:
    return _listing([r for r in _filtered(items, wish) if not r.fact.amount], " without a price")


def _listing(rows: Sequence[Row], condition: str) -> Told | None:
    if not rows:
        return None
    lines = Lines()
    one, many = ("sum of pay", "sums of pay") if rows[0].fact.type == "pay" else ("deal", "deals")
    if _is_round(rows[0]):
        one, many = "funding round", "funding rounds"
    named = [lines.cite(f"{_item(r)} ({_noted(r)})", r.fact) for r in rows]
    return lines.told(
        f"The sources name {count_of(len(rows), one, many)}{condition}: {'; '.join(named)}."
    )


def _bounds(wish: AskedSum) -> str:
    bounds = [f" of {_dollars(wish.above)} or more"] if wish.above else []
    bounds += [f" below {_dollars(wish.below)}"] if wish.below else []
    return "".join(bounds) + (f" {wish.window.said}" if wish.window else "")


def _noted(row: Row) -> str:
    notes = [_money(row.fact) if _dollars_of(row) else "no price named"]
    notes += [spoken(row.date)] if row.date else []
    notes += [row.fact.status] if row.fact.status in ("rumoured", "denied") else []
    return ", ".join(notes)


def _extreme(items: Sequence[Row], wish: AskedSum) -> Told | None:
    priced = [r for r in _filtered(items, wish) if _dollars_of(r)]
    if len(wish.names & {name for row in items for name in _sides(row)}) > 1:
        priced = _chosen(items, wish)
    if not priced:
        return None
    pick = max if wish.operation == "most" else min
    best = pick(priced, key=_dollars_of)
    what = {"pay": "sums of pay", "round": "funding rounds"}.get(wish.kind, "deals")
    word = "largest" if wish.operation == "most" else "smallest"
    which = f"The {word} of the {len(priced)} {what}" if len(priced) > 1 else "The only one"
    lines = Lines()
    said = lines.cite(best.fact.statement, best.fact)
    return lines.told(f"{which} with a figure in dollars: {said}")


def _ends(items: Sequence[Row], wish: AskedSum) -> Told | None:
    return end_of(_filtered(items, wish), first=wish.operation == "first")


def _item(row: Row) -> str:
    if row.fact.type == "pay":
        return row.who[0]
    return f"{listed(row.origin)} by {listed(row.target)}" if row.target else listed(row.origin)


def _money(fact: Fact) -> str:
    hedge = fact.qualifier if fact.qualifier not in (None, "exactly") else ""
    return f"{hedge} {_dollars(fact.amount or 0.0)}".strip()


def _dollars(amount: float) -> str:
    for size, word in _SIZES:
        if amount >= size and round(amount / size, 2) * size == amount:
            return f"${amount / size:.10g} {word}"
    return f"${amount:,.10g}"


_TELLERS: Mapping[SumOperation, Callable[[Sequence[Row], AskedSum], Told | None]] = {
    "total": _total,
    "difference": _difference,
    "compare": _compare,
    "list": _list,
    "unpriced": _unpriced,
    "most": _extreme,
    "least": _extreme,
    "first": _ends,
    "last": _ends,
}
