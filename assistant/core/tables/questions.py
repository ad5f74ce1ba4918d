"""Questions that the table of moves answers: who moved from where to where, and when.

A single word that is not understood ("signing") may change what is asked: such words are told with
what was read, and unless they turn out to matter little, the question is left to the facts.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.core.entities import EntityLinker
from assistant.core.questions import Question
from assistant.core.tables.conditions import Asked, conditions
from assistant.core.tables.guards import is_heeded, strange_words
from assistant.core.tables.kinds import LARGEST_NUMBER, MOST, WORDS_OF, Operation, operation_of
from assistant.core.tables.sides import Sides, sides_of
from assistant.core.tables.verbs import MOVING
from assistant.core.tables.windows import moment_in
from assistant.core.tables.words import (
    COMPANIES,
    FILLER,
    PEOPLE,
    counts_in,
    stems_of,
    strange_stems,
)
from assistant.core.text import has_pronoun
from assistant.core.times import NOW

_EMPLOYED = (
    COMPANIES
    | FILLER
    | stems_of(
        "work works working worked employ employs employed job now today currently present still "
        "spring summer autumn fall winter these days early late mid start end beginning time "
        "christmas anymore longer staff payroll"
    )
)
_CAREER = _EMPLOYED | stems_of(
    "career careers path cv cvs resume resumé stations station stages stints trace trajectory "
    "track record history employers order sequence chronological timeline worked every moves steps "
    "went put walk through since been kept changed life professional switches hops"
)
_ASKS_CAREER = re.compile(
    r"\b(?:cvs?|career|resum[eé]|stations|trajectory|track record|(?:job|work|career) history"
    r"|timeline)\b|\b(?:every|all|which|what|employers?|companies|jobs|moves|stints)\b.*\b(?:in"
    r" (?:order|sequence)|in (?:the|their) order|one after another|chronologic\w*)\b"
    r"|\b(?:every|all|each of) (?:the )?(?:compan|employer|firm|lab|job)",
    re.I,
)
ASKS_EMPLOYER = re.compile(
    r"\bwhere\b.*\bwork|\b(?:which|what) (?:compan|firm|lab|employer|organi)|\bwho employ"
    r"|\bemploye[rd]\b|\bwork(?:s|ing|ed)? (?:for|at)\b",
    re.I,
)


_STILL_AT = re.compile(  # "was X still with Y?"
    r"^(?:and |so |but )?(?:is|was|did|does|has)\b.*\b(?:at|with|for|by|on)\b", re.I
)
_STILL = re.compile(r"\b(?:still|now(?:adays)?|anymore|any longer|currently|today)\b", re.I)
_EARLIER = re.compile(  # not the employer at a time, but one of those before
    r"\b(?:until|till|before|after|since|for (?:about|some|over|\d+|\w+ years)|years)\b", re.I
)
_POLAR = re.compile(r"^(?:did|has|have|had|does|do)\b", re.I)
_SEVERAL = re.compile(  # at an end of an order
    r"\b(?:recent|latest|last|newest|freshest|first|earliest) (?:[\w-]+ ){0,3}?(?:changes|moves"
    r"|switches|transfers|departures|arrivals|hires|exits|defections|people"
    r"|names|ones)\b",
    re.I,
)
_EVERY = re.compile(r"\b(?:everyone|everybody|all|most|only)\b", re.I)
_AMONG = re.compile(  # the whole, not a part, and how many are wished for
    r"\b(?:of|among) (?:the|these|those)\s*$|^(?:name|list|give|show)\s*$", re.I
)
_JUST_ONE = re.compile(r"\b(?:exactly|precisely|just) (?:one|a single)\b", re.I)
_YEAR = 4  # characters of a time that is no more than a year
_HOW_LONG = re.compile(r"\bhow (?:long|many (?:days|weeks|months|years))\b", re.I)
_OTHER_KIND = re.compile(r"\b(?:what|how|why|when|where|number|count|known)\b", re.I)


def asked(question: Question, plain: str, linker: EntityLinker) -> Asked | None:
    """The question as an operation on the table, or None if it is not wholly one.

    ``plain`` is the same in plainer words, as ``plainly`` puts it.
    """
    if about_one := _asked_employer(question, linker) or _asked_career(question, linker):
        return about_one
    wish, text = conditions(LARGEST_NUMBER.sub("most ", plain), linker)
    persons = linker.of_type(linker.names(text), "person")
    sides = sides_of(text, linker)
    operation = operation_of(
        text, persons=len(persons), way=bool(sides.way), counts=bool(wish.paper)
    ) or _plain_move(text, sides, linker)
    if (
        operation is None
        or question.kind == "why"
        or _HOW_LONG.search(text)
        or text.lower().startswith("when ")
        or not is_heeded(text, sides, operation)
    ):
        return None
    if operation not in ("earlier", "later") and (persons or has_pronoun(text)):
        return None
    if linker.names(text) - persons - sides.names:
        return None
    moving = operation in WORDS_OF or MOVING.search(sides.rest) or (wish.paper and sides.not_from)
    if not (moving or sides.way or (sides.origin and sides.target)):
        return None
    strange = strange_words(text, operation, linker)
    wish = replace(counted(wish, operation, text), names=persons, strange=strange)
    wish = _sided(wish, sides)
    return turned(wish) if is_whole(wish) else None


def counted(wish: Asked, operation: Operation, text: str) -> Asked:
    """How many are wished for, and whether only those at an end or with the most."""
    counts = [q for q in counts_in(text) if not _AMONG.search(text[: q.start])]
    companies = operation in ("origins", "targets", "months")
    return replace(
        wish,
        operation=operation,
        several=bool(_SEVERAL.search(text)),
        top=companies and bool(MOST.search(text)),
        exactly=int(companies and bool(_JUST_ONE.search(text))),
        count=int(counts[0].value) if len(counts) == 1 else 0,
    )


def _plain_move(text: str, sides: Sides, linker: EntityLinker) -> Operation | None:
    """ "A -> B", or whether A took people from B: whom it names is asked for."""
    if not (sides.origin and sides.target) or linker.names(text) - sides.names:
        return None
    if _OTHER_KIND.search(text) or _EVERY.search(text):
        return None
    bare = not strange_stems(text, linker, FILLER | PEOPLE, months=True)
    return "people" if bare or (_POLAR.search(text) and MOVING.search(text)) else None


def turned(wish: Asked) -> Asked:
    """The side that is not named is asked for, where companies are."""
    if wish.operation in ("origins", "targets") and wish.origin and wish.target:
        return replace(wish, operation="people")
    if wish.operation in ("origins", "targets") and bool(wish.origin) != bool(wish.target):
        return replace(wish, operation="origins" if wish.target else "targets")
    return wish


def _sided(wish: Asked, sides: Sides) -> Asked:
    return replace(
        wish,
        origin=frozenset(sides.origin - sides.not_from),
        target=frozenset(
            sides.target - sides.not_to - (sides.origin if wish.operation != "returned" else set())
        ),
        not_from=frozenset(sides.not_from),
        not_to=frozenset(sides.not_to),
        way=sides.way,
    )


def is_whole(wish: Asked) -> bool:
    """Whether an operation has what it needs, and heeds all that narrows it."""
    if wish.months and wish.operation != "way":
        return False
    if wish.operation in WORDS_OF:
        founder = wish.operation == "founded" and wish.target
        unheeded = wish.paper or wish.unnamed or wish.publisher or wish.not_to or founder
        towards = wish.operation in ("attempts", "refused", "declined")
        return not unheeded and (not towards or bool(wish.target))
    if wish.operation in ("origins", "targets"):
        return bool(wish.origin or wish.target)
    if wish.operation in ("first", "last") and wish.several:
        return True
    return wish.operation == "repeat" or wish.bounded


def _asked_employer(question: Question, linker: EntityLinker) -> Asked | None:
    """ "Where did X work in March 2025?", "Which company employs X now?", "Is X still at Y?" """
    text, persons = question.text, linker.of_type(question.names, "person")
    firms = question.names - persons
    asks = bool(ASKS_EMPLOYER.search(text))
    if firms:
        timed = question.when or _STILL.search(text)
        one = len(firms) == 1 and firms == linker.of_type(firms, "organisation")
        asks = bool(one and timed and _STILL_AT.search(text))
    strange = strange_stems(text, linker, _EMPLOYED)
    if not asks or len(persons) != 1 or strange or _EARLIER.search(text):
        return None
    return Asked("employer", names=persons, when=when_of(question))


def when_of(question: Question) -> str:
    """The time of which an employer is asked for: an ISO month or year, or now."""
    if question.when == NOW or len(question.when) > _YEAR:
        return question.when
    return moment_in(question.text) or question.when or NOW


def _asked_career(question: Question, linker: EntityLinker) -> Asked | None:
    """ "X's employers in their order", "trace the stations of X" """
    strange = strange_stems(question.text, linker, _CAREER)
    one = len(question.names) == 1 and linker.of_type(question.names, "person")
    if strange or not one or not _ASKS_CAREER.search(question.text):
        return None
    return Asked("career", names=question.names)
