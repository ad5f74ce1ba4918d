"""The figures of statements: how much, of what kind, and whose."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from assistant.core.entities import EntityLinker
from assistant.core.quantities import Quantity, quantities
from assistant.core.tables.sum_rows import dollars
from assistant.core.times import MONTH_NAMES
from assistant.types import Fact

Kind = Literal["price", "pay", "value", "raised", "headcount", "cut", ""]

_HEDGE = r"(?:(?:about|around|roughly|nearly|almost|some|over|more than|at least|up to|only|the) )?"
_HEDGED = re.compile(
    r"\b(?P<said>about|around|roughly|nearly|almost|some|over|more than|at least|up to)\s*$", re.I
)
_MONEY: tuple[tuple[Kind, re.Pattern[str], re.Pattern[str]], ...] = (
    ("value",
     re.compile(rf"\bvalu(?:ed?|es|ing|ation)\b(?: [\w-]+){{0,4}}? (?:at|of) {_HEDGE}$", re.I),
     re.compile(r"^ (?:(?:pre|post)-money )?valuation\b", re.I)),
    ("raised",
     re.compile(rf"\b(?:raised|raising|round of) {_HEDGE}$", re.I),
     re.compile(r"^ (?:\w+ )?round\b", re.I)),
)  # fmt: skip
_STAFF = re.compile(rf"(?:['’]s|\bwith|\band|\bhad|\bhas|\bstaff of) {_HEDGE}$", re.I)
_STAFF_NOUN = re.compile(
    r"^ (?:staff|employees|engineers|people|workers)\b(?! (?:who|hired|from|had|left))", re.I
)
_CUT = re.compile(rf"\b(?:dismissed|laid off|cut|fired|sacked) {_HEDGE}$", re.I)
_CUT_NOUN = re.compile(r"^ (?:job cuts|jobs|layoffs)\b", re.I)
_OWN_KIND: dict[str, Kind] = {"deal": "price", "pay": "pay"}
_BEFORE_MONTH = re.compile(rf"^ (?:and \d+ |to \d+ |or \d+ )?(?:{MONTH_NAMES})\b", re.I)
_AFTER_MONTH = re.compile(rf"\b(?:{MONTH_NAMES}) $", re.I)
SHARE = re.compile(  # of a question that asks for one
    r"%|\bper ?cent(?:age)?\b|\b(?:share|proportion|fraction)\b", re.I
)
_LOOKED_AT = 60  # characters around a figure


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a statement. ``main`` is the one that the fact is about."""

    fact: Fact
    value: float
    unit: str
    kind: Kind
    hedge: str
    start: int  # where it stands in the statement
    end: int
    main: bool

    @property
    def before(self) -> str:
        """The words before it."""
        return self.fact.statement[: self.start]

    @property
    def after(self) -> str:
        """The words behind it."""
        return self.fact.statement[self.end :]

    @property
    def said(self) -> str:
        """The figure in words, with its hedge."""
        number = dollars(self.value) if self.unit == "USD" else f"{self.value:,.10g}"
        return f"{self.hedge} {number}{'%' if self.unit == 'percent' else ''}".strip()


@lru_cache(maxsize=2048)
def figures_of(fact: Fact) -> tuple[Figure, ...]:
    """The figures of a statement, in order; the years and days of dates are none."""
    found = []
    for quantity in quantities(fact.statement):
        before = fact.statement[max(0, quantity.start - _LOOKED_AT) : quantity.start]
        after = fact.statement[quantity.end : quantity.end + _LOOKED_AT]
        dated = _BEFORE_MONTH.match(after) or _AFTER_MONTH.search(before)
        if not quantity.unit and (1900 <= quantity.value < 2100 or dated):
            continue
        main = _is_main(quantity, fact)
        hedged = _HEDGED.search(before)
        hedge = hedged["said"].lower() if hedged else _qualifier(fact) if main else ""
        kind = _kind(quantity, before, after, fact, main=main)
        found.append(
            Figure(
                fact, quantity.value, quantity.unit, kind, hedge, quantity.start, quantity.end, main
            )
        )
    return tuple(found)


def counts_of(fact: Fact) -> list[Figure]:
    """The figures of a statement that are neither sums nor rates."""
    return [figure for figure in figures_of(fact) if not figure.unit]


def _is_main(quantity: Quantity, fact: Fact) -> bool:
    return fact.amount == quantity.value and (quantity.unit or "people") == fact.unit


def _qualifier(fact: Fact) -> str:
    return "" if fact.qualifier in (None, "exactly") else fact.qualifier or ""


def _kind(quantity: Quantity, before: str, after: str, fact: Fact, *, main: bool) -> Kind:
    if quantity.unit == "USD":
        for kind, leads, follows in _MONEY:
            priced = kind == "value" and main and fact.type == "deal" and fact.target
            if not priced and (leads.search(before) or follows.search(after)):
                return kind
        return _OWN_KIND.get(fact.type, "") if main else ""
    if quantity.unit:
        return ""
    if _CUT.search(before) or _CUT_NOUN.search(after):
        return "cut"
    return "headcount" if _STAFF.search(before) and _STAFF_NOUN.match(after) else ""


def owner_of(figure: Figure, linker: EntityLinker) -> str:
    """The organisation that a statement names last before a figure; "" if it names none."""
    firms = [
        m.name
        for m in linker.mentions(figure.before)
        if linker.entities[m.name].type == "organisation"
    ]
    return firms[-1] if firms else ""


def hedge_of(figures: Sequence[Figure], *, added: bool) -> str:
    """What to say before a figure that was worked out of some: "about", "more than" or nothing.

    A difference is more than it seems where the larger one, the first of two, is.
    """
    hedges = {figure.hedge for figure in figures} - {""}
    if not hedges:
        return ""
    more = hedges <= {"over", "more than", "at least"}
    return "more than" if more and (added or not figures[-1].hedge) else "about"


def worked_out(figures: Sequence[Figure], value: float, *, added: bool) -> str:
    """What comes of some figures of one unit, with their hedge."""
    number = dollars(round(value)) if figures[0].unit == "USD" else f"{value:,.10g}"
    return f"{hedge_of(figures, added=added)} {number}".strip()
