"""What a chat model is asked: does this answer, what is the answer, what is it worked out of.

None of its words is shown unless the spans carry it. A call that fails is noted, not raised.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import mean
from typing import Any

from assistant.core import grounding
from assistant.core.calls import Log, logged
from assistant.core.citations import Citations
from assistant.core.entities import EntityLinker
from assistant.core.evidence import plain
from assistant.core.gate import Gate, logit
from assistant.core.languages import Languages
from assistant.core.passage_reading import Piece, holder, pieces, shown
from assistant.core.prompts import Prompts
from assistant.core.questions import Question
from assistant.core.reckoning.proposed import OPERATIONS, same, worked
from assistant.core.retriever import Candidate
from assistant.core.telling import Told
from assistant.core.text import one_line
from assistant.core.translation_calls import TranslationCalls
from assistant.ports import ChatModel, Said
from assistant.types import Fact, Span

# Confidence of a sentence from which it is asked about before passages are read. Of 160 dev
# questions to folders 92 are answered rightly and 17 wrongly with 0.6, 91 and 8 with 0.85.
_LIKELY = 0.85
_USUALLY_SURE = -0.2  # mean log-probability of the words it reads out, of a model that tells none
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
_RECKONING_SCHEMA = {
    "type": "object",
    "properties": {
        "operation": {"type": "string", "enum": list(OPERATIONS)},
        "figures": {
            "type": "array",
            "maxItems": 6,
            "items": {
                "type": "object",
                "properties": {
                    "fact": {"type": "integer"},
                    "figure": {"type": "string", "maxLength": 40},
                },
                "required": ["fact", "figure"],
                "additionalProperties": False,
            },
        },
    },
    "required": ["operation", "figures"],
    "additionalProperties": False,
}


class ChatCalls(TranslationCalls):
    """Asks one chat model, on behalf of one knowledge."""

    def __init__(
        self,
        model: ChatModel,
        prompts: Prompts,
        linker: EntityLinker,
        languages: Languages,
        gates: Mapping[str, Gate],
    ) -> None:
        super().__init__(model, prompts, linker, languages)
        self._gates = gates

    def confirm(self, question: Question, candidate: Candidate, log: Log) -> bool | None:
        """Whether a candidate answers, by the gate and the model; None if it cannot be asked.

        The candidate's confidence becomes that of both.
        """
        return self._weighed(question, candidate, "fact" if candidate.fact else "span", {}, log)

    def _weighed(
        self,
        question: Question,
        candidate: Candidate,
        kind: str,
        signs: Mapping[str, float],
        log: Log,
    ) -> bool | None:
        yes = self._yes(question, candidate, log)
        if yes is None:
            return None
        gate = self._gates[f"{kind}_model"]
        values = {"logit": logit(candidate.confidence), "yes": logit(yes), **signs}
        candidate.signals = {**candidate.signals, **values}
        candidate.confidence = gate.probability(values)
        return candidate.confidence >= gate.threshold

    def _yes(self, question: Question, candidate: Candidate, log: Log) -> float | None:
        """How probable the model has it that a candidate answers; None if it cannot be asked."""
        messages = self.prompts.messages(
            "check", question=question.text, statement=_stated(candidate)
        )
        with logged(log, "check"):
            yes = self.model.yes_probability(messages)
            if yes is None:
                reply = self.model.complete(messages, schema=_YES_SCHEMA, max_tokens=20)
                yes = 0.95 if reply["answers"] == "yes" else 0.05
            return yes
        return None

    def best_of(
        self,
        question: Question,
        candidates: Sequence[Candidate],
        log: Log,
    ) -> tuple[bool | None, Candidate]:
        """Whether a sentence answers, None if that cannot be asked, and which does best.

        A likely one is asked about at once; otherwise the model reads the best with what is told
        beside them, and what it finds there is asked about.
        """
        first = candidates[0]
        likely = first.confidence > _LIKELY
        if likely and (verdict := self.confirm(question, first, log)) is not False:
            return verdict, first
        read = pieces(candidates)
        said = self._read(question, read, log)
        best = holder(said.text, question, read, candidates) if said else None
        if said is None or best is None:
            return (False if likely else self.confirm(question, first, log)), first
        if likely and best is first:
            return False, first
        sure = mean(said.logprobs) if said.logprobs else _USUALLY_SURE
        return self._weighed(question, best, "found", {"sure": sure}, log), best

    def _read(self, question: Question, read: Sequence[Piece], log: Log) -> Said | None:
        """What the model answers from what it reads, in a few words; None if it cannot be asked."""
        messages = self.prompts.messages("read", question=question.text, passages=shown(read))
        with logged(log, "read"):
            return self.model.say(messages)
        return None

    def write(self, question: Question, spans: Sequence[Span], log: Log) -> Told | None:
        """The model's answer, if every sentence of it is carried by what it cites.

        The first of the spans was found to answer: it must be among those the answer rests on.
        """
        given = spans[:_SENTENCES_SHOWN]
        listed = _numbered(span.text for span in given)
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

    def work_out(self, question: Question, facts: Sequence[Fact], log: Log) -> Told | None:
        """What comes of figures that the model chooses in facts, if the facts bear it out.

        It has to choose the same ones when it is shown the facts the other way round.
        """
        first = self._proposed(question, facts, log)
        told = worked(first, question.text, facts, self._linker) if first else None
        if first is None or told is None:
            return None
        again = self._proposed(question, facts[::-1], log)
        return told if again and same(first, again) else None

    def _proposed(
        self, question: Question, facts: Sequence[Fact], log: Log
    ) -> dict[str, Any] | None:
        listed = _numbered(fact.statement for fact in facts)
        return self.reply(
            "reckon", _RECKONING_SCHEMA, 200, log, question=question.text, facts=listed
        )


def _numbered(texts: Iterable[str]) -> str:
    return "\n".join(f"{n}. {one_line(text)}" for n, text in enumerate(texts, 1))


def _stated(candidate: Candidate) -> str:
    """What a candidate says; a sentence with the title of its article."""
    text = one_line(candidate.evidence().text)
    title = candidate.span.passage.article.title
    return text if candidate.fact or not plain(title) else f"{one_line(title)}: {text}"
