"""Rows of moves in order, for answers that join them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.core.tables.conditions import Asked
from assistant.core.tables.ledger import Row

_LEFT = re.compile(r"\bleft\b")
_HIRED = re.compile(r"\b(?:hired|hiring|took back|joining|joined)\b", re.IGNORECASE)


def is_move(row: Row) -> bool:
    """Whether a row tells of people who moved; a deal that hires a firm's people does, too."""
    fact = row.fact
    hires = fact.type == "deal" and bool(row.origin and row.target and row.who)
    return fact.counts and (fact.type == "move" or (hires and bool(_HIRED.search(fact.statement))))


def is_arrival(row: Row) -> bool:
    """Whether a row tells of the post that somebody took who had left another company before."""
    fact = row.fact
    whole = bool(row.who and row.origin and row.target)
    return fact.counts and fact.type == "role" and whole and bool(_LEFT.search(fact.statement))


def without_persons(rows: Sequence[Row], persons: frozenset[str]) -> list[Row]:
    """The rows without some persons, and without those that tell of nobody else."""
    if not persons:
        return list(rows)
    kept = ((row, tuple(p for p in row.who if p not in persons)) for row in rows)
    return [replace(row, who=who) for row, who in kept if who or not row.who]


def moves_of(rows: Sequence[Row]) -> list[Row]:
    """The rows of moves, the earliest first."""
    moves = [r for r in rows if is_move(r)]
    return sorted(moves, key=lambda r: r.moment or "9999")


def fits(row: Row, wish: Asked) -> bool:
    """Whether a row keeps to what is said of origin and time."""
    origin = not wish.origin or bool(wish.origin & row.origin)
    return origin and not wish.not_from & row.origin and wish.window.holds(row.moment)
