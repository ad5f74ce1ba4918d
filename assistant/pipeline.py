"""The way of a question: reading → retrieval → cascade → grounding → ``Answer``."""

from __future__ import annotations

import time
from collections.abc import Collection, Generator, Iterator, Sequence
from dataclasses import replace

from assistant.cascade import Cascade, Course
from assistant.core.answering import Judge, Reading
from assistant.core.attribution import Attributor
from assistant.core.chat_calls import ChatCalls
from assistant.core.entities import EntityLinker
from assistant.core.languages import ENGLISH, IN_ENGLISH, PARTLY, Languages
from assistant.core.pasted import Pasted, pasted
from assistant.core.plain import visible
from assistant.core.questions import clean
from assistant.core.talk.choosing import Chooser
from assistant.core.talk.conversation import queries, readings
from assistant.core.talk.courtesy import Courtesy, Reply, to_the_point
from assistant.types import (
    Answer,
    Event,
    Passage,
    Step,
    Turn,
)

_TRANSLATED = 500  # characters; a longer answer stays in English
_FEW_CITED = 4  # with more citations it is a list of names, which needs no translation


class Pipeline:
    """Answers questions; every way in (Python, terminal, page, evals) ends here."""

    def __init__(
        self,
        judge: Judge,
        linker: EntityLinker,
        languages: Languages,
        cascade: Cascade,
        attributor: Attributor,
        courtesy: Courtesy,
        *,
        calls: ChatCalls | None = None,
        max_question_chars: int = 2000,
    ) -> None:
        self._judge = judge
        self._linker = linker
        self._languages = languages
        self._cascade = cascade
        self._attributor = attributor
        self._courtesy = courtesy
        self.calls = calls
        self._max_chars = max_question_chars
        self._chooser = Chooser(judge, linker, cascade.open_to_spans)

    def stream(
        self, question: str, history: Sequence[Turn] = (), packs: Collection[str] = ()
    ) -> Iterator[Event]:
        """Steps, checked text, and last the ``Answer``. Raises QuestionError."""
        began = time.perf_counter()
        text = self._clean(question)
        yield Step("reading")
        if reply := self._courtesy.reply(text):
            yield _courteous(text, reply, began)
            return
        asked = pasted(question)
        if asked and (answer := self._attributed(text, asked, packs, began)):
            yield answer
            return
        course = self._understood(text, history, packs)
        course.timings["retrieve"] = time.perf_counter() - began
        answer = yield from self._cascade.answer(course)
        if course.language != ENGLISH:
            answer = yield from self._in_language(course, answer)
        course.timings["total"] = time.perf_counter() - began
        yield answer

    def read(self, question: str, history: Sequence[Turn] = ()) -> Reading:
        """Retrieval alone, for a question in its conversation. Raises QuestionError."""
        text = self._clean(question)
        return self._understood(text, history).reading

    def passages(self, question: str, history: Sequence[Turn] = ()) -> list[Passage]:
        """Those nearest to a question in its conversation, best first; no fact takes part.

        Raises QuestionError.
        """
        text = self._clean(question)
        english = self._languages.read(text).english
        return self._judge.passages(queries(english, self._in_english(history), self._linker))

    def _clean(self, question: str) -> str:
        return clean(visible(question), max_chars=self._max_chars)

    def _in_english(self, history: Sequence[Turn]) -> list[Turn]:
        turns = self._courtesy.without(history)
        return [(role, self._languages.read(said).english) for role, said in turns]

    def _understood(
        self, text: str, history: Sequence[Turn], packs: Collection[str] = ()
    ) -> Course:
        """The question in its language and its conversation, as the knowledge answers it best."""
        spoken = self._languages.read(to_the_point(text))
        course = Course(text, frozenset(packs), spoken.language, self.calls)
        turns = self._in_english(history)
        course.reading = self._best_reading(spoken.english, turns, packs)
        if course.calls and spoken.language != ENGLISH and not self._judge.together(course.reading):
            put = course.calls.question_in_english(text, spoken.language, course)
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

    def _in_language(self, course: Course, answer: Answer) -> Generator[Event, None, Answer]:
        """The answer in the question's language, or in English with a line that says why."""
        told = None
        short = len(answer.text) <= _TRANSLATED and len(answer.citations) <= _FEW_CITED
        if course.calls is not None and short:
            yield Step("translating")
            told = course.calls.answer_in(answer.text, course.language, course)
        notices = tuple(course.notices)
        if told is None:
            line = (PARTLY if course.calls else IN_ENGLISH)[course.language]
            text = f"{answer.text} {line}"
            return replace(answer, text=text, notices=notices)
        return replace(answer, text=told, language=course.language, notices=notices)


def _courteous(said: str, reply: Reply, began: float) -> Answer:
    """A reply that rests on no source, and says nothing that would need one."""
    return Answer(
        text=reply.text,
        citations=(),
        evidence=(),
        abstained=reply.declined,
        confidence=1.0,
        route="abstain" if reply.declined else "courtesy",
        timings={"total": time.perf_counter() - began},
        question=said,
    )
