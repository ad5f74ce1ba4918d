"""From a question that was understood to its answer: tables, facts, passages, or an abstention."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field

from assistant.core.answering import Judge, Reading
from assistant.core.chat_calls import ChatCalls
from assistant.core.citations import Citations
from assistant.core.corrector import Corrector
from assistant.core.evidence import is_gap, states
from assistant.core.languages import ENGLISH
from assistant.core.paraphrases import Paraphrases
from assistant.core.premises.premises import Premises
from assistant.core.questions import Question
from assistant.core.reckoning.proposed import MOST_SHOWN, asks_to_reckon
from assistant.core.reckoning.reckoner import Reckoner
from assistant.core.retriever import Candidate
from assistant.core.tables.counting import Counter
from assistant.core.telling import Teller, Told
from assistant.core.wording import Abstainer
from assistant.types import Answer, Claim, Delta, Event, Fact, Route, Step

DOUBTFUL = (0.08, 0.99)  # confidences of a sentence between which the model's view is asked
FACT_DOUBTFUL = (0.25, 0.68)  # those of a fact: it is asked where it may turn the scales
_SURE = 0.95  # of an answer counted from the table: the question was understood word by word
_RECKONED = 0.25  # confidence of a fact whose figures may be reckoned with
_LONG = 220  # characters of a sentence that is worth shortening


@dataclass(slots=True)
class Course:
    """One question under way."""

    question: str
    packs: frozenset[str] = frozenset()
    language: str = ENGLISH
    calls: ChatCalls | None = None
    reading: Reading = field(init=False)
    timings: dict[str, float] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    def allows(self, fact: Fact) -> bool:
        """Whether a fact is of the packs that the user keeps to, and tells something."""
        return (not self.packs or fact.pack in self.packs) and states(fact)


class Cascade:
    """Answers from the surest source that can: tables and facts first, then what articles say."""

    def __init__(
        self,
        judge: Judge,
        counter: Counter,
        reckoner: Reckoner,
        teller: Teller,
        premises: Premises,
        corrector: Corrector,
        abstainer: Abstainer,
        paraphrases: Paraphrases,
        *,
        top_k: int = 8,
        curated: frozenset[str] = frozenset(),
    ) -> None:
        self._judge = judge
        self._counter = counter
        self._reckoner = reckoner
        self._teller = teller
        self._premises = premises
        self._corrector = corrector
        self._abstainer = abstainer
        self._paraphrases = paraphrases
        self._top_k = top_k
        self._curated = curated

    def answer(self, course: Course) -> Generator[Event, None, Answer]:
        """Steps and checked text on the way, and the answer or an abstention at the end."""
        answer = self._from_ledger(course)
        if answer is None:
            answer = yield from self._worked_out(course)
        if answer is None:
            answer = self._guessed(course)
        if answer is None:
            answer = yield from self._from_facts(course)
        if answer is None:
            answer = yield from self._from_passages(course)
        return answer or self._abstain(course)

    def _from_ledger(self, course: Course) -> Answer | None:
        reading = course.reading
        if not reading.whole:
            return None
        told = self._counter.answer(reading.question, course.allows)
        if told is None:
            near = [c.fact for c in reading.facts if c.fact and c.confidence > _RECKONED]
            told = self._reckoner.answer(reading.question, near, course.allows)
        return self._counted(course, told, _SURE) if told else None

    def _counted(self, course: Course, told: Told, confidence: float) -> Answer:
        return self._answer(course, told, "composed" if told.known else "abstain", confidence)

    def _worked_out(self, course: Course) -> Generator[Event, None, Answer | None]:
        """What the model finds to reckon with, where the rules for it found nothing."""
        question, found = course.reading.question, course.reading.facts[:MOST_SHOWN]
        facts = [c.fact for c in found if c.fact and not is_gap(c.fact)]
        if not (course.calls and facts and asks_to_reckon(question.text)):
            return None
        if self._premises.contradicted(question, facts) or self._premises.unheard_of(
            question, facts[0]
        ):
            return None
        yield Step("checking")
        told = course.calls.work_out(question, facts, course)
        if told is None:
            return None
        return self._answer(course, told, "composed", found[0].confidence)

    def _guessed(self, course: Course) -> Answer | None:
        """The table's answer to what is likely asked of it, if no fact is likelier to answer."""
        question = course.reading.question
        if not course.reading.whole:
            return None
        surest = max((c.confidence for c in course.reading.facts[:1]), default=0.0)
        for guess in (self._counter.guess, self._counter.sketch):
            made = guess(question, course.allows, likelier_than=surest)
            if made and self._paraphrases.same(made.asked, made.put, made.strange, made.likely):
                return self._counted(course, made.told, made.likely)
        return None

    def _from_facts(self, course: Course) -> Generator[Event, None, Answer | None]:
        reading = course.reading
        first = reading.facts[:1]
        if course.calls and first and FACT_DOUBTFUL[0] < first[0].confidence < FACT_DOUBTFUL[1]:
            yield Step("checking")
            course.calls.confirm(reading.question, first[0], course)
        chosen = self._judge.together(reading)
        if not chosen:
            return None
        facts = [c.fact for c in chosen if c.fact]
        if amiss := self._premises.contradicted(self._corrector.put(reading.question), facts):
            return self._abstain(course, amiss=amiss, instead=chosen[0])
        if amiss := self._premises.unheard_of(reading.question, facts[0]):
            return self._abstain(course, amiss=amiss)
        if gap := _gap(chosen):
            return self._abstain(course, gap)
        told = self._teller.tell(facts, reading.question, course.allows)
        if self._corrector.unconfirmed(course.question, facts, disputed=bool(told.disagreements)):
            return self._abstain(course, instead=chosen[0])
        course.notices += told.notices
        route: Route = "facts" if len(chosen) == 1 else "composed"
        return self._answer(course, told, route, chosen[0].confidence)

    def _from_passages(self, course: Course) -> Generator[Event, None, Answer | None]:
        spans = [c for c in course.reading.spans if self.open_to_spans(c)]
        if not spans:
            return None
        first, threshold = spans[0], self._judge.gates["span"].threshold
        accepted: bool | None = None
        question = course.reading.question
        if course.calls and DOUBTFUL[0] < first.confidence < DOUBTFUL[1]:
            yield Step("checking")
            accepted, first = course.calls.best_of(question, spans, course)
        if not (accepted if accepted is not None else first.confidence >= threshold):
            return None
        writer = course.calls if accepted is not None else None
        if writer and writer.model.writes and _is_to_be_written(question, first):
            yield Step("writing")
            ordered = [first.span, *(c.span for c in spans if c.span != first.span)]
            if told := writer.write(question, ordered, course):
                yield Delta(told.text)
                return self._answer(course, told, "model", first.confidence)
        citations = Citations()
        text = citations.cite(first.span.text, first.spans)
        claim = Claim(first.span.text, "supported", "", first.span)
        return self._answer(
            course, Told(text, citations.all, (claim,)), "extract", first.confidence
        )

    def open_to_spans(self, candidate: Candidate) -> bool:
        """Whether a sentence may answer by itself.

        Where facts were curated from an article, what they leave out is mostly a near miss.
        """
        return candidate.span.passage.article.slug not in self._curated

    def _abstain(
        self,
        course: Course,
        gap: Candidate | None = None,
        amiss: str = "",
        instead: Candidate | None = None,
    ) -> Answer:
        reading = course.reading
        if gap is None:
            instead = self._corrector.instead(reading.question, course.packs) or instead
        text, citations = self._abstainer.tell(
            course.question, reading, course.allows, gap, amiss, instead
        )
        told = Told(text, citations, (), known=False)
        return self._answer(course, told, "abstain", 1.0 - course.reading.confidence)

    def _answer(self, course: Course, told: Told, route: Route, confidence: float) -> Answer:
        return Answer(
            text=told.text,
            citations=told.citations,
            evidence=course.reading.evidence(self._top_k),
            abstained=route == "abstain",
            confidence=confidence,
            route=route,
            timings=course.timings,
            question=course.question,
            claims=told.claims,
            notices=tuple(course.notices),
            disagreements=told.disagreements,
        )


def _is_to_be_written(question: Question, candidate: Candidate) -> bool:
    """Whether a sentence that answers needs to be put in other words: a short one does not."""
    several = question.joined or question.wants_summary
    return several or len(candidate.span.text) > _LONG


def _gap(chosen: Sequence[Candidate]) -> Candidate | None:
    """The first or second of the chosen facts, if its source says that it leaves this open.

    What another source leaves open does not matter where one tells it.
    """
    gaps = (c for c in chosen[:2] if c.fact and is_gap(c.fact))
    return next((c for c in gaps if c.pack == chosen[0].pack), None)
