"""Questions about the sums of deals, funding rounds and pay: lists, totals, differences, extremes.

As with moves, a question is taken only if every word of it is understood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assistant.core.entities import EntityLinker
from assistant.core.quantities import quantities
from assistant.core.questions import Question
from assistant.core.table_text import plainly
from assistant.core.table_words import (
    HEDGES,
    KNOWN,
    asks_for_several,
    excepted,
    has_pronoun,
    is_of_a_date,
    stems_of,
    unplaced_stems,
)
from assistant.core.windows import ANY_TIME, Window, windowed

SumOperation = Literal[
    "total", "difference", "compare", "list", "unpriced", "most", "least", "first", "last"
]
SumKind = Literal["deal", "round", "pay"]

_WORDS = stems_of(
    "total sum altogether add amount combined together pay paid package packages compensation "
    "salary salaries deal deals acquisition acquisitions purchase purchases takeover "
    "takeovers buyout buyouts investment investments start-up start-ups startup startups "
    "start starts up put puts cost costs costly costliest big bigger biggest large larger "
    "largest high higher highest expensive small smaller smallest cheap cheaper cheapest low "
    "lower lowest price priced prices named single offer offered offers value valued worth "
    "world record money dollar dollars usd spend spent spending buy bought buying stake "
    "stakes share round rounds raise raised funding exceed exceeded exceeds difference differ "
    "come comes strike struck agree agreed sign signed talent licence license hire and-hire "
    "licence-and-hire reported report reportedly figure sums billion million less fewer more "
    "greater over above under below upwards least most seed secret wraps kept keep "
    "undisclosed disclosed disclose public known give given bonus bonuses invest invested "
    "investing party much group got receive received promised individual individuals raid raids "
    "transaction transactions arrangement arrangements target targets tag tags leftovers remainder "
    "rest pricey pricier priciest dear dearer dearest hefty heftier heftiest fat fatter fattest "
    "combine combined raise venture cash seed capital talk talked meant plus licence-plus-hiring "
    "licensing licensing-and-hiring licensed hiring actually strike struck single person "
    "announce announced close closed acquire acquired purchased cheaper and-hiring plus-hiring "
    "buyer buyers seller sellers look only"
)
_BY_WORD: tuple[tuple[re.Pattern[str], SumOperation], ...] = (
    (re.compile(r"\b(?:by how much|difference|how much (?:more|less|bigger|higher|lower))\b", re.I),
     "difference"),
    (re.compile(r"\b(?:total|sum of|combined?|altogether|together|add(?:s|ed)?\b.*\bup)\b",
                re.I), "total"),
    (re.compile(r"\b(?:undisclosed|secret|under wraps|(?:no|not|never)\b.*\b(?:price|disclos|figure"
                r"|sum|public)\w*|without (?:a )?(?:price|figure|sum))", re.I), "unpriced"),
    (re.compile(r"\b(?:latest|newest|most recent|last)\b", re.I), "last"),
    (re.compile(r"\b(?:first|earliest|oldest)\b", re.I), "first"),
    (re.compile(r"\b(?:largest|biggest|highest|costliest|priciest|dearest|heftiest|fattest"
                r"|most (?:money|expensive|costly)|the most)\b", re.I), "most"),
    (re.compile(r"\b(?:smallest|lowest|cheapest|least (?:money|expensive|costly)"
                r"|the least)\b", re.I), "least"),
)  # fmt: skip
_COMPARES = re.compile(
    r"\b(?:bigger|larger|higher|more|costlier|pricier|dearer|heftier|fatter|smaller|lower|less"
    r"|cheaper)\b",
    re.I,
)
_SMALLER = re.compile(r"\b(?:smaller|lower|less|cheaper)\b", re.I)
_LISTS = re.compile(
    r"\b(?:which|what|list|names?|show|any|all)\b|^(?:the|deals|acquisitions)\b", re.I
)
_POLAR = re.compile(r"^(?:is|are|was|were|does|did|do|has|have|had)\b", re.I)
_PAY = re.compile(
    r"\b(?:pay|paid|packages?|compensation|salar\w+|bonus\w*|offer(?:s|ed)?|sums?)\b", re.I
)
_ROUND = re.compile(r"\b(?:rounds?|raised?|funding|seed money|venture cash)\b", re.I)
_DEAL = re.compile(
    r"\b(?:deals?|acquisitions?|purchases?|takeovers?|buyouts?|investments?|start-?ups?|stakes?"
    r"|(?:companies|firms|labs|businesses)\b.*\bacquired?|raids?|transactions?|arrangements?"
    r"|price tags?|buy|bought|spen[dt])\b", re.I
)  # fmt: skip
_COSTS = re.compile(r"\b(?:costs?|cheaper|pricier|dearer|costlier)\b", re.I)
_ABOVE = re.compile(
    r"\b(?:more than|over|above|exceed\w*|at least|upwards of|no less than)\s*$", re.I
)
_BELOW = re.compile(
    r"\b(?:less than|under|below|cheaper than|up to|at most|no more than)\s*$", re.I
)
_OR_MORE = re.compile(r"^\s*(?:or (?:more|above)|and (?:more|above)|plus)\b", re.I)
_TOGETHER = re.compile(r"\bboth\b|\bthe two\b|\b(?:them|these|those)\b", re.I)
_LICENCE = re.compile(r"\blicen[cs]\w*", re.I)
_DENIES = re.compile(r"\b(?:nobody|no one|none|neither|before|after|until|since)\b", re.I)
_ONE = re.compile(r"\ba (?=(?:billion|million)\b)", re.I)


@dataclass(frozen=True, slots=True)
class AskedSum:
    """What of the sums is asked for. ``above`` and ``below`` are dollars, 0 if not asked."""

    operation: SumOperation
    kind: SumKind
    names: frozenset[str] = frozenset()
    except_: frozenset[str] = frozenset()
    above: float = 0.0
    below: float = 0.0
    smaller: bool = False  # compare: the smaller one is asked for
    window: Window = ANY_TIME
    licensed: bool = False  # only deals with a licence


def asked_sum(question: Question, linker: EntityLinker) -> AskedSum | None:
    """The question as an operation on sums, or None if it is not wholly one."""
    window, text = windowed(plainly(question.text, linker))
    text = HEDGES.sub(" ", _ONE.sub("1 ", text))
    names = _names(text, linker)
    kind = _kind(text)
    if (
        kind is None
        or question.kind == "why"
        or has_pronoun(text)
        or (_TOGETHER.search(text) and not names)
    ):
        return None
    above, below = _bounds(text)
    operation = _operation(text, bounded=bool(above or below), named=len(names))
    if operation in ("most", "least", "first", "last") and asks_for_several(text):
        return None
    if operation is None or _other_figures(text, above, below) or _DENIES.search(text):
        return None
    if unplaced_stems(text, linker, months=True) - KNOWN - _WORDS:
        return None
    left_out = excepted(text, linker)
    return AskedSum(
        operation=operation,
        kind=kind,
        names=names - left_out,
        except_=left_out,
        above=above,
        below=below,
        smaller=operation == "compare" and bool(_SMALLER.search(text)),
        window=window,
        licensed=bool(_LICENCE.search(text)),
    )


def _names(text: str, linker: EntityLinker) -> frozenset[str]:
    """The names of a question; a product written small is a word: "a seed round"."""
    return frozenset(
        m.name
        for m in linker.mentions(text)
        if linker.entities[m.name].type != "product" or not text[m.start].islower()
    )


def _kind(text: str) -> SumKind | None:
    if _ROUND.search(text):
        return "round"
    if _DEAL.search(text):
        return "deal"
    if _PAY.search(text):
        return "pay"
    return "deal" if _COSTS.search(text) else None


def _operation(text: str, *, bounded: bool, named: int) -> SumOperation | None:
    for pattern, operation in _BY_WORD:
        if pattern.search(text):
            return operation
    if named >= 2 and not bounded and _COMPARES.search(text):
        return "compare"
    asked = _LISTS.search(text) or (bounded and not _POLAR.search(text))
    listed = asked and any(p.search(text) for p in (_ROUND, _DEAL, _PAY))
    return "list" if listed else None


def _bounds(text: str) -> tuple[float, float]:
    """Dollars above and below which a sum has to lie."""
    above = below = 0.0
    for figure in quantities(text):
        if figure.value < 1e5 or figure.unit not in ("", "USD"):
            continue
        if _ABOVE.search(text[: figure.start]) or _OR_MORE.match(text[figure.end :]):
            above = figure.value
        elif _BELOW.search(text[: figure.start]):
            below = figure.value
    return above, below


def _other_figures(text: str, above: float, below: float) -> bool:
    """Whether a figure stands in the question that is no bound and of no date."""
    return any(q.value not in (above, below) and not is_of_a_date(q) for q in quantities(text))
