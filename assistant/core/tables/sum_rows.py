"""Rows of deals, rounds and pay: which of them a question means, and their sums."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.core.tables.ledger import Row, is_from
from assistant.core.tables.sum_questions import AskedSum
from assistant.types import Fact

_ROUND = re.compile(r"\bround\b", re.IGNORECASE)
_SIZES = ((1e9, "billion"), (1e6, "million"))


def is_of_kind(row: Row, kind: str) -> bool:
    """Whether a row is of a deal, of a funding round, or of one person's pay."""
    fact = row.fact
    if kind == "pay":
        return fact.type == "pay" and len(row.who) == 1 and bool(row.target)
    sold = fact.type == "deal" and fact.counts and bool(row.origin)
    return sold and is_round(row) == (kind == "round")


def is_round(row: Row) -> bool:
    """Whether money was raised rather than a company bought."""
    return row.fact.type == "deal" and (not row.target or bool(_ROUND.search(row.fact.statement)))


def items_of(rows: Iterable[Row]) -> list[Row]:
    """One row for each deal, round or person: a sum before none, the surest and the dated first."""
    found: dict[object, Row] = {}
    for row in sorted(rows, key=_weakness):
        key = row.who if row.fact.type == "pay" else (row.origin, row.target)
        found.setdefault(key, row)
    return list(found.values())


def _weakness(row: Row) -> tuple[bool, bool, bool, bool]:
    fact = row.fact
    doubtful = fact.status in ("rumoured", "denied")
    return not dollars_of(row), not fact.counts, doubtful, not row.date


def dollars_of(row: Row) -> float:
    """The sum in dollars, 0 if none is told."""
    return (row.fact.amount or 0.0) if row.fact.unit == "USD" else 0.0


def sides_in(row: Row) -> frozenset[str]:
    """By whom it goes: what was bought, or who was paid."""
    return frozenset(row.who) if row.fact.type == "pay" else row.origin


def parties_in(row: Row) -> frozenset[str]:
    """Both sides of it."""
    return sides_in(row) | row.target


def chosen(items: Sequence[Row], wish: AskedSum) -> list[Row]:
    """The items named: by themselves, and where a buyer is named, too, those of that buyer."""
    priced = [row for row in of_names(items, wish) if dollars_of(row)]
    told = {name for row in priced for name in parties_in(row)}
    if wish.window and not any(wish.window.holds(row.moment) for row in priced):
        return []
    if wish.publisher and not any(is_from(row.fact, wish.publisher) for row in priced):
        return []
    # What has no sum must not be left out silently.
    return priced if wish.names <= told else []


def of_names(items: Sequence[Row], wish: AskedSum) -> list[Row]:
    """The items named by themselves, of the buyers if such are named too."""
    own = [row for row in items if wish.names & sides_in(row)]
    bought = [row for row in own if row.target & wish.names]
    told = {name for row in bought for name in sides_in(row)}
    return [row for row in own if row in bought or not sides_in(row) & told]


def filtered(items: Sequence[Row], wish: AskedSum) -> list[Row]:
    """The items of the named buyers and of what is named as bought, in the bounds and the time."""
    buyers = wish.names & {name for row in items for name in row.target}
    own = wish.names - buyers
    return [
        row
        for row in items
        if (not buyers or buyers & parties_in(row))
        and (not own or own & sides_in(row))
        and not wish.except_ & parties_in(row)
        and wish.window.holds(row.moment)
        and (not wish.above or _above(row, wish.above))
        and (not wish.below or 0 < dollars_of(row) < wish.below)
    ]


def _above(row: Row, bound: float) -> bool:
    amount = dollars_of(row)
    return amount > bound or (amount == bound and row.fact.qualifier in ("over", "at least", None))


def money(fact: Fact) -> str:
    """The sum of a fact with its hedge."""
    hedge = fact.qualifier if fact.qualifier not in (None, "exactly") else ""
    return f"{hedge} {dollars(fact.amount or 0.0)}".strip()


def dollars(amount: float) -> str:
    """An amount in words: "$2.4 billion"."""
    for size, word in _SIZES:
        if amount >= size and abs(round(amount / size, 2) * size - amount) < 1:
            return f"${amount / size:.10g} {word}"
    return f"${amount:,.10g}"
