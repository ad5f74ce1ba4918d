"""The figures of a question about sums: its bounds, how many it expects, and whose they are."""

from __future__ import annotations

import re
from itertools import pairwise

from assistant.core.entities import EntityLinker
from assistant.core.quantities import Quantity, is_of_a_date, quantities
from assistant.core.tables.words import counts_in

_ABOVE = re.compile(
    r"\b(?:(?:more|greater|larger|bigger|higher|no(?:t)? less|no(?:t)? smaller) than|over|above"
    r"|exceed\w*|at least|upwards of|topp\w+|surpass\w*|beyond|north of|in excess of|past"
    r"|beat\w*|pass\w*"
    r"|cross\w*|at or above)\s*(?:the )?$",
    re.I,
)
_BELOW = re.compile(
    r"\b(?:(?:less|smaller|cheaper|lower|no(?:t)? more|no(?:t)? higher) than|under|below|up to"
    r"|at most|south of|not as much as|short of|shy of|max(?:imum)?(?: of)?)"
    r"\s*(?:the )?$",
    re.I,
)
_BETWEEN = re.compile(r"\b(?:between|from|(?:in )?the range of|ranging from)\s*(?:the )?$", re.I)
_AND = re.compile(r"\s*(?:and|to|up to|-|–)\s*", re.I)
_SMALLEST = 1e5  # dollars
_OR_MORE = re.compile(
    r"^\s*(?:(?:or|and) (?:more|above|higher|larger|bigger|over|up(?:wards)?)\b|plus\b|\+"
    r"|upwards\b)",
    re.I,
)
_OR_LESS = re.compile(r"^\s*(?:or|and) (?:less|below|under|lower|smaller)\b", re.I)
_FIGURE_OF = re.compile(
    r"\(?\b(?:tak(?:e|ing)|us(?:e|ing)|going by|by|per|with|on|at"
    r"|assuming)\s+(?:the )?(?P<by>[\w .]+?)"
    r"(?:['’]s)? (?:estimate|figure|number|report|sum)(?: (?:for|of|on) (?:the )?[\w .]+?)?\)?"
    r"(?=[?.,;]|$)",
    re.I,
)
_ENDS = (
    "oldest|earliest|first|newest|latest|smallest|cheapest|lowest|largest|biggest|highest|priciest"
)
_ORDER = re.compile(
    r",? *(?:(?:sorted|ordered|ranked|arranged|listed) )?"
    rf"(?:(?:by \w+,? )?(?:with )?(?:the )?(?P<begins>{_ENDS})(?: (?:one|ones|deals?))?[ -]first"
    rf"|from (?:the )?(?P<from>{_ENDS}) (?:one )?to (?:the )?\w+(?: one)?"
    r"|in (?P<in>chronological|date|time) order|(?P<dated>chronologically)"
    r"|in (?:the )?order of (?:their )?(?P<of>date|time|size|price|amount)s?"
    r"|by (?P<by>date|size|price|amount))\b",
    re.I,
)
_RANK = re.compile(
    r"\b(?P<rank>second|2nd|third|3rd)[ -](?=(?:most (?:expensive|costly)|biggest|largest|highest"
    r"|costliest|priciest|smallest|cheapest|lowest)\b)|\brunner-?up\b(?: by [\w ]+?)?: ",
    re.I,
)
_BEHIND = re.compile(
    r",? (?:right |just )?(?:after|behind) (?:the |that of )?(?P<what>[^?.!]+)", re.I
)
_FALLING = ("newest", "latest", "largest", "biggest", "highest", "priciest")
_DATED = ("oldest", "earliest", "first", "newest", "latest", "chronological", "date", "time")


def bounds_of(text: str) -> tuple[float, float]:
    """Dollars above and below which a sum has to lie."""
    above = below = 0.0
    figures = quantities(text)
    for low, high in pairwise(figures):
        ranged = _AND.fullmatch(text[low.end : high.start]) and _BETWEEN.search(text[: low.start])
        if ranged and low.value < high.value and _is_large(low):
            return low.value, high.value
    for figure in figures:
        if not _is_large(figure):
            continue
        if _ABOVE.search(text[: figure.start]) or _OR_MORE.match(text[figure.end :]):
            above = figure.value
        elif _BELOW.search(text[: figure.start]) or _OR_LESS.match(text[figure.end :]):
            below = figure.value
    return above, below


def _is_large(figure: Quantity) -> bool:
    """Whether it may be a sum of a deal, in dollars."""
    return figure.value >= _SMALLEST and figure.unit in ("", "USD")


def count_in(text: str) -> int:
    """How many there are to be by the question: "the three rounds"; 0 if it does not say."""
    return next((int(q.value) for q in counts_in(text)), 0)


def has_other_figures(text: str, above: float, below: float) -> bool:
    """Whether a figure stands in the question that is no bound and of no date."""
    return any(q.value not in (above, below) and not is_of_a_date(q) for q in quantities(text))


def going_by(text: str, linker: EntityLinker) -> tuple[str, str]:
    """Whose figure is to be taken ("with the CNBC estimate"), and the question without that."""
    for match in _FIGURE_OF.finditer(text):
        names = linker.names(match["by"])
        if len(names) == 1:
            return next(iter(names)), f"{text[: match.start()]} {text[match.end() :]}"
    return "", text


def order_of(text: str) -> tuple[str, str]:
    """The order that is wished for ("date", "-date", "sum", "-sum"; or ""), and what is left."""
    match = _ORDER.search(text)
    if not match:
        return "", text
    said = next(word.lower() for word in match.groups() if word)
    by = "date" if said in _DATED or match["dated"] else "sum"
    falling = said in _FALLING or said in ("size", "price", "amount")
    order = f"{'-' if falling else ''}{by}"
    return order, f"{text[: match.start()]} {text[match.end() :]}"


def rank_of(text: str) -> tuple[int, str, str]:
    """Which one from the end is asked for: 2 for "the second largest"; behind what it is said
    to stand; and the question without either."""
    match = _RANK.search(text)
    if not match:
        return 1, "", text
    rank = 3 if (match["rank"] or "").lower() in ("third", "3rd") else 2
    text = _RANK.sub("", text)
    behind = _BEHIND.search(text)
    if not behind:
        return rank, "", text
    return rank, behind["what"], f"{text[: behind.start()]} {text[behind.end() :]}"
