"""The order of facts that were judged, where it is not just that of their ranks."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.core.evidence import is_gap
from assistant.core.questions import Question, asks_date
from assistant.core.retriever import Candidate

_NEXT = 3  # facts among which a clearly likelier one goes first
_CLEARLY = 0.15  # by which its confidence is higher


def surest_first(ranked: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The facts with one of the next in front if it is clearly likelier than the first."""
    if not ranked or not ranked[0].fact:
        return tuple(ranked)
    best = max(ranked[:_NEXT], key=lambda c: c.confidence)
    if best.confidence <= ranked[0].confidence + _CLEARLY:
        return tuple(ranked)
    return (best, *(c for c in ranked if c is not best))


def dated_first(
    question: Question, facts: tuple[Candidate, ...], threshold: float
) -> tuple[Candidate, ...]:
    """Where a date is asked for: what tells none behind what does, and answers as well."""
    first = facts[0].fact if facts else None
    if first is None or is_gap(first) or not asks_date(question.text):
        return facts
    told = [c for c in facts if not c.signals["no_date"] and c.confidence >= threshold]
    return (*told, *(c for c in facts if c not in told))
