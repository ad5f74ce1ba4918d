"""Answers about the sums of deals, rounds and pay; what we add or subtract is said to be ours."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from assistant.core.tables.ledger import Row
from assistant.core.tables.lines import Lines, end_of
from assistant.core.tables.sum_lists import deals_of, item, unpriced
from assistant.core.tables.sum_questions import AskedSum
from assistant.core.tables.sum_rows import (
    chosen,
    dollars,
    dollars_of,
    filtered,
    is_of_kind,
    items_of,
    money,
    of_names,
    parties_in,
    sides_in,
)
from assistant.core.tables.sum_words import SumOperation
from assistant.core.tables.words import DECLINED
from assistant.core.telling import Told

_LICENSED = re.compile(r"\blicen[cs]", re.IGNORECASE)
_IN_PART = re.compile(r"\blicen[cs]|\bstake\b|\d% of\b|\bremained\b", re.IGNORECASE)
_RANKS = {1: "", 2: "second ", 3: "third "}
_MORE = ("over", "at least")


def answer_sum(rows: Iterable[Row], wish: AskedSum) -> Told | None:
    """The answer with what was counted; None if the table does not hold it."""
    items = items_of(r for r in rows if is_of_kind(r, wish.kind))
    if wish.licensed:
        items = [r for r in items if _LICENSED.search(r.fact.statement)]
    if wish.outright:
        items = [r for r in items if not _IN_PART.search(r.fact.statement)]
    if wish.taken:
        items = [r for r in items if not DECLINED.search(r.fact.statement)]
    if not wish.names <= {name for row in items for name in parties_in(row)}:
        return None  # who is named and has no sum must not be answered with those of others
    if wish.operation in ("total", "average", "difference", "compare") and (
        lacking := _lacking(items, wish)
    ):
        return lacking
    return _TELLERS[wish.operation](items, wish)


def _lacking(items: Sequence[Row], wish: AskedSum) -> Told | None:
    """That no sum is known of what is to be added or compared; None if each is known."""
    own = of_names(items, wish)
    unpriced = [row for row in own if not dollars_of(row)]
    if len(own) < 2 or not unpriced:
        return None
    lines = Lines()
    named = " and ".join(lines.cite(item(row), row.fact) for row in unpriced)
    return replace(lines.told(f"The sources give no sum for {named}."), known=False)


def _total(items: Sequence[Row], wish: AskedSum) -> Told | None:
    named, kept = _added(items, wish)
    if not kept:
        return None
    lines = Lines()
    parts = _parts(kept, lines)
    what = {"pay": "pay packages named for one person", "round": "funding rounds"}.get(
        wish.kind, "deals with a named sum"
    )
    subject = "Together they" if named else f"The {len(kept)} {what}"
    amount = _amount(kept, sum(map(dollars_of, kept)))
    verb = "come" if named else "add up"
    return lines.told(f"{subject} {verb} to {amount}, by our arithmetic: {parts}.")


def _added(items: Sequence[Row], wish: AskedSum) -> tuple[bool, list[Row]]:
    """The sums to be added, none if it is less than two; and whether each was named."""
    kept = chosen(items, wish) if len(wish.names) > 1 else []
    if len(kept) > 1:
        return True, kept
    kept = [r for r in filtered(items, wish) if dollars_of(r) and r.fact.counts]
    return False, kept if len(kept) > 1 and len(wish.names) <= 2 else []


def _average(items: Sequence[Row], wish: AskedSum) -> Told | None:
    named, kept = _added(items, wish)
    if not kept or (wish.kind == "pay" and not named):
        return None  # what is paid on average is not the mean of what was in the news
    lines = Lines()
    parts = _parts(kept, lines)
    amount = _amount(kept, sum(map(dollars_of, kept)) / len(kept))
    return lines.told(f"The {len(kept)} come to {amount} each, by our arithmetic: {parts}.")


def _parts(rows: Sequence[Row], lines: Lines) -> str:
    return "; ".join(lines.cite(f"{item(r)}, {money(r.fact)}", r.fact) for r in rows)


def _amount(rows: Sequence[Row], value: float) -> str:
    """Dollars that were reckoned from the sums of some rows, as carefully as those are told."""
    return f"{_hedge(rows)} {dollars(value)}".strip()


def _hedge(rows: Sequence[Row]) -> str:
    hedges = {row.fact.qualifier for row in rows}
    if hedges & {"about", "up to", "reported"}:
        return "about"
    return "more than" if hedges & set(_MORE) else ""


def _difference(items: Sequence[Row], wish: AskedSum) -> Told | None:
    kept = sorted(chosen(items, wish) or _both_of(items, wish), key=dollars_of, reverse=True)
    if len(kept) != 2:
        return None
    lines = Lines()
    larger, smaller = (lines.cite(f"{item(r)} ({money(r.fact)})", r.fact) for r in kept)
    amount = _amount(kept, dollars_of(kept[0]) - dollars_of(kept[1]))
    return lines.told(f"{larger} is {amount} more than {smaller}, by our arithmetic.")


def _both_of(items: Sequence[Row], wish: AskedSum) -> list[Row]:
    """The two deals of one buyer, where a question says that there are two."""
    own = [r for r in filtered(items, wish) if wish.names & r.target and dollars_of(r)]
    return own if len(wish.names) == 1 and wish.count == len(own) else []


def _compare(items: Sequence[Row], wish: AskedSum) -> Told | None:
    kept = sorted(chosen(items, wish), key=dollars_of, reverse=not wish.smaller)
    if len(kept) < 2 or dollars_of(kept[0]) == dollars_of(kept[1]):
        return None
    lines = Lines()
    first, *rest = (lines.cite(f"{item(r)}, {money(r.fact)}", r.fact) for r in kept)
    word = "smaller" if wish.smaller else "larger"
    return lines.told(f"The {word} sum is that of {first}; against it: {'; '.join(rest)}.")


def _extreme(items: Sequence[Row], wish: AskedSum) -> Told | None:
    priced = [r for r in filtered(items, wish) if dollars_of(r)]
    if len(wish.names & {name for row in items for name in sides_in(row)}) > 1:
        priced = chosen(items, wish)
    if not priced:
        return None
    priced.sort(key=dollars_of, reverse=wish.operation == "most")
    if len(priced) < wish.rank or not wish.behind <= parties_in(priced[0]):
        return None
    best = priced[wish.rank - 1]
    what = {"pay": "sums of pay", "round": "funding rounds"}.get(wish.kind, "deals")
    word = _RANKS[wish.rank] + ("largest" if wish.operation == "most" else "smallest")
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


_TELLERS: Mapping[SumOperation, Callable[[Sequence[Row], AskedSum], Told | None]] = {
    "total": _total,
    "average": _average,
    "difference": _difference,
    "compare": _compare,
    "list": deals_of,
    "unpriced": unpriced,
    "most": _extreme,
    "least": _extreme,
    "first": _ends,
    "last": _ends,
}
