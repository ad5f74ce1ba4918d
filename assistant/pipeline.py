"""The way of a question: reading → retrieval → cascade → grounding → ``Answer``."""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import dataclass, field

from assistant.core import grounding
from assistant.core.answering import Judge, Reading, best_reading
from assistant.core.attribution import Attributor
from assistant.core.citations import Citations
from assistant.core.conversation import readings
from assistant.core.counting import Counter
from assistant.core.entities import EntityLinker
from assistant.core.evidence import states
from assistant.core.gate import logit
from assistant.core.pasted import Pasted, pasted
from assistant.core.plain import visible
from assistant.core.prompts import Prompts
from assistant.core.questions import clean
from assistant.core.retriever import Candidate
from assistant.core.telling import Teller, Told
from assistant.core.wording import Abstainer
from assistant.errors import ModelCallError
from assistant.types import (
    Answer,
    ChatModel,
    Claim,
    Delta,
    Event,
    Fact,
    Passage,
    Route,
    Span,
    Step,
    Turn,
)

DOUBTFUL = (0.35, 0.85)  # confidences of a fact between which the model's view changes answers
SPAN_DOUBTFUL = (0.08, 0.99)  # the same of a sentence
_SENTENCES_SHOWN_TO_MODEL = 4
_SURE = 0.95  # of an answer counted from the table: the question was understood word by word
_CHECKED = 2  # candidates the model is asked about
_GAP = re.compile(r"The (?:article|source)s? (?:does not|do not|names? no|gives? no)\b")
_SCHEMA = {
    "type": "object",
    "properties": {
        "answer": {"type": "string", "maxLength": 400},
        "sentences": {"type": "array", "items": {"type": "integer"}, "maxItems": 4},
    },
    "required": ["answer", "sentences"],
    "additionalProperties": False,
}
_YES_SCHEMA = {
    "type": "object",
    "properties": {"answers": {"type": "string", "enum": ["yes", "no"]}},
    "required": ["answers"],
    "additionalProperties": False,
}


@dataclass(slots=True)
class _Course:
    """One question under way."""

    question: str
    reading: Reading
    timings: dict[str, float]
    packs: frozenset[str] = frozenset()
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
        prompts: Prompts,
        teller: Teller,
        counter: Counter,
        abstainer: Abstainer,
        attributor: Attributor,
        *,
        model: ChatModel | None = None,
        max_question_chars: int = 2000,
        top_k: int = 8,
        curated: frozenset[str] = frozenset(),
    ) -> None:
        self._judge = judge
        self._linker = linker
        self._prompts = prompts
        self._teller = teller
        self._counter = counter
        self._abstainer = abstainer
        self._model = model
        self._max_chars = max_question_chars
        self._top_k = top_k
        self._curated = curated
        self._attributor = attributor

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
        reading = self._understood(text, history, packs)
        timings = {"retrieve": time.perf_counter() - began}
        course = _Course(text, reading, timings, frozenset(packs))
        answer = yield from self._cascade(course)
        course.timings["total"] = time.perf_counter() - began
        yield answer

    def read(self, question: str, history: Sequence[Turn] = ()) -> Reading:
        """Retrieval alone, for a question in its conversation. Raises QuestionError."""
        return self._understood(clean(visible(question), max_chars=self._max_chars), history)

    def ranked_passages(self, reading: Reading) -> list[Passage]:
        """The passages nearest to a question that was read, best first; no fact takes part."""
        return self._judge.passages(reading.question)

    def _understood(
        self, text: str, history: Sequence[Turn], packs: Collection[str] = ()
    ) -> Reading:
        forms = readings(text, history, self._linker)
        return best_reading(self._judge.read(form, packs) for form in forms)

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
        return self._answer(course, told, "composed", _SURE) if told else None

    def _from_facts(self, course: _Course) -> Generator[Event, None, Answer | None]:
        reading = course.reading
        chosen = self._judge.together(reading)
        if self._model and reading.facts and len(chosen) < 2:
            first = reading.facts[0]
            if DOUBTFUL[0] < first.confidence < DOUBTFUL[1]:
                yield Step("checking")
                accepted = self._confirmed(course, first, "fact")
                if accepted is not None:
                    chosen = self._judge.with_more(reading) if accepted else ()
        if not chosen:
            return None
        if gap := next((c for c in reading.facts[:2] if _is_gap(c) and c in chosen), None):
            return self._abstain(course, gap)
        facts = [c.fact for c in chosen if c.fact]
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
        if self._model and SPAN_DOUBTFUL[0] < first.confidence < SPAN_DOUBTFUL[1]:
            yield Step("checking")
            for candidate in spans[:_CHECKED]:
                accepted = self._confirmed(course, candidate, "span")
                if accepted is None or accepted:
                    first = candidate
                    break
        if not (accepted if accepted is not None else first.confidence >= threshold):
            return None
        if self._model and accepted is not None:
            yield Step("writing")
            written = self._write(course, [first, *(c for c in spans if c is not first)])
            if written is not None:
                yield Delta(written.text)
                return written
        citations = Citations()
        text = citations.cite(first.span.text, first.spans)
        claim = Claim(first.span.text, "supported", "", first.span)
        return self._answer(
            course, Told(text, citations.all, (claim,)), "extract", first.confidence
        )

    def _open_to_spans(self, candidate: Candidate) -> bool:
        # Where facts were curated from an article, what they leave out is mostly a near miss.
        return candidate.span.passage.article.slug not in self._curated

    def _confirmed(self, course: _Course, candidate: Candidate, kind: str) -> bool | None:
        """The model's view joined with the gate's; None if the model cannot be asked."""
        assert self._model is not None
        statement = _line(candidate.evidence().text)
        messages = self._prompts.messages(
            "check", question=course.reading.question.text, statement=statement
        )
        began = time.perf_counter()
        try:
            yes = self._model.yes_probability(messages)
            if yes is None:
                reply = self._model.complete(messages, schema=_YES_SCHEMA, max_tokens=20)
                yes = 0.95 if reply["answers"] == "yes" else 0.05
        except ModelCallError as error:
            course.notices.append(f"The chat model could not be asked: {error}")
            return None
        finally:
            spent = time.perf_counter() - began
            course.timings["check"] = course.timings.get("check", 0.0) + spent
        gate = self._judge.gates[f"{kind}_model"]
        values = {"logit": logit(candidate.confidence), "yes": logit(yes)}
        candidate.confidence = gate.probability(values)
        return candidate.confidence >= gate.threshold

    def _write(self, course: _Course, spans: Sequence[Candidate]) -> Answer | None:
        """The model's answer if every sentence of it is carried by what it cites, else None."""
        assert self._model is not None
        shown = spans[:_SENTENCES_SHOWN_TO_MODEL]
        listed = "\n".join(f"{n}. {_line(c.span.text)}" for n, c in enumerate(shown, 1))
        began = time.perf_counter()
        try:
            reply = self._model.complete(
                self._prompts.messages(
                    "write", question=course.reading.question.text, sentences=listed
                ),
                schema=_SCHEMA,
                max_tokens=160,
            )
        except ModelCallError as error:
            course.notices.append(f"The chat model could not be asked: {error}")
            return None
        finally:
            course.timings["write"] = time.perf_counter() - began
        numbers = [n for n in dict.fromkeys(reply["sentences"]) if 1 <= n <= len(shown)]
        cited: list[Span] = [shown[n - 1].span for n in numbers]
        # The sentence that was found to answer must be among those the answer rests on.
        if not cited or spans[0].span not in cited:
            return None
        asked = course.reading.question.text
        claims = grounding.check(reply["answer"], cited, self._linker, question=asked)
        if not claims or any(c.verdict != "supported" for c in claims):
            return None
        citations = Citations()
        needed = list(dict.fromkeys(c.span for c in claims if c.span)) or cited
        text = citations.cite(" ".join(c.text for c in claims), needed)
        return self._answer(
            course, Told(text, citations.all, tuple(claims)), "model", spans[0].confidence
        )

    def _abstain(self, course: _Course, gap: Candidate | None = None) -> Answer:
        text, citations = self._abstainer.tell(course.question, course.reading, course.allows, gap)
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


def _is_gap(candidate: Candidate) -> bool:
    """Whether a fact records that the source leaves something open."""
    return candidate.fact is not None and bool(_GAP.match(candidate.fact.statement))


def _line(text: str) -> str:
    """A text without line breaks, which could pass for the next part of a prompt."""
    return " ".join(text.split())
