"""JSON lines → the records of a knowledge folder, each error with its file and line."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast, get_args

from assistant.errors import KnowledgeError
from assistant.types import (
    Article,
    Disagreement,
    DisputeKind,
    Entity,
    Fact,
    FactType,
    Paragraph,
    Passage,
    Side,
    Span,
    Status,
)

_DATE = re.compile(r"\d{4}(?:-\d\d(?:-\d\d)?)?")
_FACT_KEYS = {
    "id", "type", "statement", "who", "from", "to", "amount", "unit", "qualifier", "date",
    "date_note", "about", "questions", "near_misses", "evidence", "status", "reported_by",
    "since", "until", "caveat", "parts", "counts",
}  # fmt: skip
_REPORT_KEYS = {"slug", "publisher", "title", "published", "url", "seen", "language", "passages"}


@dataclass(frozen=True, slots=True)
class Record:
    """One JSON object of a file; ``place`` is ``file:line``. The readers raise KnowledgeError."""

    place: str
    data: Mapping[str, Any]

    def fail(self, problem: str) -> KnowledgeError:
        return KnowledgeError(f"{self.place}: {problem}")

    def only(self, keys: Collection[str]) -> None:
        """Refuse fields that nobody reads: most are slips of the pen."""
        unknown = sorted(set(self.data) - set(keys))
        if unknown:
            raise self.fail(f"unknown field {unknown[0]!r}")

    def text(self, key: str) -> str:
        value = self.data.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.fail(f"'{key}' must be a text that is not empty")
        return value.strip()

    def maybe(self, key: str) -> str | None:
        """A text, or None if the field is null or absent."""
        return None if self.data.get(key) in (None, "") else self.text(key)

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.data.get(key) or []
        if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
            raise self.fail(f"'{key}' must be a list of texts")
        return tuple(value)

    def one_of(self, key: str, allowed: Collection[str], default: str | None = None) -> str:
        value = self.data.get(key, default)
        if value not in allowed:
            raise self.fail(f"{key} must be one of {', '.join(allowed)}")
        return cast(str, value)

    def date(self, key: str) -> str | None:
        """An ISO day, month or year."""
        value = self.maybe(key)
        if value is not None and not _DATE.fullmatch(value):
            raise self.fail(f"'{key}' must be like 2025, 2025-07 or 2025-07-14, got {value!r}")
        return value

    def number(self, key: str) -> float | None:
        value = self.data.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float)):
            raise self.fail(f"{key} must be a number or null, got {value!r}")
        return value

    def records(self, key: str) -> list[Record]:
        """A list of objects, each as a record of the same place."""
        value = self.data.get(key)
        if not isinstance(value, list) or not value or not all(isinstance(v, dict) for v in value):
            raise self.fail(f"'{key}' must be a list of at least one object")
        return [Record(self.place, v) for v in value]


def records(path: Path) -> Iterator[Record]:
    """One record for each line that is not blank. Raises KnowledgeError."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise KnowledgeError(f"{path}:1: cannot be read ({error})") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        place = f"{path}:{number}"
        try:
            data = json.loads(line)
        except json.JSONDecodeError as error:
            raise KnowledgeError(f"{place}: not valid JSON ({error.msg} at {error.pos})") from error
        if not isinstance(data, dict):
            raise KnowledgeError(f"{place}: expected one JSON object a line")
        yield Record(place, data)


def fact_of(record: Record, passages: Mapping[str, Passage]) -> Fact:
    """A fact, with its quotes found in their passages."""
    record.only(_FACT_KEYS)
    evidence = _spans(record, passages)
    return Fact(
        id=record.text("id"),
        type=cast(FactType, record.one_of("type", get_args(FactType))),
        statement=record.text("statement"),
        questions=record.texts("questions"),
        near_misses=record.texts("near_misses"),
        evidence=evidence,
        who=record.texts("who"),
        origin=record.maybe("from"),
        target=record.maybe("to"),
        amount=record.number("amount"),
        unit=record.maybe("unit"),
        qualifier=record.maybe("qualifier"),
        date=record.date("date"),
        date_note=record.maybe("date_note") or "",
        about=record.texts("about"),
        status=cast(Status, record.one_of("status", get_args(Status), "reported")),
        reported_by=record.maybe("reported_by") or "",
        since=record.date("since"),
        until=record.date("until"),
        caveat=record.maybe("caveat") or "",
        parts=_parts(record),
        counts=record.data.get("counts") is not False,
        pack=evidence[0].passage.article.pack,
    )


def _parts(record: Record) -> tuple[tuple[tuple[str, ...], str, str], ...]:
    if not record.data.get("parts"):
        return ()
    parts = record.records("parts")
    return tuple((p.texts("who"), p.maybe("from") or "", p.maybe("to") or "") for p in parts)


def _spans(record: Record, passages: Mapping[str, Passage]) -> tuple[Span, ...]:
    spans = []
    for item in record.records("evidence"):
        if not item.data.get("quote"):
            raise record.fail("each evidence needs 'passage' and 'quote'")
        quote = item.text("quote")
        passage = passages.get(str(item.data.get("passage")))
        if passage is None:
            raise record.fail(f"no passage is called {item.data.get('passage')!r}")
        start = passage.text.find(quote)
        if start < 0:
            raise record.fail(f"the quote is not in passage '{passage.id}'")
        spans.append(Span(passage, start, start + len(quote)))
    return tuple(spans)


def entity_of(record: Record) -> Entity:
    """A name with its aliases."""
    return Entity(
        name=record.text("name"),
        type=record.text("type"),
        aliases=record.texts("aliases"),
        gender=record.maybe("gender") or "",
        part_of=record.maybe("part_of") or "",
        country=record.maybe("country") or "",
        leads=record.maybe("leads") or "",
    )


def report_of(record: Record, pack: str) -> Article:
    """A page that was seen in an excerpt, as an article of what it reports in our own words.

    A page whose own title was not seen gets a description in brackets, never a made-up title.
    """
    record.only(_REPORT_KEYS)
    publisher = record.text("publisher")
    parts = [Paragraph(r.text("text"), r.text("anchor")) for r in record.records("passages")]
    return Article(
        slug=record.text("slug"),
        title=record.maybe("title") or f"[report by {publisher}; title not seen]",
        publisher=publisher,
        published=record.date("published") or "",
        url=record.maybe("url") or "",
        language=record.maybe("language") or "en",
        retrieved=record.date("seen") or "",
        pack=pack,
        paragraphs=tuple(parts),
    )


def disagreement_of(record: Record, facts: Mapping[str, Fact]) -> Disagreement:
    """Claims about the same thing that differ, each with the facts that make it."""

    def known(holder: Record, key: str) -> tuple[str, ...]:
        ids = holder.texts(key)
        unknown = [i for i in ids if i not in facts]
        if unknown:
            raise record.fail(f"no fact is called {unknown[0]!r}")
        return ids

    sides = [Side(r.text("says"), known(r, "facts")) for r in record.records("sides")]
    if len(sides) < 2 or not all(side.facts for side in sides):
        raise record.fail("'sides' must list at least two claims, each with its facts")
    return Disagreement(
        id=record.text("id"),
        topic=record.text("topic"),
        kind=cast(DisputeKind, record.one_of("kind", get_args(DisputeKind))),
        summary=record.text("summary"),
        sides=tuple(sides),
        touches=frozenset(known(record, "touches")) | {i for s in sides for i in s.facts},
    )
