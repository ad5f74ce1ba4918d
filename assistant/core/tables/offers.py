"""Offers that came to nothing at first: those that people refused, and bids for companies."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.core.entities import EntityLinker
from assistant.core.tables.conditions import Asked
from assistant.core.tables.ledger import Row
from assistant.core.tables.lines import Lines, count_of, listed
from assistant.core.tables.moves import fits, moves_of
from assistant.core.tables.text import firm_led_by
from assistant.core.tables.words import DECLINED
from assistant.core.telling import Told

_TRIED = re.compile(
    r"\b(?:tried|sought|wanted|attempted|negotiating)\b(?:(?! to ).){0,30} to buy\b", re.I
)


def refused(rows: Sequence[Row], wish: Asked, _: EntityLinker) -> Told | None:
    """Who turned an offer down and later joined the one who had made it."""
    offers = [r for r in rows if r.fact.type == "pay" and DECLINED.search(r.fact.statement)]
    joins = [r for r in moves_of(rows) if wish.target & r.target and fits(r, wish)]
    pairs = {
        person: (offer, join)
        for join in reversed(joins)
        for person in join.who
        for offer in offers
        if offer.who == (person,) and wish.target & offer.target
    }
    if not pairs:
        return None
    lines = Lines()
    told = [
        f"{person}: {lines.cite(offer.fact.statement, offer.fact)} "
        f"{lines.cite(join.fact.statement, join.fact)}"
        for person, (offer, join) in pairs.items()
    ]
    people = count_of(len(pairs), "person", "people")
    head = f"The sources name {people} who turned down an offer of {listed(wish.target)}"
    return lines.told(f"{head} and joined it later. {' '.join(told)}")


def _is_declined(row: Row, linker: EntityLinker) -> bool:
    """Whether a statement has somebody refuse, who is not the one who offers."""
    statement = row.fact.statement
    match = DECLINED.search(statement)
    before = linker.mentions(statement[: match.start()]) if match else []
    return bool(before) and before[-1].name not in row.target


def declined(rows: Sequence[Row], wish: Asked, linker: EntityLinker) -> Told | None:
    """Offers of a company that were turned down, whether or not people came later."""
    kept = [
        r
        for r in rows
        if r.fact.type == "pay"
        and wish.target & r.target
        and (not wish.origin or wish.origin & r.origin)
        and wish.window.holds(r.moment)
        and _is_declined(r, linker)
    ]
    if not kept:
        return None
    lines = Lines()
    told = [lines.cite(row.fact.statement, row.fact) for row in kept]
    offers = count_of(len(kept), "report", "reports")
    head = f"The sources hold {offers} of offers of {listed(wish.target)} that were turned down"
    return lines.told(f"{head}{wish.window.phrase}. {' '.join(told)}")


def attempts(rows: Sequence[Row], wish: Asked, linker: EntityLinker) -> Told | None:
    """Which companies one tried to buy, as statements say."""
    found: dict[str, Row] = {}
    for row in rows:
        target = _courted(row, wish.target, linker) if row.fact.type in ("event", "deal") else ""
        if target and wish.window.holds(row.moment):
            found.setdefault(target, row)
    if not found:
        return None
    lines = Lines()
    told = [lines.cite(row.fact.statement, row.fact) for row in found.values()]
    firms = count_of(len(found), "company", "companies")
    head = f"The sources tell of {firms} that {listed(wish.target)} tried to buy"
    return lines.told(f"{head}: {', '.join(found)}. {' '.join(told)}")


def _courted(row: Row, buyer: frozenset[str], linker: EntityLinker) -> str:
    """Whom a statement has one of the buyers, or the head of one, try to buy."""
    statement = row.fact.statement
    match = _TRIED.search(statement)
    if not match:
        return ""
    before = linker.mentions(statement[: match.start()])
    who = before[-1].name if before else ""
    after = linker.mentions(statement[match.end() :])
    firms = [m.name for m in after if linker.entities[m.name].type == "organisation"]
    tried = {who, firm_led_by(who, linker)} & buyer
    return firms[0] if tried and firms else ""
