"""A folder of articles, facts and entities → ``Knowledge``, validated with file and line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, get_args

from assistant.core.documents import find_articles, read_article
from assistant.core.splitter import split
from assistant.errors import DocumentError, KnowledgeError
from assistant.types import Article, Entity, Fact, FactType, Passage, Span

_FACT_TYPES = get_args(FactType)
_FACT_KEYS = {
    "id", "type", "statement", "who", "from", "to", "amount", "unit", "qualifier", "date",
    "date_note", "about", "questions", "evidence",
}  # fmt: skip


@dataclass(frozen=True)
class Knowledge:
    """Everything the assistant knows, as loaded from files. Files are the truth."""

    articles: tuple[Article, ...]
    passages: Mapping[str, Passage]
    facts: Mapping[str, Fact]
    entities: tuple[Entity, ...]

    @property
    def curated(self) -> frozenset[str]:
        """The slugs of the articles that facts rest on."""
        return frozenset(s.passage.article.slug for f in self.facts.values() for s in f.evidence)

    def passages_of(self, slug: str) -> list[Passage]:
        """The passages of one article, in order."""
        return [p for p in self.passages.values() if p.article.slug == slug]


def load_knowledge(*folders: Path) -> Knowledge:
    """Load and validate folders; later ones may be missing (nothing was added yet).

    Raises:
        KnowledgeError: with ``file:line`` of the first broken line.
    """
    if not folders[0].is_dir():
        raise KnowledgeError(
            f"{folders[0]}: no such folder; set ASSISTANT_KNOWLEDGE to a folder of articles"
        )
    folders = tuple(f for f in folders if f.is_dir())
    articles = _load_articles(folders)
    passages = {p.id: p for article in articles for p in split(article)}
    facts: dict[str, Fact] = {}
    for folder in folders:
        for path in sorted((folder / "facts").glob("*.jsonl")):
            for place, fact in _load_facts(path, passages):
                if fact.id in facts:
                    raise KnowledgeError(f"{place}: fact id '{fact.id}' occurs twice; rename one")
                facts[fact.id] = fact
    entities = [e for folder in folders for e in _load_entities(folder / "entities.jsonl")]
    return Knowledge(tuple(articles), passages, facts, tuple(entities))


def _load_articles(folders: tuple[Path, ...]) -> list[Article]:
    articles: dict[str, Article] = {}
    for folder in folders:
        for path in find_articles(folder):
            try:
                article = read_article(path)
            except DocumentError as error:
                raise KnowledgeError(str(error)) from error
            if article.slug in articles:
                article = replace(article, slug=f"{path.parent.name}-{article.slug}")
            if article.slug in articles:
                raise KnowledgeError(f"{path}: another article is called '{article.slug}'; rename")
            articles[article.slug] = article
    if not articles:
        raise KnowledgeError(f"{folders[0]}: holds no articles (.md, .txt, .html); add one")
    return list(articles.values())


def _json_lines(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield (``file:line``, object) for each line that is not blank."""
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
        yield place, data


def _load_facts(path: Path, passages: Mapping[str, Passage]) -> Iterator[tuple[str, Fact]]:
    """Yield (``file:line``, fact) for each line."""
    for place, data in _json_lines(path):
        unknown = set(data) - _FACT_KEYS
        if unknown:
            raise KnowledgeError(f"{place}: unknown field {sorted(unknown)[0]!r}")
        if data.get("type") not in _FACT_TYPES:
            raise KnowledgeError(f"{place}: type must be one of {', '.join(_FACT_TYPES)}")
        amount = data.get("amount")
        if amount is not None and (isinstance(amount, bool) or not isinstance(amount, int | float)):
            raise KnowledgeError(f"{place}: amount must be a number or null, got {amount!r}")
        fact = Fact(
            id=_text(data, "id", place),
            type=data["type"],
            statement=_text(data, "statement", place),
            questions=_texts(data, "questions", place),
            evidence=_spans(data, place, passages),
            who=_texts(data, "who", place),
            origin=data.get("from"),
            target=data.get("to"),
            amount=amount,
            unit=data.get("unit"),
            qualifier=data.get("qualifier"),
            date=data.get("date"),
            date_note=data.get("date_note") or "",
            about=_texts(data, "about", place),
        )
        yield place, fact


def _text(data: Mapping[str, Any], key: str, place: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value.strip():
        raise KnowledgeError(f"{place}: '{key}' must be a text that is not empty")
    return value.strip()


def _texts(data: Mapping[str, Any], key: str, place: str) -> tuple[str, ...]:
    value = data.get(key) or []
    if not isinstance(value, list) or not all(isinstance(v, str) and v.strip() for v in value):
        raise KnowledgeError(f"{place}: '{key}' must be a list of texts")
    return tuple(value)


def _spans(
    data: Mapping[str, Any], place: str, passages: Mapping[str, Passage]
) -> tuple[Span, ...]:
    items = data.get("evidence")
    if not isinstance(items, list) or not items:
        raise KnowledgeError(f"{place}: 'evidence' must list at least one passage and quote")
    spans = []
    for item in items:
        if not isinstance(item, dict) or not item.get("quote"):
            raise KnowledgeError(f"{place}: each evidence needs 'passage' and 'quote'")
        passage = passages.get(str(item.get("passage")))
        if passage is None:
            raise KnowledgeError(f"{place}: no passage is called {item.get('passage')!r}")
        start = passage.text.find(item["quote"])
        if start < 0:
            raise KnowledgeError(f"{place}: the quote is not in passage '{passage.id}'")
        spans.append(Span(passage, start, start + len(item["quote"])))
    return tuple(spans)


def _load_entities(path: Path) -> Iterator[Entity]:
    if not path.is_file():
        return
    for place, data in _json_lines(path):
        yield Entity(
            name=_text(data, "name", place),
            type=_text(data, "type", place),
            aliases=_texts(data, "aliases", place),
            gender=str(data.get("gender") or ""),
        )
