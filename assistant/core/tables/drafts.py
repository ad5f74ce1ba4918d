"""From the outline of a question to what is asked of the tables, with all that narrows it.

An outline tells the operation and the sides of the companies; times, sums and exceptions are read
as in any other question. Where something is said that would not be heeded, there is no draft.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import cast, get_args

from assistant.core.entities import EntityLinker
from assistant.core.quantities import is_of_a_date, quantities
from assistant.core.questions import Question
from assistant.core.tables.conditions import Asked, conditions
from assistant.core.tables.kinds import OF_ONE, Operation, counts_only
from assistant.core.tables.questions import ASKS_EMPLOYER, counted, is_whole, turned, when_of
from assistant.core.tables.sides import sides_of
from assistant.core.tables.sketching import Outline
from assistant.core.tables.sum_questions import AskedSum, asked_sum
from assistant.core.tables.sum_words import SumKind, SumOperation
from assistant.core.tables.words import KNOWN, strange_stems
from assistant.core.text import has_pronoun

_OTHER_KINDS = ("when", "why")
_COMPARES = {"larger": False, "smaller": True}  # whether the smaller one is asked for
_OTHER_TIME = re.compile(  # one that depends on the day of the question, or on something else
    r"\b(?:last|this|next|past|previous|recent) (?:few )?(?:years?|months?|weeks?|quarter|half"
    r"|spring|summer|autumn|fall|winter)\b(?! of)|\b(?:before|after|since|until|once|then)\b",
    re.IGNORECASE,
)
_DENIES = re.compile(r"\b(?:not|never|nobody|no one|none|neither|without)\b|n['’]t\b", re.I)
_NO_IS_ASKED = ("declined", "attempts", "refused")
_RATIO = re.compile(r"\b(?:times|twice|double|per ?cent|share)\b|%", re.IGNORECASE)


def drafted(question: Question, plain: str, outline: Outline, linker: EntityLinker) -> Asked | None:
    """What of the moves an outlined question asks for; None if something would not be heeded."""
    if outline.operation not in get_args(Operation):
        return None
    operation = cast(Operation, outline.operation)
    if operation in OF_ONE:
        return _drafted_of_one(question, plain, operation, linker)
    two_goals = operation == "returned" and len(outline.target) > 1  # to which of them is in doubt
    if question.kind in _OTHER_KINDS or counts_only(plain) or two_goals:
        return None
    wish, text = conditions(plain, linker)
    sides = sides_of(text, linker)
    out = sides.not_from | sides.not_to
    others = linker.names(text) - outline.origin - outline.target - out
    dated = all(is_of_a_date(q) or not q.unit for q in quantities(text))
    denied = operation not in _NO_IS_ASKED and _DENIES.search(sides.rest)
    unheeded = sides.way or has_pronoun(text) or _OTHER_TIME.search(text)
    if others or not dated or denied or unheeded:
        return None
    wish = replace(
        counted(wish, operation, text),
        origin=outline.origin - out,
        target=outline.target - out,
        not_from=frozenset(sides.not_from),
        not_to=frozenset(sides.not_to),
        strange=strange_stems(text, linker, KNOWN, months=True),
    )
    return turned(wish) if is_whole(wish) else None


def _drafted_of_one(
    question: Question, plain: str, operation: Operation, linker: EntityLinker
) -> Asked | None:
    """Where the only person that is named worked."""
    names = linker.names(plain)
    one = len(names) == 1 and names == linker.of_type(names, "person")
    if not one or (question.kind == "who" and not ASKS_EMPLOYER.search(plain)):
        return None  # another person may be asked for: "who follows him?"
    return Asked(operation, names=names, when=when_of(question))


def drafted_sum(
    question: Question, plain: str, outline: Outline, linker: EntityLinker
) -> AskedSum | None:
    """The same of a question about sums."""
    kind, _, what = outline.operation.partition("-")
    if what not in (*get_args(SumOperation), *_COMPARES) or _RATIO.search(plain):
        return None
    operation = "compare" if what in _COMPARES else what
    as_read = (cast(SumKind, kind), cast(SumOperation, operation))
    wish = asked_sum(question, plain, linker, as_read)
    return replace(wish, smaller=_COMPARES[what]) if wish and what in _COMPARES else wish
