"""From candidates to a judged choice: which facts or spans answer, alone or together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from assistant.core.close_reading import CloseReader
from assistant.core.entities import EntityLinker
from assistant.core.evidence import is_gap, states, tells
from assistant.core.gate import Gate, against, signals
from assistant.core.order import dated_first, surest_first
from assistant.core.questions import Question, analyse, mend
from assistant.core.retriever import Candidate, Retriever
from assistant.core.support import Lexicon, Support, SupportMaker
from assistant.core.text import content_stems
from assistant.types import Evidence, Passage

_FACTS_JUDGED = 10
_SPANS_JUDGED = 8
_PAIRED = 5  # candidates tried two by two
_MOST_SHOWN = 4  # statements in one answer
_AS_NEAR = 0.97  # of the best rank, for a fact between which and the best there is no telling
_LOOSE = ("what", "who")  # kinds of question that two facts may answer as well
_NEAR_BEST = 0.75  # of the best rank, for a further statement of a list
_NEAR = 0.75  # similarity of a sentence in meaning from which it is worth naming
_BESIDE = 3  # words that a wish for an outline may have beside the names
_FEW = 2  # words from which a question that names nobody tells what it is about
_SAME = 0.85  # similarity of a form that asks the same
_OPEN = 0.6  # worth of a fact that records a gap, beside that of others
_WORTH = 0.3  # rank of a statement that covers a part of the question left open


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand the question, with its candidates judged, best first.

    It is no ``whole`` question where another turn stands beside it: no table is asked then.
    """

    question: Question
    facts: tuple[Candidate, ...]
    spans: tuple[Candidate, ...]
    whole: bool = True

    @property
    def confidence(self) -> float:
        """Of the best candidate of either kind."""
        return max((c.confidence for c in (*self.facts[:1], *self.spans[:1])), default=0.0)

    def worth(self, counts: Callable[[Candidate], bool]) -> float:
        """The confidence of the best fact, or of the best sentence of those that count.

        That a source leaves something open is worth less than what another says.
        """
        best = [*self.facts[:1], *[c for c in self.spans if counts(c)][:1]]
        gaps = (_OPEN if c.fact and is_gap(c.fact) else 1.0 for c in best)
        return max((c.confidence * gap for c, gap in zip(best, gaps, strict=True)), default=0.0)

    def evidence(self, top_k: int) -> tuple[Evidence, ...]:
        """The candidates of both kinds as callers see them, most confident first."""
        ranked = sorted((*self.facts, *self.spans), key=lambda c: -c.confidence)
        return tuple(c.evidence() for c in ranked[:top_k])


class Judge:
    """Retrieves candidates and says how likely each answers the question."""

    def __init__(
        self,
        retriever: Retriever,
        supports: SupportMaker,
        linker: EntityLinker,
        gates: Mapping[str, Gate],
        closer: CloseReader | None = None,
    ) -> None:
        self._retriever = retriever
        self._supports = supports
        self._linker = linker
        self.gates = gates
        self._closer = closer

    def read(self, text: str, packs: Collection[str] = ()) -> Reading:
        """Retrieve for one stand-alone question (from some packs only) and judge what is found."""
        question = analyse(text, self._linker)
        found = self._retriever.search(question.text, packs)
        facts = self._ranked(question, [c for c in found if c.fact][:_FACTS_JUDGED])
        spans = self._ranked(question, [c for c in found if not c.fact][:_SPANS_JUDGED])
        # Names without an entry are those of articles without facts: no other fact is about them.
        elsewhere = self._linker.of_type(question.names, "name")
        stated = tuple(
            c for c in facts if c.fact and states(c.fact) and elsewhere <= self.support(c).names
        )
        return Reading(
            question,
            dated_first(question, stated, self.gates["fact"].threshold),
            tuple(c for c in spans if tells(c.span)),
        )

    def nearest(self, text: str, packs: Collection[str] = ()) -> Evidence | None:
        """The sentence nearest in meaning to a text, if it is near enough to be worth naming."""
        found = max(self.read(text, packs).spans, key=lambda c: c.text, default=None)
        return found.evidence() if found and found.text >= _NEAR else None

    def passages(self, queries: Mapping[str, float]) -> list[Passage]:
        """The passages nearest to one or more queries, each with its weight, best first."""
        mended = {mend(text, self._linker): weight for text, weight in queries.items()}
        return self._retriever.passages(mended)

    @property
    def lexicon(self) -> Lexicon:
        """How telling each stem is in the knowledge."""
        return self._supports.lexicon

    def support(self, candidate: Candidate) -> Support:
        """What a candidate offers."""
        if candidate.fact:
            return self._supports.of_fact(candidate.fact)
        return self._supports.of_span(candidate.span)

    def _ranked(self, question: Question, found: Sequence[Candidate]) -> tuple[Candidate, ...]:
        """Candidates by rank; each with the confidence that it answers at all."""
        nearest_miss = max((c.miss for c in found), default=0.0)
        for candidate in found:
            candidate.any_miss = nearest_miss
            self._rank(question, candidate, self.support(candidate))
        ranked = sorted(found, key=lambda c: -c.rank)
        for candidate in ranked:
            self._judge(candidate, ranked)
        looked = self._closer.look(question, ranked) if self._closer else ranked
        return surest_first(looked)

    def _rank(self, question: Question, candidate: Candidate, support: Support) -> None:
        gate = self.gates["fact_rank" if candidate.fact else "span_rank"]
        candidate.signals = signals(question, candidate, support, self._supports.lexicon)
        candidate.rank = gate.probability(candidate.signals)

    def _judge(self, candidate: Candidate, ranked: Sequence[Candidate]) -> None:
        gate = self.gates["fact" if candidate.fact else "span"]
        others = (c.rank for c in ranked if c.spans != candidate.spans)
        candidate.signals = {**candidate.signals, **against(candidate.rank, others)}
        candidate.confidence = gate.probability(candidate.signals)

    def together(self, reading: Reading) -> tuple[Candidate, ...]:
        """The fewest facts that answer: one, or for a joined question two; () if none do."""
        threshold = self.gates["fact"].threshold
        if reading.facts and _is_bare(reading.question, reading.facts[0]):
            return ()
        if reading.facts and reading.facts[0].confidence >= threshold:
            return self.with_more(reading)
        if outlined := self._outlined(reading):
            return outlined
        if not reading.question.joined:
            return ()
        best: tuple[Candidate, ...] = ()
        best_confidence = threshold
        top = reading.facts[:_PAIRED]
        for i, one in enumerate(top):
            for other in top[i + 1 :]:
                confidence = self._pair_confidence(reading, one, other)
                if confidence >= best_confidence:
                    best, best_confidence = (one, other), confidence
        for candidate in best:
            candidate.confidence = best_confidence
        return best

    def _outlined(self, reading: Reading) -> tuple[Candidate, ...]:
        """For a wish to hear about somebody or something known: the facts that are about it."""
        question = reading.question
        named = {part for name in question.names for part in content_stems(name)}
        beside = [s for s in question.stems if s not in named and s in self._supports.lexicon]
        if not (question.wants_summary and question.names) or len(beside) > _BESIDE:
            return ()
        about = [c for c in reading.facts if question.names <= self.support(c).core_names]
        return self.with_more(replace(reading, facts=tuple(about))) if about else ()

    def _pair_confidence(self, reading: Reading, one: Candidate, other: Candidate) -> float:
        both = Candidate(
            one.span,
            one.fact,
            form=max(one.form, other.form),
            text=max(one.text, other.text),
            answer=max(one.answer, other.answer),
            lexical=max(one.lexical, other.lexical),
            miss=max(one.miss, other.miss),
            any_miss=one.any_miss,
        )
        self._rank(reading.question, both, self.support(one) | self.support(other))
        self._judge(both, [c for c in reading.facts if c is not one and c is not other])
        return both.confidence

    def with_more(self, reading: Reading) -> tuple[Candidate, ...]:
        """The best fact, and for a question with several parts what covers the rest of it."""
        chosen = [reading.facts[0]]
        question = reading.question
        if not (question.joined or question.wants_summary):
            return (*chosen, *self._as_near(reading))
        asked = {s for s in question.stems if s in self._supports.lexicon}
        held = set(self.support(chosen[0]).core)
        for candidate in reading.facts[1:]:
            support = self.support(candidate)
            new = (asked - held) & support.core
            similar = candidate.rank >= _NEAR_BEST * chosen[0].rank
            fresh = _adds(support, held)
            about = not question.names or bool(question.names & support.core_names)
            if about and ((new and candidate.rank > _WORTH) or (similar and fresh)):
                chosen.append(candidate)
                held |= support.core
            if len(chosen) == _MOST_SHOWN:
                break
        return tuple(chosen)

    def _as_near(self, reading: Reading) -> tuple[Candidate, ...]:
        """Where a question is put loosely: the next fact, if it answers as well and says more."""
        best, *others = reading.facts[:2]
        if reading.question.kind not in _LOOSE or not others:
            return ()
        held, more = self.support(best), self.support(others[0])
        fresh = _adds(more, held.core)
        about = bool(held.core_names & more.core_names)
        return (others[0],) if others[0].rank >= _AS_NEAR * best.rank and fresh and about else ()


def _is_bare(question: Question, best: Candidate) -> bool:
    """Whether it is a single word about nobody, and not one of what would be told: "Who lost?"."""
    single = not question.names and len(question.stems) < _FEW
    return single and best.form < _SAME and not best.signals["core_covered"]


def _adds(support: Support, held: Collection[str]) -> bool:
    """Whether more than a third of what would be shown is not told yet."""
    return len(support.core.difference(held)) > len(support.core) / 3
