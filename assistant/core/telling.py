"""Chosen facts → the text of an answer: statements, what came later, and where sources differ."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.core.citations import Citations
from assistant.core.entities import EntityLinker, without
from assistant.core.knowledge import Knowledge
from assistant.core.questions import Question
from assistant.core.text import content_stems
from assistant.core.times import NOW, spoken
from assistant.types import Citation, Claim, Disagreement, DisputeKind, Fact

_DISPUTES_TOLD = 2
_ASKED_BY: dict[DisputeKind, tuple[str, ...]] = {  # kinds of question that touch a dispute
    "count": ("number",), "sum": ("number",), "date": ("when",), "role": ("who",),
    "cause": ("why",), "wording": (), "outcome": ("polar",),
}  # fmt: skip
Allowed = Callable[[Fact], bool]
"""Whether a fact may be used, where the user keeps to some packs."""


@dataclass(frozen=True, slots=True)
class Told:
    """An answer's text with its citations; every sentence has its claim."""

    text: str
    citations: tuple[Citation, ...]
    claims: tuple[Claim, ...]
    disagreements: tuple[Disagreement, ...] = ()
    notices: tuple[str, ...] = ()
    known: bool = True  # False: it says what the sources do not tell


class Teller:
    """Puts facts into words. Everything it says is a statement of a cited fact."""

    def __init__(self, knowledge: Knowledge, linker: EntityLinker) -> None:
        self._knowledge = knowledge
        self._about = {d.id: _words_of(d, linker) for d in knowledge.disagreements}

    def tell(self, facts: Sequence[Fact], question: Question, allowed: Allowed) -> Told:
        """The statements of the facts, then what ended them, then what is disputed of them."""
        citations, claims, lines = Citations(), [], []
        later = [f for fact in facts if (f := self._sequel(fact, question, allowed))]
        shown = [*facts, *(f for f in later if f not in facts)]
        for fact in shown:
            lead = "Later: " if fact in later and fact not in facts else ""
            lines.append(lead + citations.cite(fact.statement, fact.evidence))
            claims.append(Claim(fact.statement, "supported", "", fact.evidence[0]))
        disputes = self._disputes(facts, question, allowed)
        lines += [self._dispute(dispute, citations, claims) for dispute in disputes]
        if question.when == NOW or (facts[0].type == "role" and facts[0].since):
            lines.append(f"(As far as is known here: up to {spoken(self._knowledge.current_to)}.)")
        caveats = tuple(f"A weak source: {f.caveat}." for f in facts if f.caveat)
        return Told(" ".join(lines), citations.all, tuple(claims), disputes, caveats)

    def _sequel(self, fact: Fact, question: Question, allowed: Allowed) -> Fact | None:
        """The fact that tells how a role or a stay ended, unless the question is of before."""
        if not fact.until or (question.when not in ("", NOW) and question.when < fact.until):
            return None
        ended = (
            other
            for other in self._knowledge.facts.values()
            if other.type in ("move", "role")
            and set(other.who) & set(fact.who)
            and (other.since or other.date or "").startswith(fact.until)
            and other.id != fact.id
            and allowed(other)
        )
        return next(ended, None)

    def _disputes(
        self, facts: Sequence[Fact], question: Question, allowed: Allowed
    ) -> tuple[Disagreement, ...]:
        """Those that bear on what was asked; a list touches many that do not."""
        names = set(content_stems(" ".join(question.names)))
        asked = set(question.stems) - names
        first = facts[0].id if len(facts[0].evidence) == 1 else ""
        found: list[tuple[int, Disagreement]] = []
        for dispute in self._knowledge.disputes_of(f.id for f in facts):
            about = self._about[dispute.id] - names
            fits = first in dispute.touches and question.kind in _ASKED_BY[dispute.kind]
            shared = len(asked & about) + int(fits)
            if shared and all(self._speaks(dispute, side, allowed) for side in (0, 1)):
                found.append((shared, dispute))
        found.sort(key=lambda pair: -pair[0])
        return tuple(dispute for _, dispute in found[:_DISPUTES_TOLD])

    def _speaks(self, dispute: Disagreement, side: int, allowed: Allowed) -> bool:
        return any(allowed(self._knowledge.facts[i]) for i in dispute.sides[side].facts)

    def _dispute(self, dispute: Disagreement, citations: Citations, claims: list[Claim]) -> str:
        """One sentence, with a citation for each side."""
        sides = []
        for side in dispute.sides:
            facts = [self._knowledge.facts[i] for i in side.facts]
            spans = list(dict.fromkeys(span for f in facts for span in f.evidence))
            sides.append(citations.cite(side.says, spans))
            claims.append(Claim(side.says, "supported", "", spans[0]))
        return f"{dispute.summary.rstrip('.')}: {'; '.join(sides)}."


def _words_of(dispute: Disagreement, linker: EntityLinker) -> set[str]:
    """Stems of what a dispute is about, without names: those of publishers tell nothing."""
    text = " ".join((dispute.topic, dispute.summary, *(side.says for side in dispute.sides)))
    return set(content_stems(without(text, linker.mentions(text))))
