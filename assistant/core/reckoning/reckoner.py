"""Answers that are worked out of typed facts: times between them, differences, sums, shares."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.core.entities import EntityLinker
from assistant.core.evidence import is_gap
from assistant.core.questions import Question
from assistant.core.reckoning.arithmetic import difference, total
from assistant.core.reckoning.between import time_between
from assistant.core.reckoning.comparing import comparison
from assistant.core.reckoning.finding import holding_names
from assistant.core.reckoning.gaps import gap, only_two
from assistant.core.reckoning.one_statement import ONE_STATEMENT
from assistant.core.reckoning.parts import PARTS
from assistant.core.reckoning.rates import RATES
from assistant.core.reckoning.shares import share
from assistant.core.reckoning.which_first import which_first
from assistant.core.tables.leads import without_lead_in
from assistant.core.telling import Allowed, Told
from assistant.types import Fact

_LENGTH = re.compile(  # told by a statement itself
    r"\b(?:\d+|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) "
    r"(?:days?|weeks?|months?)\b",
    re.IGNORECASE,
)
_APART = re.compile(
    r"\b(?:days?|weeks?|months?) (?:after|later|before|earlier|apart|between)\b", re.I
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def _is_reckoned(fact: Fact, text: str) -> bool:
    """Whether a fact tells itself what comes of the figures, of the years asked about."""
    years = set(_YEAR.findall(text))
    return "our arithmetic" in fact.statement and years <= set(_YEAR.findall(fact.statement))


class Reckoner:
    """Works out what is asked from the facts that a question describes, or leaves it alone."""

    def __init__(self, facts: Iterable[Fact], linker: EntityLinker) -> None:
        self._facts = [fact for fact in facts if not is_gap(fact)]
        self._apart = [fact for fact in self._facts if _APART.search(fact.statement)]
        self._linker = linker

    def answer(self, question: Question, near: Sequence[Fact], allowed: Allowed) -> Told | None:
        """The answer with what it was worked out of; ``near`` are the facts nearest to it."""
        facts = [fact for fact in self._facts if allowed(fact)]
        text = without_lead_in(question.text)
        held = holding_names(question.names, near, self._linker)
        if held and held[0] == near[0] and _is_reckoned(held[0], text):
            return None
        tellers = [which_first, difference, total, comparison, share]
        apart = [fact for fact in self._apart if allowed(fact)]
        lasting = [*held, *holding_names(question.names, apart, self._linker)]
        if not any(_LENGTH.search(fact.statement) for fact in lasting):
            tellers.insert(0, time_between)
        answers = (tell(text, facts, self._linker) for tell in tellers)
        if told := next((told for told in answers if told), None):
            return told
        answers = (
            tell(text, held, self._linker)
            for tell in (gap, *ONE_STATEMENT, *PARTS, *RATES, only_two)
        )
        return next((told for told in answers if told), None)
