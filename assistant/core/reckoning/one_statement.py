"""What is worked out of the figures of one statement: shares, averages, what is left, gaps."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.core.entities import EntityLinker
from assistant.core.quantities import Quantity, quantities
from assistant.core.reckoning.figures import Figure, counts_of, figures_of, hedge_of, worked_out
from assistant.core.tables.lines import Lines
from assistant.core.tables.sum_rows import dollars
from assistant.core.telling import Told
from assistant.core.text import content_stems, stem
from assistant.types import Fact

_AVERAGE = re.compile(
    r"\b(?:what|how much)\b.*(?:\b(?:a|per) (?:head|person|researcher|employee)\b|\baverage\b)"
    r"|(?:\b(?:a|per) (?:head|person|researcher|employee)\b|\baverage\b).*\b(?:what|how much)\b",
    re.I,
)
_FOR_EACH = re.compile(r"^\W*(?:per|each|apiece|for each|a (?:head|person|year))\b", re.I)
_LEFT = re.compile(r"\b(?:left|remain\w*|rest|remainder)\b", re.I)
_PERCENT = re.compile(
    r"\b(?:what|which|how (?:large|big|much|many)(?: a)?) (?:is the |are the )?"
    r"(?:%|per ?cent(?:age)?\b|share\b|proportion\b|fraction\b)",
    re.I,
)
_OF = re.compile(r"\b(?P<part>\d+(?:\.\d+)?) (?:out )?of (?:the |its |a )?(?=[$\d])", re.I)
_SCALED = re.compile(r"^\$?\d+(?:\.\d+)?(?P<scale> ?(?:million|billion|bn|m)\b)", re.I)
_AS_WELL = re.compile(
    r"\b(?:counting|including|adding|with) (?:the )?(?P<what>\w+)(?: in)?"
    r"(?: as well| too| included)?\b.*\bhow many\b"
    r"|\bhow many\b.*\b(?:counting|including|with) (?:the )?(?P<other>\w+)",
    re.I,
)
_TIMES = re.compile(r"\bmultipl\w+\b|\btimes its\b", re.I)
_EACH = re.compile(r"^ (?:per|for each) (?:employee|head|person)\b", re.I)
_MANY = re.compile(r"^ (?:people|employees|staff|persons)\b", re.I)
_TWO = 2
_MOST_TOLD = 2  # statements that have the same figures


def of_named_figures(text: str, near: Sequence[Fact], _: EntityLinker) -> Told | None:
    """An average, a rest or a share of two figures that the question itself names."""
    asked = _asked_figures(text)
    if len(asked) != _TWO:
        return None
    found = [two for fact in near if (two := _both(asked, fact))]
    if not found:
        return None
    larger, smaller = sorted(found[0], key=lambda f: -f.value)
    money = [f for f in (larger, smaller) if f.unit == "USD"]
    shared_out = any(_FOR_EACH.match(text[q.end :]) for q in asked)
    if len(money) == 1 and _AVERAGE.search(text):
        if shared_out or _FOR_EACH.match(money[0].after):
            return None  # it is what each gets already
        head = f"about {dollars(rounded(larger.value / smaller.value))} a head"
        return told_of(f"By our arithmetic that is {head}", found[:1])
    if larger.unit != smaller.unit:
        return None
    if _PERCENT.search(text) and larger.unit != "percent":
        share = f"about {percent_of(smaller, larger)}"
        return told_of(
            f"By our arithmetic {smaller.said} of {larger.said} is {share}", found[:_MOST_TOLD]
        )
    if _LEFT.search(text) and larger.unit == "USD":
        return told_of(f"By our arithmetic {apart(larger, smaller)} is left", found[:1])
    return None


def _asked_figures(text: str) -> list[Quantity]:
    """The figures of a question; "250 of the 420 million" are millions both."""
    for match in reversed(list(_OF.finditer(text))):
        if scale := _SCALED.match(text[match.end() :]):
            text = text[: match.end("part")] + scale["scale"] + text[match.end("part") :]
    return [q for q in quantities(text) if q.value > 1 and not 1900 <= q.value < 2100]


def _both(asked: Sequence[Quantity], fact: Fact) -> list[Figure] | None:
    """The two figures of a statement that a question names, if it has each just once."""
    pairs = [
        [f for f in figures_of(fact) if q.matches(Quantity(f.value, f.unit, 0, 0))] for q in asked
    ]
    if not all(pairs) or any(len({f.value for f in two}) > 1 for two in pairs):
        return None
    return [two[0] for two in pairs]


def with_others(text: str, near: Sequence[Fact], _: EntityLinker) -> Told | None:
    """How many there are with others whom the statement counts apart: "with the contractors"."""
    asked = _AS_WELL.search(text)
    noun = stem((asked["what"] or asked["other"]).lower()) if asked else ""
    for fact in near[:1] if noun else ():
        counts = counts_of(fact)
        others = [f for f in counts if content_stems(f.after)[:1] == [noun]]
        mains = [f for f in counts if f.main and f not in others]
        if len(others) == 1 and len(mains) == 1:
            return added_up([mains[0], others[0]])
    return None


def product(text: str, near: Sequence[Fact], _: EntityLinker) -> Told | None:
    """A sum for each head times the heads, as one statement tells both."""
    for fact in near if _TIMES.search(text) else ():
        each = [f for f in figures_of(fact) if f.unit == "USD" and _EACH.match(f.after)]
        many = [f for f in figures_of(fact) if not f.unit and _MANY.match(f.after)]
        if len(each) == 1 and len(many) == 1:
            amount = dollars(each[0].value * many[0].value)
            return told_of(f"By our arithmetic that comes to about {amount}", [[*each, *many]])
    return None


ONE_STATEMENT: tuple[Callable[[str, Sequence[Fact], EntityLinker], Told | None], ...] = (
    of_named_figures,
    with_others,
    product,
)


def added_up(figures: Sequence[Figure]) -> Told:
    """What some counts of one statement come to."""
    amount = worked_out(figures, sum(f.value for f in figures), added=True)
    return told_of(f"By our arithmetic they come to {amount} together", [figures])


def apart(larger: Figure, smaller: Figure) -> str:
    """The difference of two figures in words."""
    value = larger.value - smaller.value
    if larger.unit == "percent":
        return f"{hedge_of((larger, smaller), added=False)} {value:.10g} percentage points".strip()
    return worked_out((larger, smaller), value, added=False)


def percent_of(part: Figure, whole: Figure) -> str:
    """The share that one figure is of another: "12.5%"."""
    return f"{part.value / whole.value * 100:.3g}%"


def rounded(value: float) -> float:
    """A value to three digits: what is worked out is no more exact than that."""
    return float(f"{value:.3g}")


def told_of(head: str, figures: Sequence[Sequence[Figure]]) -> Told:
    """What was worked out of the figures, with the statements that they are of."""
    lines = Lines()
    facts = {group[0].fact.id: group[0].fact for group in figures}
    said = " ".join(lines.cite(fact.statement, fact) for fact in facts.values())
    return lines.told(f"{head}. {said}")
