"""Answers about the sums of deals, rounds and pay; what we add or subtract is said to be ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from assistant.core.tables.ledger import Row
from assistant.core.tables.lines import Lines, count_of, end_of, listed
from assistant.core.tables.sum_questions import AskedSum
from assistant.core.tables.sum_rows import (
    chosen,
    dollars,
    dollars_of,
    filtered,
    is_of_kind,
    is_round,
    items_of,
    money,
    of_names,
    parties_in,
    sides_in,
)
from assistant.core.tables.sum_words import SumOperation
from assistant.core.telling import Told
from assistant.core.times import spoken

_LICENSED = re.compile(r"\blicen[cs]", re.IGNORECASE)
_IN_PART = re.compile(r"\blicen[cs]|\bstake\b|\d% of\b|\bremained\b", re.IGNORECASE)
_MORE = ("over", "at least")


def answer_sum(rows: Iterable[Row], wish: AskedSum) -> Told | None:
    """The answer with what was counted; None if the table does not hold it."""
    items = items_of(r for r in rows if is_of_kind(r, wish.kind))
    if wish.licensed:
        items = [r for r in items if _LICENSED.search(r.fact.statement)]
    if wish.outright:
        items = [r for r in items if not _IN_PART.search(r.fact.statement)]
    if not wish.names <= {name for row in items for name in parties_in(row)}:
        return None  # who is named and has no sum must not be answered with those of others
    if wish.operation in ("total", "difference", "compare") and (lacking := _lacking(items, wish)):
        return lacking
    return _TELLERS[wish.operation](items, wish)


def _lacking(items: Sequence[Row], wish: AskedSum) -> Told | None:
    """That no sum is known of what is to be added or compared; None if each is known."""
    own = of_names(items, wish)
    unpriced = [row for row in own if not dollars_of(row)]
    if len(own) < 2 or not unpriced:
        return None
    lines = Lines()
    named = " and ".join(lines.cite(_item(row), row.fact) for row in unpriced)
    return replace(lines.told(f"The sources give no sum for {named}."), known=False)


def _total(items: Sequence[Row], wish: AskedSum) -> Told | None:
    kept = chosen(items, wish) if len(wish.names) > 1 else []
    named = len(kept) > 1
    kept = kept if named else [r for r in filtered(items, wish) if dollars_of(r)]
    kept = kept if named else [r for r in kept if r.fact.counts]
    if len(kept) < 2 or (len(wish.names) > 2 and not named):
        return None
    lines = Lines()
    parts = [lines.cite(f"{_item(r)}, {money(r.fact)}", r.fact) for r in kept]
    what = {"pay": "pay packages named for one person", "round": "funding rounds"}.get(
        wish.kind, "deals with a named sum"
    )
    subject = "Together they" if named else f"The {len(kept)} {what}"
    amount = f"{_hedge(kept)} {dollars(sum(map(dollars_of, kept)))}".strip()
    verb = "come" if named else "add up"
    return lines.told(f"{subject} {verb} to {amount}, by our arithmetic: {'; '.join(parts)}.")


def _hedge(rows: Sequence[Row]) -> str:
    hedges = {row.fact.qualifier for row in rows}
    if hedges & {"about", "up to", "reported"}:
        return "about"
    return "more than" if hedges & set(_MORE) else ""


def _difference(items: Sequence[Row], wish: AskedSum) -> Told | None:
    kept = sorted(chosen(items, wish), key=dollars_of, reverse=True)
    if len(kept) != 2:
        return None
    lines = Lines()
    larger, smaller = (lines.cite(f"{_item(r)} ({money(r.fact)})", r.fact) for r in kept)
    amount = f"{_hedge(kept)} {dollars(dollars_of(kept[0]) - dollars_of(kept[1]))}".strip()
    return lines.told(f"{larger} is {amount} more than {smaller}, by our arithmetic.")


def _compare(items: Sequence[Row], wish: AskedSum) -> Told | None:
    kept = sorted(chosen(items, wish), key=dollars_of, reverse=not wish.smaller)
    if len(kept) < 2 or dollars_of(kept[0]) == dollars_of(kept[1]):
        return None
    lines = Lines()
    first, *rest = (lines.cite(f"{_item(r)}, {money(r.fact)}", r.fact) for r in kept)
    word = "smaller" if wish.smaller else "larger"
    return lines.told(f"The {word} sum is that of {first}; against it: {'; '.join(rest)}.")


def _list(items: Sequence[Row], wish: AskedSum) -> Told | None:
    if not (wish.above or wish.below or wish.window or wish.names):
        return None
    kept = filtered(items, wish)
    if wish.names and not wish.names <= {name for row in kept for name in row.target}:
        return None  # of one deal, or of what somebody sold
    if not kept and not wish.names:
        return _none(wish)
    kept.sort(key=lambda r: (-dollars_of(r) if wish.above or wish.below else 0, r.date))
    return _listing(kept, _bounds(wish), wish.count)


def _unpriced(items: Sequence[Row], wish: AskedSum) -> Told | None:
    return _listing(
        [r for r in filtered(items, wish) if not r.fact.amount], " without a price", wish.count
    )


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
    named = [lines.cite(f"{_item(r)} ({_noted(r)})", r.fact) for r in rows]
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


def _extreme(items: Sequence[Row], wish: AskedSum) -> Told | None:
    priced = [r for r in filtered(items, wish) if dollars_of(r)]
    if len(wish.names & {name for row in items for name in sides_in(row)}) > 1:
        priced = chosen(items, wish)
    if not priced:
        return None
    pick = max if wish.operation == "most" else min
    best = pick(priced, key=dollars_of)
    what = {"pay": "sums of pay", "round": "funding rounds"}.get(wish.kind, "deals")
    word = "largest" if wish.operation == "most" else "smallest"
    which = f"The {word} of the {len(priced)} {what}" if len(priced) > 1 else "The only one"
    lines = Lines()
    said = lines.cite(best.fact.statement, best.fact)
    return lines.told(f"{which} with a figure in dollars: {said}")


def _ends(items: Sequence[Row], wish: AskedSum) -> Told | None:
    first = wish.operation == "first"
    kept = of_names(items, wish)
    if len(kept) < 2:
        return end_of(filtered(items, wish), first=first)
    dates = sorted(row.date for row in kept)
    near = dates[:2] if first else dates[-2:]
    if not all(dates) or near[1].startswith(near[0]):
        return None  # which of them was first, or last, is not known
    return end_of(kept, first=first)


def _item(row: Row) -> str:
    if row.fact.type == "pay":
        return row.who[0]
    return f"{listed(row.origin)} by {listed(row.target)}" if row.target else listed(row.origin)


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
