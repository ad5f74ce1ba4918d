"""Dense and lexical search over facts and passages, fused into ranked candidates."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from assistant.core.knowledge import Knowledge
from assistant.core.text import STOP_WORDS, evidence_spans, words
from assistant.ports import Embedder, Hit, PassageIndex
from assistant.types import Evidence, Fact, Passage, Span

# Min-max normalised sums: of facts, measured best of the simple fusions on three public sets; of
# sentences, what has most right ones among the first eight on the dev split.
DENSE_WEIGHT = 0.6
_SPAN_DENSE_WEIGHT = 0.8
_PASSAGE_WEIGHTS = {
    ("dense", "passage"): 0.3,
    ("dense", "sentence"): 0.2,
    ("lexical", "passage"): 0.4,
    ("lexical", "sentence"): 0.1,
}
_DEPTH = 200  # entries looked at on each side


class LexicalSearch(Protocol):
    """The lexical side, as the retriever needs it."""

    def search(self, terms: Sequence[str], top_k: int) -> list[Hit]: ...


@dataclass(slots=True)
class Candidate:
    """A fact, or a span of a passage, with its similarities to the question (0..1)."""

    span: Span
    fact: Fact | None = None
    form: float = 0.0  # closest question form (facts) or the passage around it (spans)
    text: float = 0.0  # the statement, or the span
    answer: float = 0.0  # the same, compared as what answers such a question
    miss: float = 0.0  # closest question that looks like one for this fact, and is not answered
    any_miss: float = 0.0  # closest such question of all candidates
    lexical: float = 0.0  # BM25, relative to the best of this search
    fused: float = 0.0
    rank: float = 0.0  # how well it answers compared with the others
    confidence: float = 0.0  # that it answers at all
    signals: Mapping[str, float] = field(default_factory=dict)

    def heed(self, hit: Hit) -> None:
        """Keep the greatest similarity of each kind."""
        if hit.unit == "near_miss":
            self.miss = max(self.miss, hit.similarity)
        elif hit.unit == "answer":
            self.answer = max(self.answer, hit.similarity)
        elif hit.unit in ("question", "passage"):
            self.form = max(self.form, hit.similarity)
        else:
            self.text = max(self.text, hit.similarity)

    @property
    def spans(self) -> tuple[Span, ...]:
        return self.fact.evidence if self.fact else (self.span,)

    @property
    def pack(self) -> str:
        return self.span.passage.article.pack

    def evidence(self) -> Evidence:
        """The candidate as callers see it."""
        similarity = max(self.form, self.text) if self.fact else self.text
        return Evidence(self.span, similarity, self.fact, self.confidence)


class Retriever:
    """Finds the facts and the spans nearest to a question."""

    def __init__(
        self,
        knowledge: Knowledge,
        *,
        embedder: Embedder,
        dense: PassageIndex,
        lexical: LexicalSearch,
    ) -> None:
        self._knowledge = knowledge
        self._embedder = embedder
        self._dense = dense
        self._lexical = lexical

    def search(self, question: str, packs: Collection[str] = ()) -> list[Candidate]:
        """Candidates of both kinds, best first; those of some packs only, if any are named."""
        found: dict[str, Candidate] = {}
        depth = _DEPTH * 4 if packs else _DEPTH
        as_text, as_question = self._embedder.embed_both(question)
        for hit in (
            *self._dense.nearest(as_text, "texts", depth),
            *self._dense.nearest(as_question, "questions", depth),
            *self._dense.nearest(as_question, "answers", depth),
        ):
            for candidate in self._candidates(hit, found):
                candidate.heed(hit)
        hits = self._lexical.search(_terms(question), depth)
        best = hits[0].similarity if hits else 1.0
        for hit in hits:
            for candidate in self._candidates(hit, found):
                candidate.lexical = max(candidate.lexical, hit.similarity / best)
        kept = [c for c in found.values() if not packs or c.pack in packs]
        _fuse(kept)
        return sorted(kept, key=lambda c: -c.fused)

    def passages(self, queries: Mapping[str, float]) -> list[Passage]:
        """Passages nearest to one or more queries, each with its weight, best first."""
        totals: dict[str, float] = {}
        for query, weight in queries.items():
            for owner, score in self._passage_scores(query).items():
                totals[owner] = totals.get(owner, 0.0) + weight * score
        ranked = sorted(totals, key=lambda owner: -totals[owner])
        return [self._knowledge.passages[owner] for owner in ranked]

    def _passage_scores(self, query: str) -> dict[str, float]:
        """Passages by the nearness of their whole and of their best sentence (0..1)."""
        sides: dict[tuple[str, str], dict[str, float]] = {key: {} for key in _PASSAGE_WEIGHTS}
        vector = self._embedder.embed([query])[0]
        dense = self._dense.nearest(vector, "texts", _DEPTH * 2)
        lexical = self._lexical.search(_terms(query), _DEPTH * 2)
        for kind, hits in (("dense", dense), ("lexical", lexical)):
            for hit in hits:
                if (kind, hit.unit) in sides and hit.owner in self._knowledge.passages:
                    side = sides[kind, hit.unit]
                    side[hit.owner] = max(side.get(hit.owner, 0.0), hit.similarity)
        totals: dict[str, float] = {}
        for key, side in sides.items():
            for owner in side:
                share = _PASSAGE_WEIGHTS[key] * _relative(side, owner)
                totals[owner] = totals.get(owner, 0.0) + share
        return totals

    def _candidates(self, hit: Hit, found: dict[str, Candidate]) -> list[Candidate]:
        if fact := self._knowledge.facts.get(hit.owner):
            return [found.setdefault(f"f:{fact.id}", Candidate(fact.evidence[0], fact))]
        passage = self._knowledge.passages.get(hit.owner)
        if passage is None:
            return []
        one = ((hit.start, hit.end),)
        offsets = evidence_spans(passage.text) if hit.unit == "passage" else one
        return [
            found.setdefault(f"s:{hit.owner}:{s}-{e}", Candidate(Span(passage, s, e)))
            for s, e in offsets
        ]


def _terms(question: str) -> list[str]:
    return list(dict.fromkeys(w for w in words(question) if w not in STOP_WORDS))


def _relative(values: Mapping[str, float], owner: str) -> float:
    """A value between the least (0) and the greatest (1) of its side."""
    low, high = min(values.values()), max(values.values())
    return (values[owner] - low) / (high - low) if high > low else 1.0


def _fuse(candidates: list[Candidate]) -> None:
    if not candidates:
        return
    for of_facts in (True, False):
        group = [c for c in candidates if (c.fact is not None) == of_facts]
        if not group:
            continue
        dense = [max(c.form, c.text) if of_facts else _near(c) for c in group]
        weight = DENSE_WEIGHT if of_facts else _SPAN_DENSE_WEIGHT
        low, high = min(dense), max(dense)
        for candidate, value in zip(group, dense, strict=True):
            share = (value - low) / (high - low) if high > low else 1.0
            candidate.fused = weight * share + (1 - weight) * candidate.lexical


def _near(span: Candidate) -> float:
    return 0.7 * span.answer + 0.1 * span.text + 0.2 * span.form
