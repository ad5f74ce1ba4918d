"""What a chat model proposes to reckon, worked out if the statements bear it out.

The model only chooses: an operation, and figures of the statements that it was shown. The question
has to have a word for the operation; each figure has to stand in a statement, and the statements
have to tell of whom, of what and of when is asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.core.entities import EntityLinker
from assistant.core.quantities import Quantity, quantities
from assistant.core.reckoning.between import told_between
from assistant.core.reckoning.dated import Dated
from assistant.core.reckoning.families import unexplained
from assistant.core.reckoning.figures import SHARE, Figure, figures_of, worked_out
from assistant.core.reckoning.finding import names_in, piece_of, stems_in
from assistant.core.reckoning.one_statement import apart, percent_of, rounded, told_of
from assistant.core.tables.sum_rows import dollars
from assistant.core.tables.words import stems_of
from assistant.core.telling import Told
from assistant.core.text import joined
from assistant.core.times import Day, days, from_iso
from assistant.types import Fact

MOST_SHOWN = 6  # statements
_ASKS = {  # the words of a question that each operation needs
    "sum": re.compile(
        r"\b(?:together|combined?|altogether|in (?:all|total|sum)|total(?:led)?|sum(?:med)?"
        r"|add(?:s|ed|ing)?|plus)\b|\+",
        re.IGNORECASE,
    ),
    "average": re.compile(r"\b(?:average|mean|typical)\b", re.IGNORECASE),
    "quotient": re.compile(
        r"\b(?:per|each|apiece|a (?:head|person|year|month)|average|mean|times|ratio|share"
        r"|per ?cent(?:age)?|proportion|fraction|divi\w+|part)\b|%",
        re.IGNORECASE,
    ),
    "difference": re.compile(
        r"\b(?:difference|gap|margin|apart|minus|more|less|fewer|higher|lower|bigger|larger"
        r"|smaller|by how (?:much|many)|than|exceed\w*|outnumber\w*|increas\w*|rise|rose|raise\w*"
        r"|gr[eo]w\w*|gain\w*|f[ae]ll\w*|drop\w*|shr[aiu]nk|subtract\w*|add(?:ed)?)\b",
        re.IGNORECASE,
    ),
}
_TIME = re.compile(r"\b(?:how (?:long|soon)|days|weeks|months|years)\b", re.IGNORECASE)
_REST = re.compile(r"\b(?:left|not|remain\w*|the rest|others?)\b", re.IGNORECASE)
OPERATIONS = (*_ASKS, "none")
_ASKED_FOR = stems_of(  # of the question, which no statement has to tell
    "together combined altogether total sum add plus minus average mean head person difference gap "
    "margin apart more less fewer higher lower bigger larger smaller long soon day days week "
    "weeks month months year years times ratio share percent percentage proportion fraction "
    "divide division multiply subtract remain rest exceed outnumber increase rise rose grow grew "
    "gain fall fell drop put come make makes amount figure number tell please roughly compare "
    "calculate work"
)
_HOW_MANY = re.compile(r"\bhow (?:many|much)\b|\bnumber of\b", re.IGNORECASE)
_UNIT = re.compile(r"\b(days|weeks|months)\b", re.IGNORECASE)
_TOLD = 0.5  # share of what a question says that the statements have to tell
_FEWEST = 2
_COUNTED = 20  # a bare number up to it may count what is told one by one


def asks_to_reckon(question: str) -> bool:
    """Whether a question has a word that may ask for something to be worked out."""
    left = _REST.search(question) and _HOW_MANY.search(question)
    return bool(left or any(words.search(question) for words in (*_ASKS.values(), _TIME)))


def worked(
    proposal: Mapping[str, Any], question: str, shown: Sequence[Fact], linker: EntityLinker
) -> Told | None:
    """What comes of a proposal ``{"operation", "figures": [{"fact", "figure"}]}``.

    None if a figure does not stand in a statement, or the statements are not what is asked about.
    """
    said = [(int(f["fact"]), str(f["figure"])) for f in proposal["figures"]]
    facts = [fact for fact in shown if "our arithmetic" not in fact.statement]
    if proposal["operation"] not in _ASKS or len(said) < _FEWEST or not facts:
        return None
    if _TIME.search(question):
        return _time(said, question, facts, linker) if len(said) == _FEWEST else None
    figures = [_figure(text, _ordered(number, shown, facts)) for number, text in said]
    found = [f for f in figures if f]
    if len(found) < len(said) or len({f.value for f in found}) < len(found):
        return None
    if not _bears_out([f.fact for f in found], question, linker):
        return None
    return _reckoned(str(proposal["operation"]), found, question)


def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two proposals are of one operation on the same figures, in whatever order."""
    return bool(one["operation"] == other["operation"]) and _said(one) == _said(other)


def _said(proposal: Mapping[str, Any]) -> list[str]:
    """What the figures of a proposal come to, without how they are written."""
    texts = [str(f["figure"]) for f in proposal["figures"]]
    return sorted(
        " ".join(f"{q.value:g}" for q in quantities(text)) or text.lower() for text in texts
    )


def _time(
    said: Sequence[tuple[int, str]], question: str, facts: Sequence[Fact], linker: EntityLinker
) -> Told | None:
    """How far two whole dates are apart."""
    one, other = (_dated(text, facts) for _, text in said)
    if one is None or other is None or one.day == other.day:
        return None
    if not _bears_out([one.fact, other.fact], question, linker):
        return None
    unit = _UNIT.search(question)
    return told_between(one, other, unit[0].lower() if unit else "")


def _ordered(number: int, shown: Sequence[Fact], facts: Sequence[Fact]) -> list[Fact]:
    """The statement that is said to hold a figure, before the others."""
    named = [f for f in shown[number - 1 : number] if f in facts] if number > 0 else []
    return [*named, *(f for f in facts if f not in named)]


def _dated(text: str, facts: Sequence[Fact]) -> Dated | None:
    """A whole date, in the first statement that tells it."""
    told = [d for d in days(text) if d.year and d.month]
    if len(told) != 1 or not told[0].day:
        return None
    day = told[0]
    for fact in facts:
        ymd = [(d.year, d.month, d.day) for d in days(fact.statement)]
        if (day.year, day.month, day.day) in ymd:
            return Dated(fact, day)
    return None


def _figure(text: str, facts: Sequence[Fact]) -> Figure | None:
    """A figure, in the first statement that tells it."""
    told = quantities(text)
    if len(told) != 1:
        return None
    for fact in facts:
        for figure in figures_of(fact):
            if told[0].matches(Quantity(figure.value, figure.unit, 0, 0)):
                return figure
    return None


def _bears_out(used: Sequence[Fact], question: str, linker: EntityLinker) -> bool:
    """Whether statements tell of whom, of what and of when a question asks."""
    piece = piece_of(question, linker)
    names = [piece.names & names_in(fact, linker) for fact in used]
    whole = frozenset[str]().union(*names)
    if whole < piece.names or any(one < other for one in names for other in names):
        return False  # one that is about less than another is not what is set beside it
    told = [day for f in used for day in (*days(f.statement), *_dates(f))]
    if not all(any(time.fits(day) for day in told) for time in piece.times):
        return False
    figures = [q for f in used for q in quantities(f.statement)]
    asked = (q for q in piece.figures if q.unit or q.value > _COUNTED)
    if not all(any(q.matches(figure) for figure in figures) for q in asked):
        return False
    stems = piece.stems - _ASKED_FOR
    strange = unexplained(stems, frozenset().union(*(stems_in(f) for f in used)))
    return len(strange) <= (1 - _TOLD) * len(stems)


def _dates(fact: Fact) -> list[Day]:
    return [from_iso(date) for date in (fact.date, fact.since) if date]


def _reckoned(operation: str, figures: Sequence[Figure], question: str) -> Told | None:
    """The result in words, with the statements that the figures are of."""
    if operation == "difference" and not _ASKS[operation].search(question):
        return _left(figures, question)
    if not _ASKS[operation].search(question):
        return None
    alike = len({f.unit for f in figures}) == 1
    said = [f.said for f in figures]
    if operation == "quotient":
        text = _quotient(figures, question) if len(figures) == _FEWEST else ""
    elif not alike:
        text = ""
    elif operation == "sum":
        amount = worked_out(figures, sum(f.value for f in figures), added=True)
        text = f"they come to {amount}: {' plus '.join(said)}" if not _shares(figures) else ""
    elif operation == "average":
        mean = rounded(sum(f.value for f in figures) / len(figures))
        amount = f"{mean:.10g}%" if _shares(figures) else worked_out(figures, mean, added=True)
        text = f"the average of {joined(said, 'and')} is {amount}"
    else:
        text = _difference(figures) if len(figures) == _FEWEST else ""
    return told_of(f"By our arithmetic {text}", [[f] for f in figures]) if text else None


def _left(figures: Sequence[Figure], question: str) -> Told | None:
    """What is left of a whole, where one statement tells it and a part of it."""
    if not _REST.search(question) or len(figures) != _FEWEST:
        return None
    larger, smaller = sorted(figures, key=lambda f: -f.value)
    own = [f.value for f in figures_of(larger.fact) if f.unit == larger.unit]
    if larger.fact != smaller.fact or larger.unit != smaller.unit or larger.value < max(own):
        return None
    left = f"that leaves {apart(larger, smaller)} of {larger.said}"
    return told_of(f"By our arithmetic {left}", [figures])


def _shares(figures: Sequence[Figure]) -> bool:
    return figures[0].unit == "percent"


def _difference(figures: Sequence[Figure]) -> str:
    larger, smaller = sorted(figures, key=lambda f: -f.value)
    return f"the difference is {apart(larger, smaller)}: {larger.said} against {smaller.said}"


def _quotient(figures: Sequence[Figure], question: str) -> str:
    one, other = figures
    if not other.value:
        return ""
    if one.unit == other.unit:
        if one.value < other.value or SHARE.search(question):
            part, whole = sorted(figures, key=lambda f: f.value)
            return f"{part.said} of {whole.said} is about {percent_of(part, whole)}"
        return f"{one.said} is about {rounded(one.value / other.value):.10g} times {other.said}"
    if one.unit == "USD" and not other.unit:
        each = dollars(rounded(one.value / other.value))
        return f"{one.said} shared by {other.said} is about {each}"
    return ""
