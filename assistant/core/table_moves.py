"""Rows of moves in order, for answers that join them."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.core.ledger import Row
from assistant.core.table_conditions import Asked


def moves_of(rows: Sequence[Row]) -> list[Row]:
    """The rows of moves, the earliest first."""
    moves = [r for r in rows if r.fact.type == "move" and r.fact.counts]
    return sorted(moves, key=lambda r: r.moment or "9999")


def fits(row: Row, wish: Asked) -> bool:
    """Whether a row keeps to what is said of origin and time."""
    origin = not wish.origin or bool(wish.origin & row.origin)
    return origin and not wish.not_from & row.origin and wish.window.holds(row.moment)
