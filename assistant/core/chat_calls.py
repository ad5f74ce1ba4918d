"""What a chat model is asked: does this answer, what is the answer, how is it said elsewhere.

None of its words is shown unless the spans carry it. A call that fails is noted, not raised.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from assistant.core import grounding
from assistant.core.citations import Citations
from assistant.core.entities import EntityLinker
from assistant.core.gate import Gate, logit
from assistant.core.languages import NAMES, PARTLY, Languages, in_parts
from assistant.core.prompts import Prompts
from assistant.core.questions import Question
from assistant.core.retriever import Candidate
from assistant.core.telling import Told
from assistant.core.translation import masked, without_signs
from assistant.errors import ModelCallError
from assistant.ports import ChatModel
from assistant.types import Span

_PLAIN = 0.9  # confidence of a sentence from which no others are asked about
_SENTENCES_SHOWN = 4
_LONGEST = 400  # characters of a written answer
_SCHEMA = {
    "type": "object",
    "properties": {
        "answer": {"type": "string", "maxLength": _LONGEST},
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
_TRANSLATION_SCHEMA = {
    "type": "object",
    "properties": {"translation": {"type": "string", "maxLength": 900}},
    "required": ["translation"],
    "additionalProperties": False,
}


class Log(Protocol):
    """Where the seconds of a call go, and what the user should know of it."""

    timings: dict[str, float]
    notices: list[str]


class ChatCalls:
    """Asks one chat model, on behalf of one knowledge."""

    def __init__(
        self,
        model: ChatModel,
        prompts: Prompts,
        linker: EntityLinker,
        languages: Languages,
        gates: Mapping[str, Gate],
    ) -> None:
        self._model = model
        self._prompts = prompts
        self._linker = linker
        self._languages = languages
        self._gates = gates

    def confirm(self, question: Question, candidate: Candidate, log: Log) -> bool | None:
        """Whether a candidate answers, by the gate and the model; None if it cannot be asked.

        The candidate's confidence becomes that of both.
        """
        messages = self._prompts.messages(
            "check", question=question.text, statement=_line(candidate.evidence().text)
        )
        yes = None
        with _logged(log, "check"):
            yes = self._model.yes_probability(messages)
            if yes is None:
                reply = self._model.complete(messages, schema=_YES_SCHEMA, max_tokens=20)
                yes = 0.95 if reply["answers"] == "yes" else 0.05
        if yes is None:
            return None
        gate = self._gates["fact_model" if candidate.fact else "span_model"]
        values = {"logit": logit(candidate.confidence), "yes": logit(yes)}
        candidate.confidence = gate.probability(values)
        return candidate.confidence >= gate.threshold

    def best_of(
        self, question: Question, candidates: Sequence[Candidate], log: Log
    ) -> tuple[bool | None, Candidate]:
        """Whether one of some sentences answers, None if none can be asked, and which does best."""
        asked: list[Candidate] = []
        accepted = False
        for candidate in candidates:
            verdict = self.confirm(question, candidate, log)
            if verdict is None:
                break
            asked.append(candidate)
            accepted = accepted or verdict
            if candidate.confidence > _PLAIN:
                break
        if not asked:
            return None, candidates[0]
        return accepted, max(asked, key=lambda c: c.confidence)

    def write(self, question: Question, spans: Sequence[Span], log: Log) -> Told | None:
        """The model's answer, if every sentence of it is carried by what it cites.

        The first of the spans was found to answer: it must be among those the answer rests on.
        """
        shown = spans[:_SENTENCES_SHOWN]
        listed = "\n".join(f"{n}. {_line(span.text)}" for n, span in enumerate(shown, 1))
        reply = self._reply("write", _SCHEMA, 160, log, question=question.text, sentences=listed)
        if reply is None or len(reply["answer"]) > _LONGEST:
            return None
        numbers = [n for n in dict.fromkeys(reply["sentences"]) if 1 <= n <= len(shown)]
        cited = [shown[n - 1] for n in numbers]
        if spans[0] not in cited:
            return None
        claims = grounding.check(reply["answer"], cited, self._linker, by_model=True)
        if not claims or any(c.verdict != "supported" for c in claims):
            return None
        citations = Citations()
        needed = list(dict.fromkeys(c.span for c in claims if c.span)) or cited
        text = citations.cite(" ".join(c.text for c in claims), needed)
        return Told(text, citations.all, tuple(claims))

    def question_in_english(self, question: str, language: str, log: Log) -> str:
        """A question put into English by the model; "" if it cannot be asked."""
        asked = {"question": question, "language": NAMES[language]}
        reply = self._reply("understand", _TRANSLATION_SCHEMA, 120, log, **asked)
        return _line(str(reply["translation"])) if reply else ""

    def answer_in(self, text: str, language: str, log: Log) -> str | None:
        """An answer's text in another language, sentence by sentence; None if nothing came of it.

        A sentence of which something was lost or added on the way stays in English.
        """
        said: list[str] = []
        done = left = 0
        for part, fixed in in_parts(text, language):
            translated = None if fixed else self._translated(part, language, log)
            done, left = done + bool(translated), left + (not fixed and not translated)
            said.append(translated or part)
        if left and not done:
            return None
        return _line(" ".join([*said, PARTLY[language]] if left else said))

    def _translated(self, text: str, language: str, log: Log) -> str | None:
        source = masked(text, self._linker)
        reply = self._reply(
            "translate", _TRANSLATION_SCHEMA, 300, log, text=source.text, language=NAMES[language]
        )
        translation = _line(str(reply["translation"])) if reply else ""
        back = self._languages.english(without_signs(translation), language)
        return source.restored(translation) if source.fits(translation, back) else None

    def _reply(
        self, prompt: str, schema: Mapping[str, Any], max_tokens: int, log: Log, **values: str
    ) -> dict[str, Any] | None:
        messages = self._prompts.messages(prompt, **values)
        with _logged(log, prompt):
            return self._model.complete(messages, schema=schema, max_tokens=max_tokens)
        return None


@contextmanager
def _logged(log: Log, step: str) -> Iterator[None]:
    """Adds the seconds; a model that cannot be asked leaves a notice and no reply."""
    began = time.perf_counter()
    try:
        yield
    except ModelCallError as error:
        log.notices.append(f"The chat model could not be asked: {error}")
    finally:
        log.timings[step] = log.timings.get(step, 0.0) + time.perf_counter() - began


def _line(text: str) -> str:
    """A text without line breaks, which could pass for the next part of a prompt."""
    return re.sub(r"\s+", " ", text).strip()
