"""How an abstention is put: what the sources do not say, and the nearest thing that they do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from assistant.core.answering import Reading
from assistant.core.citations import Citations
from assistant.core.entities import EntityLinker
from assistant.core.knowledge import Knowledge
from assistant.core.questions import Question
from assistant.core.retriever import Candidate
from assistant.core.support import Support
from assistant.core.telling import Allowed
from assistant.core.text import joined
from assistant.types import Citation, Fact

_NEAR = 0.5  # similarity from which something is worth mentioning
_NEARER = 0.65  # the same, where the question names nobody
_HALF = 0.5  # of the words of such a question, by how telling they are, that it must hold
_CONSIDERED = 10  # facts
_WORTH_A_LOOK = 0.1  # confidence of a sentence from which it is shown, though not as the answer
_OFFER = "The closest they say: "
_TELLING = ("role", "move", "profile")  # what sets a person right, most to the point first


class Abstainer:
    """Says what is missing, and offers what the knowledge holds instead."""

    def __init__(
        self,
        knowledge: Knowledge,
        linker: EntityLinker,
        support_of: Callable[[Candidate], Support],
    ) -> None:
        self._knowledge = knowledge
        self._linker = linker
        self._support_of = support_of

    def tell(
        self,
        question: str,
        reading: Reading,
        allowed: Allowed,
        gap: Candidate | None = None,
        amiss: str = "",
        instead: Candidate | None = None,
    ) -> tuple[str, tuple[Citation, ...]]:
        """Text and citations; ``gap`` is a fact that says the source is silent, ``amiss`` says
        what the question wrongly takes for granted, ``instead`` is the fact that corrects it."""
        citations = Citations()
        parts = [f"My sources don't say: “{question.rstrip()}”"]
        if gap is not None:
            parts.append(citations.cite(gap.evidence().text, gap.spans))
            return " ".join(parts), citations.all
        nearest = [*reading.facts[:_CONSIDERED], *reading.spans[:2]]
        held = [self._support_of(c) for c in nearest]
        parts += [amiss] if amiss else _missing(reading.question, held)
        if instead is not None:
            parts.append(_OFFER + citations.cite(instead.evidence().text, instead.spans))
            return " ".join(parts), citations.all
        close = self._closest(reading.question, nearest, held)
        fact = self._on_person(reading.question, allowed)
        if close is not None and not (fact and _covers_less(reading.question, close, held)):
            near = nearest[close]
            parts.append(_OFFER + citations.cite(near.evidence().text, near.spans))
        elif fact is not None:
            parts.append("What they do say: " + citations.cite(fact.statement, fact.evidence))
        return " ".join(parts), citations.all

    def _closest(
        self, asked: Question, nearest: Sequence[Candidate], held: Sequence[Support]
    ) -> int | None:
        """Which candidate to offer: the one that holds most of what is asked about."""
        close = [
            (_closeness(candidate), -at)
            for at, (candidate, support) in enumerate(zip(nearest, held, strict=True))
            if _similarity(candidate) >= (_NEAR if asked.names else _NEARER)
            and (asked.names & support.core_names or not asked.names)
            and candidate.signals.get("covered", 0.0) >= (0.0 if asked.names else _HALF)
        ]
        return -max(close)[1] if close else _worth_a_look(nearest)

    def _on_person(self, asked: Question, allowed: Allowed) -> Fact | None:
        """Who the last person named is: what a premise about them most often gets wrong."""
        people = [
            m.name
            for m in self._linker.mentions(asked.text)
            if self._linker.entities[m.name].type == "person" and not self._acts(m.name, asked)
        ]
        if not people:
            return None
        for kind in _TELLING:
            for fact in self._knowledge.facts.values():
                if fact.type == kind and fact.who == (people[-1],) and allowed(fact):
                    return fact
        return None

    def _acts(self, person: str, asked: Question) -> bool:
        """Whether a leader is named for what the company does, and not as one who moves."""
        company = self._linker.entities[person].leads
        return bool(company) and not asked.parties - {company}


def _worth_a_look(nearest: Sequence[Candidate]) -> int | None:
    """Which sentence may answer after all; in other words than the question's, it shares few."""
    likely = [
        (candidate.confidence, -at)
        for at, candidate in enumerate(nearest)
        if not candidate.fact and candidate.confidence >= _WORTH_A_LOOK
    ]
    return -max(likely)[1] if likely else None


def _similarity(candidate: Candidate) -> float:
    return max(candidate.form, candidate.text, candidate.miss)


def _closeness(candidate: Candidate) -> float:
    """How much of a question a candidate holds, by its words and in meaning."""
    covered = candidate.signals.get("core_covered", 0.0)
    return covered + _similarity(candidate) + candidate.answer


def _covers_less(asked: Question, close: int, held: Sequence[Support]) -> bool:
    """Whether the closest candidate leaves out a name that the question ties to another."""
    return len(asked.names) > 1 and not asked.names <= held[close].core_names


def _missing(asked: Question, held: Sequence[Support]) -> list[str]:
    """What of the question nothing near it mentions."""
    names = sorted(n for n in asked.names if all(n not in s.names for s in held))
    if names:
        return [f"What they hold on this does not mention {joined(names, 'or')}."]
    figures = [
        asked.text[f.start : f.end].strip()
        for f in asked.figures
        if not any(f.matches(h) for s in held for h in s.figures)
    ]
    return [f"They do not give the figure {figures[0]} for this."] if figures else []
