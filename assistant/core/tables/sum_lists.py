"""Lists of deals, funding rounds and pay, in the order that a question wishes for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.core.tables.ledger import Row
from assistant.core.tables.lines import Lines, count_of, listed
from assistant.core.tables.sum_questions import AskedSum
from assistant.core.tables.sum_rows import dollars, dollars_of, filtered, is_round, money, of_names
from assistant.core.telling import Told
from assistant.core.times import spoken


def deals_of(items: Sequence[Row], wish: AskedSum) -> Told | None:
    """The deals, rounds or sums of pay within what narrows them."""
    narrowed = wish.above or wish.below or wish.window or wish.names
    if not (narrowed or wish.order):
        return None
    kept = filtered(items, wish)
    if wish.order and len(own := of_names(items, wish)) >= len(wish.names) > 1:
        return _listing(_in_order(own, wish.order), "", wish.count)
    if wish.names and not wish.names <= {name for row in kept for name in row.target}:
        return None  # of one deal, or of what somebody sold
    if not kept and not wish.names:
        return _none(wish)
    kept.sort(key=lambda r: (-dollars_of(r) if wish.above or wish.below else 0, r.date))
    return _listing(_in_order(kept, wish.order), _bounds(wish), wish.count)


def unpriced(items: Sequence[Row], wish: AskedSum) -> Told | None:
    """The deals without a price."""
    return _listing(
        [r for r in filtered(items, wish) if not r.fact.amount], " without a price", wish.count
    )


def _in_order(rows: Sequence[Row], order: str) -> list[Row]:
    """The rows in the order that is wished for; what has no date, or no sum, at the end."""
    if not order:
        return list(rows)
    dated = order.endswith("date")
    told = [r for r in rows if (r.date if dated else dollars_of(r))]
    told.sort(key=lambda r: (r.date if dated else "", dollars_of(r)), reverse=order[0] == "-")
    return [*told, *(r for r in rows if r not in told)]


def _none(wish: AskedSum) -> Told:
    """That nothing of a kind is known within the bounds."""
    what = {"pay": "sum of pay for one person", "round": "funding round"}.get(wish.kind, "deal")
    text = f"The sources name no {what}{_bounds(wish)}."
    return replace(Lines().told(text), known=False)


def _listing(rows: Sequence[Row], condition: str, count: int) -> Told | None:
    if not rows or count not in (0, len(rows)):
        return None
    lines = Lines()
    one, many = ("sum of pay", "sums of pay") if rows[0].fact.type == "pay" else ("deal", "deals")
    if is_round(rows[0]):
        one, many = "funding round", "funding rounds"
    named = [lines.cite(f"{item(r)} ({_noted(r)})", r.fact) for r in rows]
    return lines.told(
        f"The sources name {count_of(len(rows), one, many)}{condition}: {'; '.join(named)}."
    )


def _bounds(wish: AskedSum) -> str:
    bounds = [f" of {dollars(wish.above)} or more"] if wish.above else []
    bounds += [f" below {dollars(wish.below)}"] if wish.below else []
    return "".join(bounds) + wish.window.phrase


def _noted(row: Row) -> str:
    notes = [money(row.fact) if dollars_of(row) else "no price named"]
    notes += [spoken(row.date)] if row.date else []
    notes += [row.fact.status] if row.fact.status in ("rumoured", "denied") else []
    return ", ".join(notes)


def item(row: Row) -> str:
    """A deal by both sides, pay by the person."""
    if row.fact.type == "pay":
        return row.who[0]
    return f"{listed(row.origin)} by {listed(row.target)}" if row.target else listed(row.origin)
