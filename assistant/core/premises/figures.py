"""A time or a number that a question takes for granted and that no fact before it gives."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.core.quantities import Quantity, is_of_a_date, quantities
from assistant.core.questions import Question
from assistant.core.times import Day, days, from_iso, spoken_day
from assistant.types import Fact

_ROUNDED = 0.03  # share by which a number may be off
_BOUND = re.compile(  # before a figure: it need not be the one that is told
    r"\b(?:more|less|over|under|above|below|least|most|to|than|exceed\w*|beyond)(?: than)? *$",
    re.IGNORECASE,
)
_WINDOW = re.compile(  # before a date: the question looks to one side of it
    r"\b(?:before|after|since|by|until|till|from|following|between|through|of|up to|prior to|than"
    r"|ahead of|into|and|or|to)\s+(?:(?:early|late|mid-?|spring|summer|autumn|fall|winter"
    r"|(?:the )?(?:end|start|beginning|middle) of)\s+)?(?:the\s+)?$",
    re.IGNORECASE,
)

_FISCAL = re.compile(r"\b(?:fiscal|financial) (?:year )?(?=(?:19|20)\d\d\b)", re.IGNORECASE)


def shown(fact: Fact) -> str:
    """What a fact says and rests on."""
    return " ".join((fact.statement, *(span.text for span in fact.evidence)))


def another_figure(question: Question, facts: Sequence[Fact]) -> str:
    """A time or a number that is none of those of the facts."""
    told = "; ".join(part for fact in facts for part in (shown(fact), *fact.questions))
    return _another_time(question, facts, days(told)) or _another_number(question, facts, told)


def _another_time(question: Question, facts: Sequence[Fact], told: Sequence[Day]) -> str:
    text = question.text
    dates = [date for fact in facts for date in (fact.date, fact.since, fact.until) if date]
    held = [*told, *(from_iso(date) for date in dates)]
    statements = " ".join(fact.statement for fact in facts)
    of_years = [day for day in days(statements) if not day.month]  # not the day of a filing
    fiscal = _FISCAL.search(statements)
    for day in days(text):
        known = of_years if fiscal and not day.month else held
        as_fine = [other for other in known if other.month or not day.month]
        if not as_fine or _WINDOW.search(text[: day.start]):
            continue
        if not any(day.fits(other) for other in as_fine) and not any(_lasts(f, day) for f in facts):
            return f"They do not date this to {spoken_day(day)}."
    return ""


def _lasts(fact: Fact, day: Day) -> bool:
    """Whether what a fact says held at a time: a post, or a stay."""
    lasting = fact.since or fact.type in ("role", "move", "profile")
    if not lasting or not (fact.since or fact.date):
        return False
    begun = from_iso(fact.since or fact.date or "").sorts <= day.sorts
    return begun and not (fact.until and from_iso(fact.until).sorts < day.sorts)


def _another_number(question: Question, facts: Sequence[Fact], told: str) -> str:
    """A number in figures, where the facts give others of its kind."""
    text = question.text
    own = [Quantity(fact.amount, "", 0, 0) for fact in facts if fact.amount]
    held = [*quantities(told), *own]
    for figure in quantities(text):
        written = text[figure.start : figure.end].strip()
        alike = [q for q in held if q.unit == figure.unit or not figure.unit]
        if not alike or not _is_telling(figure, written):
            continue
        if not _BOUND.search(text[: figure.start]) and not _among(figure, held):
            return f"They do not give {written} for this."
    return ""


def _is_telling(figure: Quantity, written: str) -> bool:
    """Whether a number is one that a fact would give: no day, year or small count in words."""
    in_figures = any(ch.isdigit() for ch in written)
    none = not figure.unit and figure.value < 1
    return in_figures and not (none or is_of_a_date(figure))


def _among(figure: Quantity, held: Sequence[Quantity]) -> bool:
    """Whether one of some numbers may be it, rounded, or named without its thousands."""
    sizes = (1.0, 1e3, 1e6, 1e9) if not figure.unit else (1.0,)
    return any(
        abs(figure.value * size - q.value) <= _ROUNDED * q.value
        and (q.unit == figure.unit or not q.unit or not figure.unit)
        for q in held
        for size in sizes
    )
