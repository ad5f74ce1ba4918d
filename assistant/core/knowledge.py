"""A folder of articles, facts and entities → ``Knowledge``, validated with file and line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from assistant.core.documents import find_articles, read_article
from assistant.core.records import (
    Record,
    disagreement_of,
    entity_of,
    fact_of,
    records,
    report_of,
)
from assistant.core.splitter import split
from assistant.core.times import spoken
from assistant.errors import DocumentError, KnowledgeError
from assistant.types import Article, Disagreement, Entity, Fact, Passage

_EXAMPLES = 5


@dataclass(frozen=True)
class Knowledge:
    """Everything the assistant knows, as loaded from files. Files are the truth."""

    articles: tuple[Article, ...]
    passages: Mapping[str, Passage]
    facts: Mapping[str, Fact]
    entities: tuple[Entity, ...]
    disagreements: tuple[Disagreement, ...] = ()
    chosen: tuple[str, ...] = ()  # example questions

    @cached_property
    def curated(self) -> frozenset[str]:
        """The slugs of the articles that facts rest on."""
        return frozenset(s.passage.article.slug for f in self.facts.values() for s in f.evidence)

    @property
    def packs(self) -> tuple[str, ...]:
        """The names of the packs, in the order of their articles."""
        return tuple(dict.fromkeys(a.pack for a in self.articles))

    @cached_property
    def current_to(self) -> str:
        """The newest date of an article or a fact: an ISO day, month or year, or empty."""
        dates = [a.published for a in self.articles]
        dates += [f.date for f in self.facts.values() if f.date and f.status == "confirmed"]
        return max(dates, default="")

    @property
    def note(self) -> str:
        """What there is, and up to when: "37 sources, 300 facts, current to 3 July 2025"."""
        sources, facts = len(self.articles), len(self.facts)
        parts = [f"{sources} source{'s' if sources != 1 else ''}"]
        parts += [f"{facts} facts"] if facts else []
        parts += [f"current to {spoken(self.current_to)}"] if self.current_to else []
        return ", ".join(parts)

    @cached_property
    def examples(self) -> tuple[str, ...]:
        """A few questions that it answers: those chosen for it, or some of its facts' own."""
        if self.chosen:
            return self.chosen
        facts = [f for f in self.facts.values() if f.who and f.questions]
        asked = [f.questions[0] for f in facts[:: max(1, len(facts) // _EXAMPLES)]]
        return tuple(q for q in asked if q.endswith("?"))[:_EXAMPLES]

    def disputes_of(self, fact_ids: Iterable[str]) -> tuple[Disagreement, ...]:
        """The disagreements that concern any of the facts."""
        ids = set(fact_ids)
        return tuple(d for d in self.disagreements if d.touches & ids)

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
    for record in _lines(folders, "facts/*.jsonl"):
        fact = fact_of(record, passages)
        if fact.id in facts:
            raise record.fail(f"fact id '{fact.id}' occurs twice; rename one")
        facts[fact.id] = fact
    return Knowledge(
        tuple(articles),
        passages,
        facts,
        _load_entities(folders),
        tuple(disagreement_of(r, facts) for r in _lines(folders, "disagreements.jsonl")),
        tuple(record.text("question") for record in _lines(folders, "examples.jsonl")),
    )


def _load_entities(folders: Sequence[Path]) -> tuple[Entity, ...]:
    read = [(record, entity_of(record)) for record in _lines(folders, "entities.jsonl")]
    known = {entity.name for _, entity in read}
    for record, entity in read:
        if entity.leads and entity.leads not in known:
            raise record.fail(f"'leads' names {entity.leads!r}, which no entity is called")
    return tuple(entity for _, entity in read)


def _lines(folders: Sequence[Path], pattern: str) -> Iterator[Record]:
    for folder in folders:
        for path in sorted(folder.glob(pattern)):
            yield from records(path)


def _load_articles(folders: Sequence[Path]) -> list[Article]:
    articles: dict[str, Article] = {}
    for folder in folders:
        for place, article in _articles_of(folder):
            if article.slug in articles:
                article = replace(article, slug=f"{Path(place).parent.name}-{article.slug}")
            if article.slug in articles:
                raise KnowledgeError(f"{place}: another article is called '{article.slug}'; rename")
            articles[article.slug] = article
    if not articles:
        raise KnowledgeError(f"{folders[0]}: holds no articles (.md, .txt, .html); add one")
    return list(articles.values())


def _articles_of(folder: Path) -> Iterator[tuple[str, Article]]:
    """Article files, then the pages that were seen in excerpts; a pack is named by its file."""
    for path in find_articles(folder):
        try:
            yield str(path), read_article(path)
        except DocumentError as error:
            raise KnowledgeError(str(error)) from error
    for path in sorted(folder.glob("reports/*.jsonl")):
        for record in records(path):
            yield record.place, report_of(record, pack=path.stem)
