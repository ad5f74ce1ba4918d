"""What a chat model is asked: does this answer, what is the answer, how is it said elsewhere.

None of its words is shown unless the spans carry it. A call that fails is noted, not raised.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from assistant.core import grounding
from assistant.core.calls import Calls, Log, logged
from assistant.core.citations import Citations
from assistant.core.entities import EntityLinker
from assistant.core.evidence import plain
from assistant.core.gate import Gate, logit
from assistant.core.languages import NAMES, PARTLY, Languages, in_parts
from assistant.core.passage_reading import holder, nearest, shown
from assistant.core.prompts import Prompts
from assistant.core.questions import Question
from assistant.core.retriever import Candidate
from assistant.core.telling import Told
from assistant.core.text import one_line
from assistant.core.translation import masked, without_signs
from assistant.ports import ChatModel
from assistant.types import Passage, Span

_LIKELY = 0.6  # confidence of a sentence from which it is asked about before passages are read
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
_SHORT_SCHEMA = {
    "type": "object",
    "properties": {"answer": {"type": "string", "maxLength": 200}},
    "required": ["answer"],
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


class ChatCalls(Calls):
    """Asks one chat model, on behalf of one knowledge."""

    def __init__(
        self,
        model: ChatModel,
        prompts: Prompts,
        linker: EntityLinker,
        languages: Languages,
        gates: Mapping[str, Gate],
    ) -> None:
        super().__init__(model, prompts)
        self._linker = linker
        self._languages = languages
        self._gates = gates

    def confirm(self, question: Question, candidate: Candidate, log: Log) -> bool | None:
        """Whether a candidate answers, by the gate and the model; None if it cannot be asked.

        The candidate's confidence becomes that of both.
        """
        messages = self.prompts.messages(
            "check", question=question.text, statement=_stated(candidate)
        )
        yes = None
        with logged(log, "check"):
            yes = self.model.yes_probability(messages)
            if yes is None:
                reply = self.model.complete(messages, schema=_YES_SCHEMA, max_tokens=20)
                yes = 0.95 if reply["answers"] == "yes" else 0.05
        if yes is None:
            return None
        gate = self._gates["fact_model" if candidate.fact else "span_model"]
        values = {"logit": logit(candidate.confidence), "yes": logit(yes)}
        candidate.signals = {**candidate.signals, **values}
        candidate.confidence = gate.probability(values)
        return candidate.confidence >= gate.threshold

    def best_of(
        self,
        question: Question,
        candidates: Sequence[Candidate],
        passages: Callable[[], Sequence[Passage]],
        log: Log,
    ) -> tuple[bool | None, Candidate]:
        """Whether a sentence answers, None if that cannot be asked, and which does best.

        A likely one is asked about at once; otherwise ``passages`` are looked up, the model reads
        them, and what it finds there is asked about.
        """
        first = candidates[0]
        likely = first.confidence > _LIKELY
        if likely and (verdict := self.confirm(question, first, log)) is not False:
            return verdict, first
        best = self._found(question, candidates, passages(), log) or first
        if likely and best is first:
            return False, first
        return self.confirm(question, best, log), best

    def _found(
        self,
        question: Question,
        candidates: Sequence[Candidate],
        passages: Sequence[Passage],
        log: Log,
    ) -> Candidate | None:
        """The sentence of some passages that holds what the model answers from them."""
        read = nearest(candidates, passages)
        reply = self.reply(
            "read", _SHORT_SCHEMA, 60, log, question=question.text, passages=shown(read)
        )
        return holder(reply["answer"], question, read, candidates) if reply else None

    def write(self, question: Question, spans: Sequence[Span], log: Log) -> Told | None:
        """The model's answer, if every sentence of it is carried by what it cites.

        The first of the spans was found to answer: it must be among those the answer rests on.
        """
        given = spans[:_SENTENCES_SHOWN]
        listed = "\n".join(f"{n}. {one_line(span.text)}" for n, span in enumerate(given, 1))
        reply = self.reply("write", _SCHEMA, 160, log, question=question.text, sentences=listed)
        if reply is None or len(reply["answer"]) > _LONGEST:
            return None
        numbers = [n for n in dict.fromkeys(reply["sentences"]) if 1 <= n <= len(given)]
        cited = [given[n - 1] for n in numbers]
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
        reply = self.reply("understand", _TRANSLATION_SCHEMA, 120, log, **asked)
        return one_line(str(reply["translation"])) if reply else ""

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
        return one_line(" ".join([*said, PARTLY[language]] if left else said))

    def _translated(self, text: str, language: str, log: Log) -> str | None:
        source = masked(text, self._linker)
        reply = self.reply(
            "translate", _TRANSLATION_SCHEMA, 300, log, text=source.text, language=NAMES[language]
        )
        translation = one_line(str(reply["translation"])) if reply else ""
        back = self._languages.english(without_signs(translation), language)
        return source.restored(translation) if source.fits(translation, back) else None


def _stated(candidate: Candidate) -> str:
    """What a candidate says; a sentence with the title of its article."""
    text = one_line(candidate.evidence().text)
    title = candidate.span.passage.article.title
    return text if candidate.fact or not plain(title) else f"{one_line(title)}: {text}"
