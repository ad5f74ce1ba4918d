"""How far two figures of one statement are apart: the rates of two firms, or of two years."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from assistant.core.entities import EntityLinker
from assistant.core.quantities import quantities
from assistant.core.reckoning.families import unexplained
from assistant.core.reckoning.figures import Figure, figures_of
from assistant.core.reckoning.finding import piece_of, stems_in
from assistant.core.reckoning.one_statement import apart, told_of
from assistant.core.tables.words import stems_of
from assistant.core.telling import Told
from assistant.types import Fact

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
_MORE = re.compile(
    r"\bhow (?:many|much) (?:more|fewer|less|higher|lower|larger|bigger|smaller)\b.*\bthan\b"
    r"|\bby how (?:many|much)\b.*\b(?:than|from|between|since|over)\b"
    r"|\b(?:raise|rise|increase|growth|drop|fall|decline|difference|jump)\b.*\bin (?:dollars|usd"
    r"|\$|absolute|(?:percentage )?points|heads)",
    re.I,
)
_PERCENT = re.compile(r"%|\bper ?cent(?:age)?\b(?! points?)", re.I)
_POINTS = stems_of("percentage points point best worst highest lowest top bottom by fiscal")
_TWO = 2
_LISTED = 3  # rates that make a list


def gap(text: str, near: Sequence[Fact], linker: EntityLinker) -> Told | None:
    """How far two figures of one statement are apart, that belong to names or to years."""
    if not _GAP.search(text):
        return None
    stems = piece_of(_GAP.sub(" ", _YEAR.sub(" ", text)), linker).stems - _POINTS
    found = []
    for fact in near:
        first = fact is near[0]
        if not first and unexplained(stems, stems_in(fact)):
            continue
        two = _ends(fact) if _ENDS.search(text) else _apart(text, fact, linker)
        if two and two[0].unit == two[1].unit and two[0].value != two[1].value:
            found.append(sorted(two, key=lambda f: -f.value))
            if first:
                break
    if len({larger.value - smaller.value for larger, smaller in found}) != 1:
        return None  # the statements do not agree, or none tells it
    return told_of(f"By our arithmetic the difference is {apart(*found[0])}", found[:1])


def only_two(text: str, near: Sequence[Fact], _: EntityLinker) -> Told | None:
    """How far apart the figures of the nearest statement are, where it has just two of a kind."""
    if not _MORE.search(text) or _PERCENT.search(text):
        return None
    for fact in near[:1]:
        by_unit: dict[str, set[Figure]] = {}
        for figure in figures_of(fact):
            by_unit.setdefault(figure.unit, set()).add(figure)
        pairs = [two for two in by_unit.values() if len({f.value for f in two}) == len(two) == _TWO]
        asked = {q.value for q in quantities(text)}
        if len(pairs) == 1 and not asked & {f.value for f in pairs[0]}:
            larger, smaller = sorted(pairs[0], key=lambda f: -f.value)
            head = f"By our arithmetic the difference is {apart(larger, smaller)}"
            return told_of(head, [[larger, smaller]])
    return None


def _ends(fact: Fact) -> list[Figure]:
    """The highest and the lowest of the rates that a statement lists."""
    rates = sorted(
        (f for f in figures_of(fact) if f.unit == "percent"), key=lambda f: f.value, reverse=True
    )
    return [rates[0], rates[-1]] if len(rates) >= _LISTED else []


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
