"""The way of a question: reading → retrieval → cascade → grounding → ``Answer``."""

from __future__ import annotations

import time
from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.core.answering import Judge, Reading
from assistant.core.attribution import Attributor
from assistant.core.chat_calls import ChatCalls
from assistant.core.citations import Citations
from assistant.core.close_reading import MOST_READ
from assistant.core.entities import EntityLinker
from assistant.core.evidence import is_gap, states
from assistant.core.languages import ENGLISH, IN_ENGLISH, PARTLY, Languages
from assistant.core.pasted import Pasted, pasted
from assistant.core.plain import visible
from assistant.core.premises.premises import Premises
from assistant.core.questions import Question, clean
from assistant.core.retriever import Candidate
from assistant.core.tables.counting import Counter
from assistant.core.talk.choosing import Chooser
from assistant.core.talk.conversation import queries, readings
from assistant.core.telling import Teller, Told
from assistant.core.wording import Abstainer
from assistant.types import (
    Answer,
    Claim,
    Delta,
    Event,
    Fact,
    Passage,
    Route,
    Step,
    Turn,
)

DOUBTFUL = (0.08, 0.99)  # confidences of a sentence between which the model's view is asked
FACT_DOUBTFUL = (0.25, 0.68)  # those of a fact: it is asked where it may turn the scales
_SURE = 0.95  # of an answer counted from the table: the question was understood word by word
_LONG = 220  # characters of a sentence that is worth shortening
_TRANSLATED = 500  # characters; a longer answer stays in English
_FEW_CITED = 4  # with more citations it is a list of names, which needs no translation


@dataclass(slots=True)
class _Course:
    """One question under way."""

    question: str
    packs: frozenset[str] = frozenset()
    language: str = ENGLISH
    reading: Reading = field(init=False)
    timings: dict[str, float] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    def allows(self, fact: Fact) -> bool:
        """Whether a fact is of the packs that the user keeps to, and tells something."""
        return (not self.packs or fact.pack in self.packs) and states(fact)


class Pipeline:
    """Answers questions; every way in (Python, terminal, page, evals) ends here."""

    def __init__(
        self,
        judge: Judge,
        linker: EntityLinker,
        languages: Languages,
        teller: Teller,
        counter: Counter,
        abstainer: Abstainer,
        attributor: Attributor,
        premises: Premises,
        *,
        calls: ChatCalls | None = None,
        max_question_chars: int = 2000,
        top_k: int = 8,
        curated: frozenset[str] = frozenset(),
    ) -> None:
        self._judge = judge
        self._linker = linker
        self._languages = languages
        self._teller = teller
        self._counter = counter
        self._abstainer = abstainer
        self.calls = calls
        self._max_chars = max_question_chars
        self._top_k = top_k
        self._curated = curated
        self._attributor = attributor
        self._premises = premises
        self._chooser = Chooser(judge, linker, self._open_to_spans)

    def stream(
        self, question: str, history: Sequence[Turn] = (), packs: Collection[str] = ()
    ) -> Iterator[Event]:
        """Steps, checked text, and last the ``Answer``. Raises QuestionError."""
        began = time.perf_counter()
        text = clean(visible(question), max_chars=self._max_chars)
        yield Step("reading")
        asked = pasted(question)
        if asked and (answer := self._attributed(text, asked, packs, began)):
            yield answer
            return
        course = self._understood(text, history, packs)
        course.timings["retrieve"] = time.perf_counter() - began
        answer = yield from self._cascade(course)
        if course.language != ENGLISH:
            answer = yield from self._in_language(course, answer)
        course.timings["total"] = time.perf_counter() - began
        yield answer

    def read(self, question: str, history: Sequence[Turn] = ()) -> Reading:
        """Retrieval alone, for a question in its conversation. Raises QuestionError."""
        text = clean(visible(question), max_chars=self._max_chars)
        return self._understood(text, history).reading

    def passages(self, question: str, history: Sequence[Turn] = ()) -> list[Passage]:
        """Those nearest to a question in its conversation, best first; no fact takes part.

        Raises QuestionError.
        """
        text = clean(visible(question), max_chars=self._max_chars)
        turns = [(role, self._languages.read(said).english) for role, said in history]
        return self._judge.passages(
            queries(self._languages.read(text).english, turns, self._linker)
        )

    def _understood(
        self, text: str, history: Sequence[Turn], packs: Collection[str] = ()
    ) -> _Course:
        """The question in its language and its conversation, as the knowledge answers it best."""
        spoken = self._languages.read(text)
        course = _Course(text, frozenset(packs), language=spoken.language)
        turns = [(role, self._languages.read(said).english) for role, said in history]
        course.reading = self._best_reading(spoken.english, turns, packs)
        if self.calls and spoken.language != ENGLISH and not self._judge.together(course.reading):
            put = self.calls.question_in_english(text, spoken.language, course)
            if put:
                other = self._best_reading(put, turns, packs)
                course.reading = max(course.reading, other, key=lambda r: r.confidence)
        return course

    def _best_reading(self, text: str, turns: Sequence[Turn], packs: Collection[str]) -> Reading:
        return self._chooser.best(text, readings(text, turns, self._linker), packs)

    def _attributed(
        self, question: str, asked: Pasted, packs: Collection[str], began: float
    ) -> Answer | None:
        """Where a pasted excerpt comes from; None if that is not what was asked after all."""
        found = self._attributor.answer(asked, packs)
        if found is None:
            return None
        return Answer(
            text=found.told.text,
            citations=found.told.citations,
            evidence=found.evidence,
            abstained=not found.known,
            confidence=1.0,
            route="attribution" if found.known else "abstain",
            timings={"total": time.perf_counter() - began},
            question=question,
            claims=found.told.claims,
        )

    def _cascade(self, course: _Course) -> Generator[Event, None, Answer]:
        answer = self._from_ledger(course)
        if answer is None:
            answer = yield from self._from_facts(course)
        if answer is None:
            answer = yield from self._from_passages(course)
        return answer or self._abstain(course)

    def _from_ledger(self, course: _Course) -> Answer | None:
        told = self._counter.answer(course.reading.question, course.allows)
        if told is None:
            return None
        if told.known:
            return self._answer(course, told, "composed", _SURE)
        return replace(self._answer(course, told, "abstain", _SURE), abstained=True)

    def _from_facts(self, course: _Course) -> Generator[Event, None, Answer | None]:
        reading = course.reading
        first = reading.facts[:1]
        if self.calls and first and FACT_DOUBTFUL[0] < first[0].confidence < FACT_DOUBTFUL[1]:
            yield Step("checking")
            self.calls.confirm(reading.question, first[0], course)
        chosen = self._judge.together(reading)
        if not chosen:
            return None
        facts = [c.fact for c in chosen if c.fact]
        if amiss := self._premises.contradicted(reading.question, facts):
            return self._abstain(course, amiss=amiss, instead=chosen[0])
        if amiss := self._premises.unheard_of(reading.question, facts[0]):
            return self._abstain(course, amiss=amiss)
        if gap := _gap(chosen):
            return self._abstain(course, gap)
        told = self._teller.tell(facts, reading.question, course.allows)
        course.notices += told.notices
        route: Route = "facts" if len(chosen) == 1 else "composed"
        return self._answer(course, told, route, chosen[0].confidence)

    def _from_passages(self, course: _Course) -> Generator[Event, None, Answer | None]:
        spans = [c for c in course.reading.spans if self._open_to_spans(c)]
        if not spans:
            return None
        first, threshold = spans[0], self._judge.gates["span"].threshold
        accepted: bool | None = None
        question = course.reading.question
        if self.calls and DOUBTFUL[0] < first.confidence < DOUBTFUL[1]:
            yield Step("checking")
            accepted, first = self.calls.best_of(question, spans[: MOST_READ["span"]], course)
        if not (accepted if accepted is not None else first.confidence >= threshold):
            return None
        if self.calls and accepted is not None and _is_to_be_written(question, first):
            yield Step("writing")
            ordered = [first.span, *(c.span for c in spans if c is not first)]
            if told := self.calls.write(question, ordered, course):
                yield Delta(told.text)
                return self._answer(course, told, "model", first.confidence)
        citations = Citations()
        text = citations.cite(first.span.text, first.spans)
        claim = Claim(first.span.text, "supported", "", first.span)
        return self._answer(
            course, Told(text, citations.all, (claim,)), "extract", first.confidence
        )

    def _open_to_spans(self, candidate: Candidate) -> bool:
        # Where facts were curated from an article, what they leave out is mostly a near miss.
        return candidate.span.passage.article.slug not in self._curated

    def _in_language(self, course: _Course, answer: Answer) -> Generator[Event, None, Answer]:
        """The answer in the question's language, or in English with a line that says why."""
        told = None
        short = len(answer.text) <= _TRANSLATED and len(answer.citations) <= _FEW_CITED
        if self.calls is not None and short:
            yield Step("translating")
            told = self.calls.answer_in(answer.text, course.language, course)
        notices = tuple(course.notices)
        if told is None:
            line = (PARTLY if self.calls else IN_ENGLISH)[course.language]
            text = f"{answer.text} {line}"
            return replace(answer, text=text, notices=notices)
        return replace(answer, text=told, language=course.language, notices=notices)

    def _abstain(
        self,
        course: _Course,
        gap: Candidate | None = None,
        amiss: str = "",
        instead: Candidate | None = None,
    ) -> Answer:
        text, citations = self._abstainer.tell(
            course.question, course.reading, course.allows, gap, amiss, instead
        )
        reading = course.reading
        return Answer(
            text=text,
            citations=citations,
            evidence=reading.evidence(self._top_k),
            abstained=True,
            confidence=1.0 - reading.confidence,
            route="abstain",
            timings=course.timings,
            question=course.question,
            notices=tuple(course.notices),
        )

    def _answer(self, course: _Course, told: Told, route: Route, confidence: float) -> Answer:
        return Answer(
            text=told.text,
            citations=told.citations,
            evidence=course.reading.evidence(self._top_k),
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
