"""What is amiss in knowledge that loads: gaps, doubles and contradictions not on record."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from assistant.core.entities import EntityLinker
from assistant.core.knowledge import Knowledge
from assistant.core.quantities import CURRENCIES, missing_quantities
from assistant.core.text import fold
from assistant.types import Fact

_ALIKE = 96.0  # rapidfuzz ratio of two statements, 0..100


@dataclass(frozen=True, slots=True)
class Finding:
    """Something to mend; ``facts`` are the ids it is about."""

    kind: str
    facts: tuple[str, ...]
    problem: str

    def __str__(self) -> str:
        return f"{', '.join(self.facts)}: {self.problem}"


def findings(knowledge: Knowledge) -> list[Finding]:
    """All findings, by kind."""
    linker = EntityLinker(knowledge.entities)
    facts = list(knowledge.facts.values())
    found = [f for fact in facts for f in _of_fact(fact, linker)]
    found += _contradictions(knowledge)
    found += _doubles(facts)
    found += _shared_questions(facts)
    found += _unspoken_sides(knowledge)
    return found


def _of_fact(fact: Fact, linker: EntityLinker) -> Iterator[Finding]:
    fields = [*fact.who, *(n for n in (fact.origin, fact.target) if n)]
    for name in fields:
        if not linker.names(name):
            yield Finding("unknown name", (fact.id,), f"no entity is called {name!r}")
    if fact.amount is not None and not fact.unit:
        yield Finding("amount without unit", (fact.id,), f"{fact.amount:g} of what?")
    spans = " ".join(span.text for span in fact.evidence)
    if lacking := _unheld(fact.statement, spans):
        figures = ", ".join(lacking)
        yield Finding("figure without evidence", (fact.id,), f"the quotes do not hold {figures}")
    if names := linker.names(fact.statement) - linker.names(spans):
        listed = ", ".join(sorted(names))
        yield Finding("name without evidence", (fact.id,), f"the quotes do not name {listed}")
    if not fact.questions:
        yield Finding("no question", (fact.id,), "no question form; it will hardly be found")
    if fact.since and fact.until and fact.since > fact.until:
        yield Finding("dates", (fact.id,), f"ends ({fact.until}) before it begins ({fact.since})")


def _unheld(statement: str, support: str) -> list[str]:
    """Figures that the support lacks, without those that we worked out or counted ourselves."""
    if "arithmetic" in statement:
        return []
    return [
        statement[q.start : q.end]
        for q in missing_quantities(statement, support)
        if statement[q.start : q.end].lower() != "one"  # most often a pronoun
        # "… from 3 companies: Meta, Tesla and xAI" counts what it lists
        and not (q.value <= 10 and not q.unit and ":" in statement[q.end :])
    ]


def _contradictions(knowledge: Knowledge) -> Iterator[Finding]:
    """The same thing with another sum: same kind, people, sides and unit, and not on record."""
    groups: dict[object, list[Fact]] = {}
    for fact in knowledge.facts.values():
        sum_of_money = fact.unit in CURRENCIES and fact.counts and fact.amount is not None
        if sum_of_money and fact.type in ("pay", "deal"):
            key = (fact.type, fact.who, fact.origin, fact.target, fact.unit, fact.date)
            groups.setdefault(key, []).append(fact)
    for group in groups.values():
        for one, other in combinations(group, 2):
            recorded = any({one.id, other.id} <= d.touches for d in knowledge.disagreements)
            if one.amount != other.amount and not recorded:
                problem = f"{one.amount:g} against {other.amount:g} {one.unit}; record it"
                yield Finding("contradiction", (one.id, other.id), problem)


def _doubles(facts: list[Fact]) -> Iterator[Finding]:
    for one, other in combinations(facts, 2):
        if one.pack == other.pack and abs(len(one.statement) - len(other.statement)) < 10:
            alike = fuzz.ratio(one.statement, other.statement, score_cutoff=_ALIKE)
            if alike:
                problem = f"nearly the same statement ({alike:.0f}%)"
                yield Finding("double", (one.id, other.id), problem)


def _shared_questions(facts: list[Fact]) -> Iterator[Finding]:
    owners: dict[str, str] = {}
    for fact in facts:
        for question in fact.questions:
            key = fold(question).strip(" ?.")
            if owners.setdefault(key, fact.id) != fact.id:
                yield Finding(
                    "shared question", (owners[key], fact.id), f"both answer {question!r}"
                )
    for fact in facts:
        for question in fact.near_misses:
            if owner := owners.get(fold(question).strip(" ?.")):
                problem = f"a near miss that {owner} answers: {question!r}"
                yield Finding("answered near miss", (fact.id,), problem)


def _unspoken_sides(knowledge: Knowledge) -> Iterator[Finding]:
    for dispute in knowledge.disagreements:
        for side in dispute.sides:
            held = " ".join(
                f"{f.statement} {' '.join(s.text for s in f.evidence)}"
                for f in (knowledge.facts[i] for i in side.facts)
            )
            if _unheld(side.says, held):
                problem = f"{dispute.id}: its facts do not hold the figures of {side.says!r}"
                yield Finding("disagreement", side.facts, problem)
