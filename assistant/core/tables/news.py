"""What is newest in the knowledge, on the whole or about somebody: "What's new at OpenAI?"."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.core.entities import EntityLinker
from assistant.core.questions import news_wished
from assistant.core.tables.ledger import Row
from assistant.core.tables.lines import Lines
from assistant.core.telling import Told
from assistant.core.times import spoken

_KINDS = ("move", "deal", "event", "role")
_TOLD = 3


def asks_for_news(text: str, linker: EntityLinker) -> frozenset[str] | None:
    """Whom news are wished of, nobody if of all; None if that is not what is asked."""
    whom = news_wished(text)
    names = linker.names(whom or "")
    return names if names or whom == "" else None


def news(rows: Sequence[Row], names: frozenset[str], linker: EntityLinker) -> Told | None:
    """The newest dated facts, latest first."""
    dated = {
        row.fact.id: row
        for row in rows
        if row.date and row.fact.type in _KINDS and row.fact.status in ("confirmed", "reported")
        if not names or names & linker.wide_names(row.fact.statement)
    }
    newest = sorted(dated.values(), key=lambda row: row.moment, reverse=True)[:_TOLD]
    if not newest:
        return None
    lines = Lines()
    said = " ".join(lines.cite(row.fact.statement, row.fact) for row in newest)
    return lines.told(f"The newest that the sources tell, up to {spoken(newest[0].moment)}: {said}")
