"""Questions that a table answers: who moved, how many, the total, the largest, the earliest.

A question is taken only if every word of it is understood: a single word more ("memo",
"signing") may change what is asked, and then it is left to the facts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assistant.core.entities import EntityLinker, without
from assistant.core.questions import Question
from assistant.core.text import content_stems, stem
from assistant.core.times import MONTHS, NOW

Operation = Literal[
    "people", "employer", "origins", "targets", "repeat", "total", "most", "least", "first", "last"
]  # fmt: skip
Side = Literal["in", "before", "by", "after"]


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in text.split())


_MOVE = _stems(
    "move moved moves join joined joins go went gone switch switched hire hired hires poach "
    "poached recruit recruited recruits leave left leaving lose lost loses losing take took taken "
    "lure lured transfer transferred change changed over away back quit jump jumped ship come came "
    "snatch snatched win won defect defected raid raided raiding snap snapped up bring brought in "
    "part parted ways walk walked walking out get got gain gained attract attracted pick picked "
    "scoop scooped land landed nab nabbed steal stole stolen traded depart departed exit exited"
)
_PEOPLE = _stems(
    "people person persons name names named staff employee employees researcher researchers "
    "engineer engineers talent talents ai expert experts scientist scientists member members list "
    "show find known everyone everybody anyone somebody job jobs war high-profile top key major top"
)
_COMPANIES = _stems("company companies firm firms employer employers rival rivals lab labs "
                    "organisation organisations competitor competitors business tech")  # fmt: skip
_SUMS = _stems(
    "total sum altogether add amount combined together pay paid package packages compensation "
    "salary salaries deal deals acquisition acquisitions purchase purchases takeover buyout "
    "investment start-up startup start up money dollar usd spent put cost costly big biggest "
    "large largest high highest expensive small smallest cheap cheapest price named largest "
    "single offer value world record"
)
_ORDER = _stems("first earliest early last latest late recent newest oldest come came date dated")
_REPEAT = re.compile(r"\b(?:more than once|twice|several times|repeatedly|multiple times)\b", re.I)
_FILLER = _stems(
    "end start beginning course ai war talent which so far all any both number count more than "
    "once twice many several times repeatedly multiple"
)
_ASKS_PEOPLE = re.compile(
    r"\b(?:whom?|everyone|everybody|anyone|anybody)\b"
    r"|\b(?:which|what|name|names of|list|how many)\b(?: \w+){0,3}? (?:people|persons|"
    r"researchers|engineers|employees|staff|experts|scientists|talents?)\b",
    re.I,
)
_ASKS_COMPANIES = re.compile(
    r"\b(?:which|what)\b(?: \w+){0,2}? (?:compan|firm|employer|rival|lab|organi|competitor)|"
    r"\bwhere\b.*\b(?:from|to)\b",
    re.I,
)
_BY_WORD: tuple[tuple[re.Pattern[str], Operation], ...] = (
    (re.compile(r"\b(?:total|sum|altogether|combined|add(?:s|ed)? up)\b", re.I), "total"),
    (re.compile(r"\b(?:last|latest|newest|most recent)\b", re.I), "last"),
    (re.compile(r"\b(?:first|earliest|oldest)\b", re.I), "first"),
    (re.compile(r"\b(?:largest|biggest|highest|most|costliest)\b", re.I), "most"),
    (re.compile(r"\b(?:smallest|lowest|cheapest|least)\b", re.I), "least"),
)
_MONTHS = _stems(" ".join(MONTHS))
_DATE = re.compile(r"(?:19|20)?\d\d?")
_SIDES: tuple[tuple[re.Pattern[str], Side], ...] = (
    (re.compile(r"\bbefore\b", re.I), "before"),
    (re.compile(r"\b(?:by|until|till|up to)\b", re.I), "by"),
    (re.compile(r"\b(?:after|since|following)\b", re.I), "after"),
)
_EMPLOYED = (
    _COMPANIES
    | _FILLER
    | _stems(
        "work works working worked employ employs employed job now today currently present still "
        "these days early late mid start end beginning time"
    )
)
_ASKS_EMPLOYER = re.compile(
    r"\bwhere\b.*\bwork|\b(?:which|what) (?:compan|firm|lab|employer|organi)|\bwho employ"
    r"|\bemploye[rd]\b|\bwork(?:s|ing|ed)? (?:for|at)\b",
    re.I,
)
_NAMED = re.compile(r"\b(?:named?|by name|names|listed|who)\b", re.I)
_PAY = re.compile(r"\b(?:pay|paid|packages?|compensation|salar\w+)\b", re.I)
_DEAL = re.compile(
    r"\b(?:deals?|acquisitions?|purchases?|takeovers?|buyouts?|investments?|start-?ups?)\b", re.I
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the table is asked for."""

    operation: Operation
    type: Literal["move", "deal", "pay"]
    origin: frozenset[str] = frozenset()
    target: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    when: str = ""
    side: Side = "in"  # of the time


def asked(question: Question, linker: EntityLinker) -> Asked | None:
    """The question as an operation on the table, or None if it is not wholly one."""
    text = question.text
    if employer := _asked_employer(question, linker):
        return employer
    operation, kind = _operation(text)
    if operation is None or any(f.unit or not 1 <= f.value < 2100 for f in question.figures):
        return None
    allowed = _FILLER | _PEOPLE | _COMPANIES
    allowed |= _MOVE if kind == "move" else _SUMS | _ORDER | _MOVE
    allowed |= _ORDER if operation in ("first", "last") else frozenset()
    if (_unplaced_stems(text, linker) | set(question.strange)) - allowed:
        return None
    goals, sources = question.goals, question.sources - question.goals
    unplaced = question.names - goals - sources
    persons = {n for n in question.names if linker.entities[n].type == "person"}
    if persons or (kind == "move" and operation != "repeat" and not (goals or sources)):
        return None
    if kind == "move" and unplaced and operation != "origins":
        return None
    if kind == "move" and operation in ("origins", "targets") and bool(goals) != bool(sources):
        operation = "origins" if goals else "targets"  # one side is named: the other is asked for
    when = "" if question.when == NOW else question.when
    sides = [side for pattern, side in _SIDES if pattern.search(text)]
    return Asked(operation, kind, sources, goals, question.names, when, *sides[:1])


def _asked_employer(question: Question, linker: EntityLinker) -> Asked | None:
    """ "Where did X work in March 2025?", "Which company employs X now?" """
    if not _ASKS_EMPLOYER.search(question.text) or len(question.names) != 1:
        return None
    (name,) = question.names
    if _unplaced_stems(question.text, linker) - _EMPLOYED or linker.entities[name].type != "person":
        return None
    return Asked("employer", "move", names=question.names, when=question.when or NOW)


def _operation(text: str) -> tuple[Operation | None, Literal["move", "deal", "pay"]]:
    kind: Literal["move", "deal", "pay"]
    kind = "pay" if _PAY.search(text) else "deal" if _DEAL.search(text) else "move"
    if kind == "move":
        if re.search(r"\bhow many\b", text, re.I) and not _NAMED.search(text):
            return None, kind  # the sources have counts of their own
        if _REPEAT.search(text):
            return "repeat", kind
        if _ASKS_COMPANIES.search(text):
            takes = re.search(r"\b(?:lost|lose|losing)\b|\bfrom (?:which|what)\b|\bfrom\?*$", text,
                              re.I)  # fmt: skip
            return ("origins" if takes else "targets"), kind
        return ("people" if _ASKS_PEOPLE.search(text) else None), kind
    return next((o for pattern, o in _BY_WORD if pattern.search(text)), None), kind


def _unplaced_stems(text: str, linker: EntityLinker) -> set[str]:
    """Stems of what a question says beside names and dates."""
    bare = without(text, linker.mentions(text))
    return {s for s in content_stems(bare) if s not in _MONTHS and not _DATE.fullmatch(s)}
