"""Questions that the table of moves answers: who moved from where to where, and when.

A question is taken only if every word of it is understood: a single word more ("signing") may
change what is asked, and then it is left to the facts.
"""

from __future__ import annotations

import re
from dataclasses import replace

from assistant.core.entities import EntityLinker
from assistant.core.quantities import quantities
from assistant.core.questions import Question
from assistant.core.table_conditions import Asked, conditions
from assistant.core.table_kinds import WORDS_OF, Operation, operation_of
from assistant.core.table_sides import MOVING, Sides, sides_of
from assistant.core.table_text import plainly
from assistant.core.table_words import (
    COMPANIES,
    FILLER,
    KNOWN,
    has_pronoun,
    is_of_a_date,
    stems_of,
    unplaced_stems,
)
from assistant.core.times import NOW

_EMPLOYED = (
    COMPANIES
    | FILLER
    | stems_of(
        "work works working worked employ employs employed job now today currently present still "
        "these days early late mid start end beginning time"
    )
)
_ASKS_EMPLOYER = re.compile(
    r"\bwhere\b.*\bwork|\b(?:which|what) (?:compan|firm|lab|employer|organi)|\bwho employ"
    r"|\bemploye[rd]\b|\bwork(?:s|ing|ed)? (?:for|at)\b",
    re.I,
)


_BLOCKS = re.compile(
    r"\b(?:not|never|without|nobody|no one|none|neither|before|after|until|unless|only)\b|n['’]t\b",
    re.I,
)
_DENIES = re.compile(r"\b(?:not|never|nobody|no one|none|neither)\b|n['’]t\b", re.I)
_NOBODY = re.compile(r"\b(?:never|nobody|no one|none|neither)\b", re.I)  # where a "no" is asked of
_OTHERWISE = re.compile(  # those who are left, and those who went back to where is not told
    r"\b(?:is|are|was|were|['’]s|what|still) left\b|\bback\b(?! (?:to|at|into|with|on)\b)", re.I
)
_LEFT = re.compile(r"\b(?:left|leave|leaving|quit|departed|gone again)\b(?! (?:\w+ )?(?:for|to|<))")


def asked(question: Question, linker: EntityLinker) -> Asked | None:
    """The question as an operation on the table, or None if it is not wholly one."""
    if employer := _asked_employer(question, linker):
        return employer
    wish, text = conditions(plainly(question.text, linker), linker)
    persons = {n for n in linker.names(text) if linker.entities[n].type == "person"}
    sides = sides_of(text, linker)
    operation = operation_of(text, persons=len(persons), way=bool(sides.way))
    if (
        operation is None
        or question.kind == "why"
        or not _is_understood(text, sides, operation, linker)
    ):
        return None
    if operation not in ("earlier", "later") and (persons or has_pronoun(text)):
        return None
    if linker.names(text) - persons - sides.names:
        return None
    if not (sides.way or (sides.origin and sides.target) or MOVING.search(text)):
        return None
    wish = _sided(replace(wish, operation=operation, names=frozenset(persons)), sides)
    return _turned(wish) if _is_whole(wish) else None


def _turned(wish: Asked) -> Asked:
    """The side that is not named is asked for, where companies are."""
    if wish.operation in ("origins", "targets") and bool(wish.origin) != bool(wish.target):
        return replace(wish, operation="origins" if wish.target else "targets")
    return wish


def _is_understood(text: str, sides: Sides, operation: Operation, linker: EntityLinker) -> bool:
    """Whether nothing is said that the operation does not heed."""
    if unplaced_stems(text, linker, months=True) - KNOWN - WORDS_OF.get(operation, frozenset()):
        return False
    if _OTHERWISE.search(text) or not all(is_of_a_date(figure) for figure in quantities(text)):
        return False
    if _LEFT.search(sides.rest) and sides.target and not sides.origin:
        return False  # "Meta's hires who left": of those who came, who went again
    blocks = _DENIES if operation in WORDS_OF else _BLOCKS
    return not (_NOBODY if operation in ("attempts", "refused") else blocks).search(sides.rest)


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


def _is_whole(wish: Asked) -> bool:
    """Whether an operation has what it needs, and heeds all that narrows it."""
    if wish.months and wish.operation != "way":
        return False
    if wish.operation in WORDS_OF:
        founder = wish.operation == "founded" and wish.target
        unheeded = wish.paper or wish.unnamed or wish.publisher or wish.not_to or founder
        towards = wish.operation in ("attempts", "refused")
        return not unheeded and (not towards or bool(wish.target))
    if wish.operation in ("origins", "targets"):
        return bool(wish.origin or wish.target)
    return wish.operation == "repeat" or wish.bounded


def _asked_employer(question: Question, linker: EntityLinker) -> Asked | None:
    """ "Where did X work in March 2025?", "Which company employs X now?" """
    if not _ASKS_EMPLOYER.search(question.text) or len(question.names) != 1:
        return None
    (name,) = question.names
    if unplaced_stems(question.text, linker) - _EMPLOYED or linker.entities[name].type != "person":
        return None
    return Asked("employer", names=question.names, when=question.when or NOW)
