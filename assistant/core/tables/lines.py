"""What answers from the table are put together of."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.core.citations import Citations
from assistant.core.tables.ledger import Row
from assistant.core.telling import Told
from assistant.core.text import joined
from assistant.core.times import spoken
from assistant.types import Claim, Fact

_SEVERAL = 3  # that are told where more than one end is asked for
_MOST = 6


class Lines:
    """Text under way: pieces with their citations and claims."""

    def __init__(self) -> None:
        self.citations = Citations()
        self.claims: list[Claim] = []

    def cite(self, text: str, fact: Fact) -> str:
        """The text with the markers of a fact's evidence."""
        self.claims.append(Claim(fact.statement, "supported", "", fact.evidence[0]))
        return self.citations.cite(text, fact.evidence)

    def told(self, text: str) -> Told:
        """The whole text, with all that was cited in it."""
        return Told(text, self.citations.all, tuple(self.claims))


def end_of(rows: Sequence[Row], *, first: bool, several: bool = False) -> Told | None:
    """The earliest or the latest row and those of its date, if there are dates to compare."""
    dated = sorted((r for r in rows if r.date), key=lambda r: r.date, reverse=not first)
    if len(dated) < 2:
        return None
    last = dated[min(_SEVERAL, len(dated)) - 1 if several else 0].date
    facts = list(
        {r.fact.id: r.fact for r in dated[:_MOST] if _is_within(r.date, last, first)}.values()
    )
    word = "earliest" if first else "latest"
    lines = Lines()
    said = " ".join(lines.cite(fact.statement, fact) for fact in facts)
    return lines.told(f"The {word} of the {len(dated)} that the sources date: {said}")


def _is_within(date: str, last: str, first: bool) -> bool:
    return date <= last if first else date >= last


def listed(names: frozenset[str]) -> str:
    """ "Google DeepMind" alone for the group and the company that it is part of."""
    return joined(narrowest(names), "and")


def either(names: frozenset[str]) -> str:
    """Companies of which each person left, or joined, one."""
    kept = narrowest(names)
    return joined(kept, "or") if len(kept) <= _MOST else f"one of {len(kept)} companies"


def narrowest(names: frozenset[str]) -> list[str]:
    """The names without those of which another one is a part."""
    ordered = sorted(names, key=lambda n: (-len(n), n))
    return [n for n in ordered if not any(n != o and n in o for o in ordered)]


def notes_on(row: Row) -> list[str]:
    """When a move was, and how sure that is, as far as it is told."""
    notes = [spoken(row.date)] if row.date else []
    notes += [row.fact.status] if row.fact.status in ("rumoured", "denied") else []
    return [*notes, *(["reported"] if row.date and row.fact.status == "reported" else [])]


def count_of(number: int, one: str, many: str) -> str:
    """ "1 person", "2 people"."""
    return f"{number} {one if number == 1 else many}"
