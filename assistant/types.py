"""The domain's values. All are immutable; positions are character offsets into ``Passage.text``."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Route = Literal["attribution", "facts", "composed", "model", "extract", "courtesy", "abstain"]
Turn = tuple[str, str]  # (role, text); role is "user" or "assistant"


@dataclass(frozen=True, slots=True)
class Article:
    """Where passages come from. ``published`` is an ISO day, month or year, or empty."""

    slug: str
    title: str
    publisher: str = ""
    author: str = ""
    published: str = ""
    url: str = ""
    language: str = "en"
    retrieved: str = ""
    pack: str = "article"
    paragraphs: tuple[Paragraph, ...] = ()


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph of an article; ``anchor`` is its stable name within the article, or empty."""

    text: str
    anchor: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of an article small enough to embed and to cite. ``id`` is stable across runs."""

    id: str
    text: str
    article: Article

    @property
    def digest(self) -> str:
        """SHA-256 over everything that is stored of the passage."""
        a = self.article
        joined = "\x1f".join((self.id, self.text, a.title, a.publisher, a.published, a.url))
        return hashlib.sha256(joined.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of a passage: ``passage.text[start:end]``."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]


Status = Literal["confirmed", "reported", "rumoured", "denied"]
FactType = Literal["move", "deal", "pay", "quote", "statistic", "role", "profile", "event", "view"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One curated, typed statement and the spans of our passages that it rests on.

    ``amount`` is the full number (USD 14.3 billion is 14300000000); ``unit`` is USD, CNY,
    percent, people, years or another noun; ``qualifier`` keeps the hedge ("at least", "over").
    Dates are ISO days, months or years; what a fact says held from ``since`` until ``until``.
    ``parts`` are (who, from, to) where a fact tells of several moves; one that does not count
    (our own arithmetic, a list of others, an offer that was refused) stays out of totals.
    ``near_misses`` are questions that look like its own and that the knowledge does not answer.
    """

    id: str
    type: FactType
    statement: str
    questions: tuple[str, ...]
    evidence: tuple[Span, ...]
    who: tuple[str, ...] = ()
    origin: str | None = None
    target: str | None = None
    amount: float | None = None
    unit: str | None = None
    qualifier: str | None = None
    date: str | None = None
    date_note: str = ""
    about: tuple[str, ...] = ()
    near_misses: tuple[str, ...] = ()
    status: Status = "reported"
    reported_by: str = ""
    since: str | None = None
    until: str | None = None
    caveat: str = ""
    parts: tuple[tuple[tuple[str, ...], str, str], ...] = ()
    counts: bool = True
    pack: str = "article"

    @property
    def ways(self) -> tuple[tuple[tuple[str, ...], str, str], ...]:
        """(who, from, to) of each move: the parts, or the one of the fact; "" if not told."""
        return self.parts or ((self.who, self.origin or "", self.target or ""),)

    @property
    def digest(self) -> str:
        """SHA-256 over the texts that are embedded and the ids of the spans."""
        spans = [f"{s.passage.id}:{s.start}-{s.end}" for s in self.evidence]
        texts = (self.id, self.statement, *self.questions, *self.near_misses, *spans)
        return hashlib.sha256("\x1f".join(texts).encode()).hexdigest()


DisputeKind = Literal["count", "sum", "date", "role", "cause", "wording", "outcome"]


@dataclass(frozen=True, slots=True)
class Side:
    """One claim of a disagreement, as a clause, and the ids of the facts that make it."""

    says: str
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Claims of different sources about the same thing; ``touches`` are the facts it concerns."""

    id: str
    topic: str
    kind: DisputeKind
    summary: str
    sides: tuple[Side, ...]
    touches: frozenset[str]


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, organisation, product, place or group, with the other names it goes by."""

    name: str
    type: str
    aliases: tuple[str, ...] = ()
    gender: str = ""
    part_of: str = ""
    country: str = ""  # of an organisation, where that is known
    leads: str = ""  # the organisation that a person's name may stand for


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something retrieved: a span of a passage, and the fact that rests on it if there is one.

    ``similarity`` is in 0..1, higher is better: the cosine similarity to the question of the
    closest text of this evidence (statement, question form or sentence).
    """

    span: Span
    similarity: float
    fact: Fact | None = None
    confidence: float = 0.0

    @property
    def passage(self) -> Passage:
        return self.span.passage

    @property
    def text(self) -> str:
        """What the evidence says: the fact's statement, or the words of the span."""
        return self.fact.statement if self.fact else self.span.text


@dataclass(frozen=True, slots=True)
class Citation:
    """``passage.text[start:end] == quote``; ``marker`` ("[1]") occurs in the answer's text."""

    marker: str
    title: str
    publisher: str
    url: str
    date: str
    passage_id: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One sentence of an answer and whether the spans it cites carry it."""

    text: str
    verdict: Literal["supported", "partial", "unsupported"]
    reason: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the user gets. ``timings`` are seconds by step; ``confidence`` is in 0..1; ``language``
    is the code of the text's language: "en" but where a model translated the answer."""

    text: str
    citations: tuple[Citation, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    abstained: bool = False
    confidence: float = 0.0
    route: Route = "facts"
    timings: Mapping[str, float] = field(default_factory=dict)
    question: str = ""
    claims: tuple[Claim, ...] = ()
    notices: tuple[str, ...] = ()
    disagreements: tuple[Disagreement, ...] = ()
    language: str = "en"

    def to_dict(self) -> dict[str, Any]:
        """A JSON-ready form, for the command line and for APIs."""
        return {
            "question": self.question,
            "text": self.text,
            "language": self.language,
            "abstained": self.abstained,
            "confidence": round(self.confidence, 4),
            "route": self.route,
            "timings": {k: round(v, 4) for k, v in self.timings.items()},
            "citations": [
                {name: getattr(c, name) for name in Citation.__slots__} for c in self.citations
            ],
            "evidence": [
                {
                    "passage_id": e.passage.id,
                    "text": e.text,
                    "similarity": round(e.similarity, 4),
                    "fact_id": e.fact.id if e.fact else None,
                }
                for e in self.evidence
            ],
            "claims": [
                {"text": c.text, "verdict": c.verdict, "reason": c.reason} for c in self.claims
            ],
            "notices": list(self.notices),
            "disagreements": [
                {"id": d.id, "topic": d.topic, "sides": [s.says for s in d.sides]}
                for d in self.disagreements
            ],
        }


@dataclass(frozen=True, slots=True)
class Step:
    """Progress of an answer under way: "reading", "checking", "writing", "translating"."""

    name: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Delta:
    """Text to append to the answer shown so far; it has passed the grounding check."""

    text: str


Event = Step | Delta | Answer


@dataclass(frozen=True, slots=True)
class IndexReport:
    """What an indexing run did, in entries."""

    added: int = 0
    updated: int = 0
    removed: int = 0
    unchanged: int = 0
    seconds: float = 0.0
