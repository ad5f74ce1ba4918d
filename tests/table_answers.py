"""What the tables of the knowledge that ships answer, without an index."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.adapters.embedder import MiniLMEmbedder
from assistant.adapters.weights import locate_embedder
from assistant.core.entities import EntityLinker
from assistant.core.knowledge import load_knowledge
from assistant.core.questions import analyse
from assistant.core.reckoning.reckoner import Reckoner
from assistant.core.tables.counting import Counter
from assistant.core.tables.ledger import Ledger
from assistant.core.telling import Told
from assistant.settings import bundled

KNOWLEDGE = load_knowledge(bundled("knowledge"))
LINKER = EntityLinker(KNOWLEDGE.entities, is_word=lambda _: True)  # no word is mended
EMBEDDER = MiniLMEmbedder(locate_embedder())  # loads nothing before it is asked
COUNTER = Counter(Ledger(KNOWLEDGE.facts.values(), LINKER), LINKER, EMBEDDER)
RECKONER = Reckoner(KNOWLEDGE.facts.values(), LINKER)


def told(question: str) -> Told | None:
    return COUNTER.answer(analyse(question, LINKER), lambda _: True)


def told_with(question: str, held: Sequence[str], left_out: str) -> Told:
    """The answer, which has to hold some parts and to leave one out."""
    answer = told(question)
    assert answer is not None
    assert [part for part in held if part not in answer.text] == []
    assert left_out not in answer.text
    return answer


def reckoned(question: str, *near: str) -> Told | None:
    """What is worked out of facts; ``near`` are the ids of those nearest to the question."""
    facts = [KNOWLEDGE.facts[name] for name in near]
    return RECKONER.answer(analyse(question, LINKER), facts, lambda _: True)
