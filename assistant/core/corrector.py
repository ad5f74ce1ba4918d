"""What a question wants confirmed, against what the facts say: confirmed, or set right.

"NVIDIA bought Groq, right?" is confirmed by a fact that has all of its names, figures and titles.
Where none does, each part is asked for by itself ("Which company bought Groq?"): the fact that
answers one of these, and has the rest of the names, says what is so instead.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from assistant.core.answering import Judge
from assistant.core.assertions import Opened, asserted, figures_of, opened
from assistant.core.entities import EntityLinker
from assistant.core.premises.figures import shown
from assistant.core.quantities import quantities
from assistant.core.questions import Question, analyse, mend
from assistant.core.retriever import Candidate
from assistant.core.titles import titles
from assistant.types import Fact

_DONE_BY_LEADERS = ("move", "deal", "pay")  # facts in which a leader stands for the company


class Corrector:
    """Compares what is asserted with the facts; ``sources`` are names that need no confirming."""

    def __init__(self, judge: Judge, linker: EntityLinker, sources: frozenset[str]) -> None:
        self._judge = judge
        self._linker = linker
        self._sources = sources

    def put(self, question: Question) -> Question:
        """What a question asserts, taken apart; the question itself if it asserts nothing."""
        claim = asserted(question.text)
        return analyse(claim, self._linker) if claim else question

    def unconfirmed(self, said: str, facts: Sequence[Fact], *, disputed: bool) -> bool:
        """Whether what somebody wants confirmed, in these words, has a part that no fact holds.

        Where the facts are ``disputed``, the dispute is the answer if it is of the same people.
        """
        claim = asserted(mend(said, self._linker))
        if not claim:
            return False
        asked = analyse(claim, self._linker)
        held = frozenset[str]().union(*(self._names(fact) for fact in facts))
        if disputed:
            return not self._linker.of_type(asked.names, "person") <= held
        told = " ".join(shown(fact) for fact in facts)
        own = quantities(told)
        return not (
            self._to_be_named(asked) <= held
            and asked.titles <= titles(told)
            and all(any(figure.matches(other) for other in own) for figure in figures_of(asked))
        )

    def instead(self, question: Question, packs: Collection[str] = ()) -> Candidate | None:
        """The fact that says what is so instead of what is asserted, if one does.

        Rather one that leaves out the name or figure in question, and rather of the same person.
        """
        claim = asserted(question.text)
        if not claim:
            return None
        asked = analyse(claim, self._linker)
        found: list[tuple[bool, bool, float, Candidate]] = []
        for part in opened(claim, asked, self._linker):
            rest = self._to_be_named(asked) - {part.name}
            for best in self._judge.read(part.text, packs).facts[:1]:
                sure = best.confidence >= self._judge.gates["fact"].threshold
                if best.fact and sure and rest <= self._names(best.fact):
                    left_out = not self._has(best.fact, part)
                    found.append((left_out, not part.whose, best.confidence, best))
        return max(found, key=lambda f: f[:3])[-1] if found else None

    def _has(self, fact: Fact, part: Opened) -> bool:
        if part.figure is None:
            return part.name in self._names(fact)
        return any(part.figure.matches(own) for own in quantities(shown(fact)))

    def _to_be_named(self, asked: Question) -> frozenset[str]:
        return self._linker.of_type(asked.names - self._sources, "person", "organisation")

    def _names(self, fact: Fact) -> frozenset[str]:
        sides = (fact.origin or "", fact.target or "", *fact.who)
        names = self._linker.wide_names("; ".join((shown(fact), *sides)))
        if fact.type not in _DONE_BY_LEADERS:
            return names
        leaders = (e.name for e in self._linker.entities.values() if e.leads and e.leads in names)
        return names.union(leaders)
