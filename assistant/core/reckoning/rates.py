"""A sum spread over the years or the heads that one statement tells, and counts of it together."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.core.entities import EntityLinker
from assistant.core.quantities import quantities
from assistant.core.reckoning.figures import Figure, figures_of
from assistant.core.reckoning.finding import MONTH_STEMS
from assistant.core.reckoning.one_statement import added_up, rounded, told_of
from assistant.core.tables.sum_rows import dollars
from assistant.core.telling import Told
from assistant.core.text import content_stems
from assistant.types import Fact

_PEOPLE = r"(?:people|persons?|staff|employees?|engineers?|researchers?|designers?|workers?|heads?)"
_YEARLY = re.compile(
    r"\b(?:per|a|each|every) year\b|\bannual(?:ly|i[sz]ed)?\b|\byearly\b", re.IGNORECASE
)
_PER_HEAD = re.compile(
    rf"\b(?:per|for each|for every) (?:\w+ or )?{_PEOPLE}\b|\ba (?:head|person)\b", re.IGNORECASE
)
_OVER = re.compile(r"^ over (?:at least |about |some )?(?P<years>[\w-]+) years\b", re.IGNORECASE)
_HEADS = re.compile(rf"^ (?:[\w-]+ ){{0,2}}?{_PEOPLE}\b", re.IGNORECASE)
_TOGETHER = re.compile(
    r"\b(?:combined|together|altogether|in (?:all|total|sum)|taken together|sum)\b", re.IGNORECASE
)
_LARGER = re.compile(r"\b(?:larger|bigger|higher|better|second|final|improved|last)\b", re.I)
_SMALLER = re.compile(r"\b(?:smaller|lower|first|initial|original)\b(?! year)", re.I)
_TWO = 2


def per_year(text: str, near: Sequence[Fact], _: EntityLinker) -> Told | None:
    """What a sum over several years comes to for each of them."""
    for fact in near[:1] if _YEARLY.search(text) else ():
        spread = [(f, years) for f in figures_of(fact) if f.unit == "USD" and (years := _years(f))]
        if figure := _meant(text, [f for f, _ in spread]):
            return _shared(figure, dict(spread)[figure], "year", [figure])
    return None


def _years(figure: Figure) -> float:
    over = _OVER.match(figure.after)
    number = quantities(over["years"]) if over else []
    return number[0].value if number else 0.0


def _meant(text: str, figures: Sequence[Figure]) -> Figure | None:
    """Which of the figures a question speaks of; None if that is not clear."""
    named = [f for f in figures if any(q.value == f.value for q in quantities(text))]
    ordered = sorted(named or figures, key=lambda f: f.value)
    if len({f.value for f in ordered}) == 1:
        return ordered[0]
    larger, smaller = _LARGER.search(text), _SMALLER.search(text)
    if not ordered or bool(larger) == bool(smaller):
        return None
    return ordered[-1] if larger else ordered[0]


def per_head(text: str, near: Sequence[Fact], _: EntityLinker) -> Told | None:
    """What a price comes to for each of the people whom the same statement counts."""
    for fact in near[:1] if _PER_HEAD.search(text) else ():
        sums = [f for f in figures_of(fact) if f.unit == "USD"]
        heads = [f for f in figures_of(fact) if not f.unit and _HEADS.match(f.after)]
        if len(sums) == 1 and len(heads) == 1 and not _PER_HEAD.search(fact.statement):
            return _shared(sums[0], heads[0].value, "head", [sums[0], heads[0]])
    return None


def _shared(total: Figure, number: float, unit: str, figures: Sequence[Figure]) -> Told:
    limit = f"{total.hedge} " if total.hedge in ("up to", "more than", "at least") else ""
    amount = dollars(rounded(total.value / number))
    return told_of(f"By our arithmetic that is {limit}about {amount} a {unit}", [figures])


def counts_together(text: str, near: Sequence[Fact], _: EntityLinker) -> Told | None:
    """Two counts of one statement added up, if the question names what both are of."""
    asked = set(content_stems(text)) - MONTH_STEMS
    for fact in near[:1] if _TOGETHER.search(text) else ():
        counted = [
            f for f in figures_of(fact) if not f.unit and asked & set(content_stems(f.after)[:1])
        ]
        kinds = {content_stems(f.after)[0] for f in counted}
        if len(counted) == len(kinds) == _TWO:
            return added_up(counted)
    return None


RATES = (per_year, per_head, counts_together)
