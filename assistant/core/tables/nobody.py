"""That nobody is named who went from one company to another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.core.entities import EntityLinker
from assistant.core.tables.conditions import Asked
from assistant.core.tables.ledger import Row
from assistant.core.tables.lines import Lines, either
from assistant.core.telling import Told
from assistant.types import Fact

_FORMER = re.compile(
    r"\b(?:ex-|formerly (?:at|of)|former\b[\w ,-]*?\b(?:of|at)|former)\s*$", re.IGNORECASE
)


def nobody(rows: Sequence[Row], wish: Asked, linker: EntityLinker) -> Told | None:
    """That nobody is named who went this way, where no source tells of such a move at all."""
    if wish.operation != "people" or not (wish.origin and wish.target):
        return None
    if any(wish.origin & row.origin and wish.target & row.target for row in rows):
        return None
    if any(_may_tell(row.fact, wish, linker) for row in rows):
        return None
    way = f"from {either(wish.origin)} to {either(wish.target)}"
    told = Lines().told(f"The sources name nobody who moved {way}.")
    return replace(told, known=False)


def _may_tell(fact: Fact, wish: Asked, linker: EntityLinker) -> bool:
    """Whether a statement that is of no move has somebody formerly of the one company, and
    speaks of the other."""
    if fact.origin or fact.target or fact.parts:
        return False
    mentions = linker.mentions(fact.statement)
    names = linker.widened(frozenset(m.name for m in mentions))
    if not (names & wish.origin and names & wish.target):
        return False
    return any(
        linker.widened(frozenset({m.name})) & wish.origin
        and _FORMER.search(fact.statement[: m.start])
        for m in mentions
    )
