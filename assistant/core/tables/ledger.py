"""The typed facts as a table: moves, deals and pay by who, from, to, amount and date."""

from __future__ import annotations

import csv
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, overload

from assistant.core.entities import EntityLinker
from assistant.errors import StorageError
from assistant.types import Fact

if TYPE_CHECKING:
    import pandas

COLUMNS = (
    "id", "type", "who", "from", "to", "amount", "unit", "qualifier", "date", "until", "status",
    "reported_by", "pack", "statement", "publisher", "url",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the ledger. A fact of several moves has several; names are those of entities,
    with the larger organisation that a group belongs to."""

    fact: Fact
    who: tuple[str, ...]
    origin: frozenset[str]
    target: frozenset[str]

    @property
    def date(self) -> str:
        return self.fact.since or self.fact.date or ""

    @property
    def moment(self) -> str:
        """The date for a comparison: the day it was told of, where it is known by month only."""
        told = self.fact.date or ""
        return told if told.startswith(self.date) else self.date

    def values(self) -> dict[str, object]:
        """What the columns hold."""
        fact, article = self.fact, self.fact.evidence[0].passage.article
        return {
            "id": fact.id,
            "type": fact.type,
            "who": ", ".join(self.who),
            "from": ", ".join(sorted(self.origin)),
            "to": ", ".join(sorted(self.target)),
            "amount": fact.amount,
            "unit": fact.unit,
            "qualifier": fact.qualifier,
            "date": self.date,
            "until": fact.until,
            "status": fact.status,
            "reported_by": fact.reported_by,
            "pack": fact.pack,
            "statement": fact.statement,
            "publisher": article.publisher,
            "url": article.url,
        }


def is_from(fact: Fact, publisher: str) -> bool:
    """Whether a publisher reported it: the page that was seen, or whom that page goes by."""
    seen = {span.passage.article.publisher for span in fact.evidence}
    return any(publisher in name for name in (*seen, fact.reported_by))


class Table(Sequence[Row]):
    """Rows that were selected; goes to CSV or pandas."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = list(rows)

    @overload
    def __getitem__(self, at: int) -> Row: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[Row]: ...
    def __getitem__(self, at: int | slice) -> Row | Sequence[Row]:
        return self._rows[at]

    def __len__(self) -> int:
        return len(self._rows)

    def to_frame(self) -> pandas.DataFrame:
        """A pandas frame, one line for each row, with the columns of ``COLUMNS``."""
        import pandas

        return pandas.DataFrame([r.values() for r in self._rows], columns=list(COLUMNS))

    def to_csv(self, path: str | Path) -> Path:
        """Write the rows with a header, UTF-8. Raises StorageError if it cannot be written."""
        path = Path(path)
        try:
            with path.open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, COLUMNS)
                writer.writeheader()
                writer.writerows(r.values() for r in self._rows)
        except OSError as error:
            raise StorageError(f"{path}: cannot be written ({error.strerror or error})") from error
        return path


class Ledger:
    """All rows, and selections of them."""

    def __init__(self, facts: Iterable[Fact], linker: EntityLinker) -> None:
        self._linker = linker
        self.rows = [row for fact in facts for row in self._rows(fact)]

    def _rows(self, fact: Fact) -> Iterator[Row]:
        wide = self._linker.wide_names
        for who, origin, target in fact.ways:
            yield Row(fact, who, wide(origin), wide(target))

    def select(
        self,
        *,
        type: str | None = None,  # noqa: A002 - the name of the field
        who: str | None = None,
        origin: str | None = None,
        target: str | None = None,
        after: str | None = None,
        before: str | None = None,
        above: float | None = None,
        packs: Collection[str] = (),
    ) -> Table:
        """The rows that meet all conditions; see ``Assistant.facts``."""
        persons = self._linker.names(who) if who else frozenset()
        froms = self._linker.names(origin) if origin else frozenset()
        tos = self._linker.names(target) if target else frozenset()
        return Table(
            row
            for row in self.rows
            if (type is None or row.fact.type == type)
            and (who is None or persons & set(row.who))
            and (origin is None or froms & row.origin)
            and (target is None or tos & row.target)
            and (after is None or row.date[: len(after)] >= after)
            and (before is None or (row.date != "" and row.date < before))
            and (above is None or (row.fact.amount is not None and row.fact.amount > above))
            and (not packs or row.fact.pack in packs)
        )
