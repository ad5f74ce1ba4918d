"""What a question takes for granted, against all that the knowledge says.

A person and a company, or a person and a sum, that no fact or sentence names together, or a year
in which none of them speaks of what is asked about: then the nearest fact is no answer but a
correction. So it is where that very fact tells it otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

from assistant.core.entities import EntityLinker
from assistant.core.knowledge import Knowledge
from assistant.core.premises.contradictions import Contradictions
from assistant.core.quantities import Quantity, quantities
from assistant.core.questions import Question
from assistant.core.text import evidence_spans
from assistant.types import Fact

_COMPARES = re.compile(
    r"\b(?:compar\w*|versus|vs|than|or|both|bigger|higher|larger|earlier|first|add|total|sum)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class _Told:
    """One fact or sentence: its names, sums, and the years it speaks of or was written in."""

    names: frozenset[str]
    years: frozenset[str]
    sums: tuple[Quantity, ...]

    def holds(self, figure: Quantity) -> bool:
        """Whether it gives a sum, however it is written."""
        return any(figure.matches(own) for own in self.sums)


def _reporters(knowledge: Knowledge, linker: EntityLinker) -> frozenset[str]:
    """Publications, which neither hire nor pay: nothing need tie them to anybody."""
    facts = knowledge.facts.values()
    told_by = (*(a.publisher for a in knowledge.articles), *(f.reported_by for f in facts))
    hiring = (f for f in facts if f.type in ("move", "deal", "pay"))
    parties = (n for f in hiring for n in (f.origin, f.target, *f.who) if n)
    names = linker.names("; ".join(told_by)) - linker.names("; ".join(parties))
    return linker.of_type(names, "organisation")


class Premises:
    """Finds what a question ties together and the knowledge does not."""

    def __init__(self, knowledge: Knowledge, linker: EntityLinker) -> None:
        self._knowledge = knowledge
        self._linker = linker
        self._contradictions = Contradictions(knowledge, linker)
        self.reporters = _reporters(knowledge, linker)

    def contradicted(self, question: Question, facts: Sequence[Fact]) -> str:
        """What the facts that would answer tell otherwise, as a sentence; "" if nothing."""
        return self._contradictions.of(question, facts)

    def unheard_of(self, question: Question, best: Fact) -> str:
        """What a question takes for granted and nothing bears out, as a sentence, or "".

        ``best`` is the fact that would answer it; what its own forms take for granted is so.
        """
        said = self._untold(question, self._told)
        if said:
            own = [self._of(form, best.date or "") for form in best.questions]
            said = self._untold(question, (*self._told, *own))
        return said

    def _untold(self, question: Question, told: Sequence[_Told]) -> str:
        """What nothing that is told bears out, as a sentence; "" if there is no such thing.

        A question that compares brings together what no source does: it is let pass.
        """
        if _COMPARES.search(question.text):
            return ""
        people, companies = (
            self._linker.of_type(question.names - self.reporters, kind)
            for kind in ("person", "organisation")
        )
        for person, company in product(sorted(people), sorted(companies)):
            if not any({person, company} <= one.names for one in told):
                return f"Nothing in them ties {person} to {company}."
        if len(people) == 1 and (sums := [f for f in question.figures if f.unit == "USD"]):
            (person,) = people
            for figure in sums:
                if not any(person in one.names and one.holds(figure) for one in told):
                    said = question.text[figure.start : figure.end].strip()
                    return f"Nothing in them ties {person} to {said}."
        names = people | companies
        if names and not question.joined:
            for year in _YEAR.findall(question.text):
                if not any(names <= one.names and year in one.years for one in told):
                    return f"Nothing in them on this is of {year}."
        return ""

    @cached_property
    def _told(self) -> tuple[_Told, ...]:
        return tuple(dict.fromkeys((*self._facts(), *self._sentences())))

    def _facts(self) -> Iterator[_Told]:
        for fact in self._knowledge.facts.values():
            sides = (fact.origin or "", fact.target or "", *fact.who, *fact.about)
            quotes = (span.text for span in fact.evidence)
            dates = " ".join(date for date in (fact.date, fact.since, fact.until) if date)
            yield self._of("; ".join((fact.statement, *quotes, *sides)), dates)

    def _sentences(self) -> Iterator[_Told]:
        for passage in self._knowledge.passages.values():
            for start, end in evidence_spans(passage.text):
                yield self._of(passage.text[start:end], passage.article.published)

    def _of(self, text: str, dates: str) -> _Told:
        years = frozenset(_YEAR.findall(f"{text} {dates}"))
        sums = tuple(q for q in quantities(text) if q.unit == "USD")
        return _Told(self._linker.wide_names(text), years, sums)
