"""What is worked out of the figures of one statement: shares, averages, what is left, gaps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from assistant.core.entities import EntityLinker
from assistant.core.quantities import Quantity, quantities
from assistant.core.tables.figures import Figure, figures_of, hedge_of
from assistant.core.tables.families import unexplained
from assistant.core.tables.finding import names_in, piece_of, stems_in
from assistant.core.tables.lines import Lines
from assistant.core.tables.sum_rows import dollars
from assistant.core.tables.words import stems_of
from assistant.core.telling import Told
from assistant.core.text import content_stems, stem
from assistant.types import Fact

_AVERAGE = re.compile(r"\b(?:a|per) (?:head|person|researcher|employee)\b|\baverage\b|\beach\b", re.I)
_LEFT = re.compile(r"\b(?:left|remain\w*|rest|remainder)\b", re.I)
_PERCENT = re.compile(r"%|\bper ?cent(?:age)?\b|\b(?:share|proportion|fraction)\b", re.I)
_OF = re.compile(r"\b(?P<part>\d+(?:\.\d+)?) (?:out )?of (?:the |its |a )?(?=[$\d])", re.I)
_SCALED = re.compile(r"^\$?\d+(?:\.\d+)?(?P<scale> ?(?:million|billion|bn|m)\b)", re.I)
_GONE = re.compile(
    r"\bhow many of (?:the |its )?(?:original )?(?P<all>\w+)\b.*\b(?:gone|left|quit|departed"
    r"|no longer|walked)\b",
    re.I,
)
_STAYED = re.compile(
    r"\bonly (?P<stayed>\w+) (?:of them )?(?:were|was|are|is|had) (?:still|left|stayed|remained)\b"
    r"|\bonly (?P<remain>\w+) (?:stayed|remained?)\b",
    re.I,
)
_GAP = re.compile(
    r"\b(?:lead over|ahead of|minus|separat\w+|(?:gap|difference|margin) between|how many "
    r"(?:percentage )?points)\b",
    re.I,
)
_ENDS = re.compile(
    r"\b(?:best|highest|top|first|most)\b.*\b(?:worst|lowest|bottom|last|least)\b"
    r"|\b(?:worst|lowest|bottom)\b.*\b(?:best|highest|top)\b",
    re.I,
)
_YEAR = re.compile(r"(?:\bfy ?)?(?<!\d)((?:19|20)\d\d)(?!\d)", re.I)
_AS_WELL = re.compile(
    r"\b(?:counting|including|adding|with) (?:the )?(?P<what>\w+)(?: in)?(?: as well| too| included)?"
    r"\b.*\bhow many\b|\bhow many\b.*\b(?:counting|including|with) (?:the )?(?P<other>\w+)",
    re.I,
)
_TIMES = re.compile(r"\bmultipl\w+\b|\btimes its\b", re.I)
_EACH = re.compile(r"^ (?:per|for each) (?:employee|head|person)\b", re.I)
_MANY = re.compile(r"^ (?:people|employees|staff|persons)\b", re.I)
_POINTS = stems_of("percentage points point best worst highest lowest top bottom by fiscal")
_TWO = 2
_LISTED = 3  # rates that make a list
_MOST_TOLD = 2  # statements that have the same figures


def of_named_figures(text: str, near: Sequence[Fact], linker: EntityLinker) -> Told | None:
    """An average, a rest or a share of two figures that the question itself names."""
    asked = _asked_figures(text)
    if len(asked) != _TWO:
        return None
    found = [two for fact in near if (two := _both(asked, fact))]
    if not found:
        return None
    larger, smaller = sorted(found[0], key=lambda f: -f.value)
    money = [f for f in (larger, smaller) if f.unit == "USD"]
    if len(money) == 1 and _AVERAGE.search(text):
        head = f"about {dollars(_round(larger.value / smaller.value))} a head"
        return _told(f"By our arithmetic that is {head}", found[:1])
    if larger.unit != smaller.unit:
        return None
    if _PERCENT.search(text):
        share = f"about {_percent(smaller.value / larger.value)}"
        return _told(
            f"By our arithmetic {smaller.said} of {larger.said} is {share}", found[:_MOST_TOLD]
        )
    if _LEFT.search(text):
        return _told(f"By our arithmetic {_difference(larger, smaller)} is left", found[:1])
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


def gone(text: str, near: Sequence[Fact], _: EntityLinker) -> Told | None:
    """How many of a number have left, where a statement tells how many stayed."""
    asked = _GONE.search(text)
    total = quantities(asked["all"]) if asked else []
    for fact in near if total else ():
        stayed = _STAYED.search(fact.statement)
        number = quantities(stayed["stayed"] or stayed["remain"]) if stayed else []
        whole = [f for f in figures_of(fact) if f.value == total[0].value and not f.unit]
        if number and whole and number[0].value < total[0].value:
            left = f"{total[0].value - number[0].value:,.10g}"
            return _told(
                f"By our arithmetic {left} of the {total[0].value:,.10g} had gone", [whole]
            )
    return None


def gap(text: str, near: Sequence[Fact], linker: EntityLinker) -> Told | None:
    """How far two figures of one statement are apart, that belong to names or to years."""
    if not _GAP.search(text):
        return None
    stems = piece_of(_GAP.sub(" ", _YEAR.sub(" ", text)), linker).stems - _POINTS
    for fact in near:
        if fact is not near[0] and unexplained(stems, stems_in(fact)):
            continue
        two = _ends(fact) if _ENDS.search(text) else _apart(text, fact, linker)
        if two and two[0].unit == two[1].unit and two[0].value != two[1].value:
            amount = _difference(*sorted(two, key=lambda f: -f.value))
            return _told(f"By our arithmetic the difference is {amount}", [two])
    return None


def _ends(fact: Fact) -> list[Figure]:
    """The highest and the lowest of the rates that a statement lists."""
    rates = [f for f in figures_of(fact) if f.unit == "percent"]
    return [max(rates, key=_value), min(rates, key=_value)] if len(rates) >= _LISTED else []


def _apart(text: str, fact: Fact, linker: EntityLinker) -> list[Figure]:
    """The two figures, next to each other, of the two names or the two years of a question."""
    names, years = linker.names(text), frozenset(_YEAR.findall(text))
    labelled = list(_labelled(fact, linker))
    for wanted in (names, years):
        single = [f for label, f in labelled if len(label & wanted) == 1]
        labels = {name for label, _ in labelled for name in label & wanted}
        if len(labels) == len(wanted) == len(single) == _TWO:
            return single
        pairs = [
            [one, other]
            for (label, one), (next_label, other) in pairwise(labelled)
            if len(label & wanted) == len(next_label & wanted) == 1
            and label & wanted != next_label & wanted
        ]
        if len(wanted) > 1 and len(pairs) == 1:
            return pairs[0]
    return []


def _labelled(fact: Fact, linker: EntityLinker) -> Iterator[tuple[set[str], Figure]]:
    """Each figure with the names and years behind it, or else with the year before it."""
    found = [f for f in figures_of(fact) if f.unit in ("percent", "USD")]
    for number, figure in enumerate(found):
        end = found[number + 1].start if number + 1 < len(found) else len(fact.statement)
        behind = re.split(r"[;,]|\. ", fact.statement[figure.end : end])[0]
        label = set(linker.names(behind)) | set(_YEAR.findall(behind))
        years = _YEAR.findall(figure.before)
        yield label or set(years[-1:]), figure


def with_others(text: str, near: Sequence[Fact], _: EntityLinker) -> Told | None:
    """How many there are with others whom the statement counts apart: "with the contractors"."""
    asked = _AS_WELL.search(text)
    noun = stem((asked["what"] or asked["other"]).lower()) if asked else ""
    for fact in near[:1] if noun else ():
        counts = [f for f in figures_of(fact) if not f.unit]
        others = [f for f in counts if content_stems(f.after)[:1] == [noun]]
        mains = [f for f in counts if f.main and f not in others]
        if len(others) == 1 and len(mains) == 1:
            both = [mains[0], others[0]]
            amount = f"{hedge_of(both, added=True)} {mains[0].value + others[0].value:,.10g}"
            return _told(f"By our arithmetic they come to {amount.strip()} together", [both])
    return None


def product(text: str, near: Sequence[Fact], _: EntityLinker) -> Told | None:
    """A sum for each head times the heads, as one statement tells both."""
    for fact in near if _TIMES.search(text) else ():
        each = [f for f in figures_of(fact) if f.unit == "USD" and _EACH.match(f.after)]
        many = [f for f in figures_of(fact) if not f.unit and _MANY.match(f.after)]
        if len(each) == 1 and len(many) == 1:
            amount = dollars(each[0].value * many[0].value)
            return _told(f"By our arithmetic that comes to about {amount}", [[*each, *many]])
    return None


ONE_STATEMENT: tuple[Callable[[str, Sequence[Fact], EntityLinker], Told | None], ...] = (
    of_named_figures,
    gone,
    gap,
    with_others,
    product,
)


def holding_names(names: frozenset[str], facts: Sequence[Fact], linker: EntityLinker) -> list[Fact]:
    """The facts that hold every name of a question."""
    return [fact for fact in facts if names <= names_in(fact, linker)]


def _value(figure: Figure) -> float:
    return figure.value


def _difference(larger: Figure, smaller: Figure) -> str:
    value = larger.value - smaller.value
    if larger.unit == "percent":
        return f"{hedge_of((larger, smaller), added=False)} {value:.10g} percentage points".strip()
    number = dollars(round(value)) if larger.unit == "USD" else f"{value:,.10g}"
    return f"{hedge_of((larger, smaller), added=False)} {number}".strip()


def _percent(share: float) -> str:
    return f"{share * 100:.3g}%"


def _round(value: float) -> float:
    """A value to three digits: what is worked out is no more exact than that."""
    return float(f"{value:.3g}")


def _told(head: str, figures: Sequence[Sequence[Figure]]) -> Told:
    lines = Lines()
    facts = {group[0].fact.id: group[0].fact for group in figures}
    said = " ".join(lines.cite(fact.statement, fact) for fact in facts.values())
    return lines.told(f"{head}. {said}")
