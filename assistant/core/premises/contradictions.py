"""What a question takes for granted, against the facts that would answer it.

Another person or company, another date or number, a move the other way round, somebody else's post,
an offer that was refused, the second largest for the largest, a part for the whole: then the fact
is no answer but a correction. Each check is a plain one, made to be silent where in doubt.
"""

from __future__ import annotations

from collections.abc import Sequence

from assistant.core.entities import EntityLinker
from assistant.core.knowledge import Knowledge
from assistant.core.premises.deals import Deals
from assistant.core.premises.figures import another_figure
from assistant.core.premises.outcomes import otherwise
from assistant.core.premises.posts import another_post, no_post_there, nobody_in_post, only_interim
from assistant.core.premises.strangers import Strangers
from assistant.core.premises.ways import nobody_that_way, nowhere_told, turned_round
from assistant.core.questions import Question
from assistant.types import Fact


class Contradictions:
    """Compares a question with the facts that would answer it."""

    def __init__(self, knowledge: Knowledge, linker: EntityLinker) -> None:
        self._linker = linker
        self._deals = Deals(knowledge, linker)
        self._publishers = linker.names("; ".join({a.publisher for a in knowledge.articles}))
        self._strangers = Strangers(linker, self._publishers)

    def of(self, question: Question, facts: Sequence[Fact]) -> str:
        """What the facts, best first, tell otherwise than the question has it, as a sentence.

        It is "" if nothing. Of a question that joins or compares, only names and figures are
        looked at: who did what to whom is not for one fact to tell.
        """
        whole = question.joined or question.wants_summary
        return (
            ("" if whole else self._of_the_first(question, facts[0]))
            or self._deals.none_such(question)
            or nobody_in_post(question, facts)
            or self._strangers.unnamed(question, facts[0])
            or nobody_that_way(question, facts, self._linker, self._publishers)
            or self._strangers.stranger(question, facts)
            or another_figure(question, facts)
        )

    def _of_the_first(self, question: Question, fact: Fact) -> str:
        """Who did what to whom, in what post, and what became of it."""
        return (
            turned_round(question, fact)
            or nowhere_told(question, fact)
            or only_interim(question, fact)
            or no_post_there(question, fact, self._linker)
            or another_post(question, fact, self._linker, self._strangers.names_of(fact))
            or otherwise(question, fact, self._linker)
        )
