"""Questions that the table of moves answers: who moved from where to where, and when.

A question is taken only if every word of it is understood: a single word more ("memo",
"signing") may change what is asked, and then it is left to the facts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from assistant.core.entities import EntityLinker
from assistant.core.questions import Question
from assistant.core.table_words import (
    COMPANIES,
    FILLER,
    Side,
    excepted,
    has_pronoun,
    is_of_a_date,
    side_of,
    stems_of,
    strange_stems,
    unplaced_stems,
    without_lead_in,
)
from assistant.core.times import NOW

Operation = Literal["people", "employer", "origins", "targets", "repeat", "first", "last"]

_REPEAT = re.compile(r"\b(?:more than once|twice|several times|repeatedly|multiple times)\b", re.I)
_PERSONS = (
    r"(?:people|persons|researchers?|engineers?|employees?|staff|experts?|scientists?|talents?"
    r"|alumni|alumnus|folks|veterans?|stars?|co-?founders?|hires|recruits|members?)"
)
_ASKS_PEOPLE = re.compile(
    r"\b(?:whom?|whose|everyone|everybody|anyone|anybody|names)\b"
    rf"|\b(?:which|what|name|names of|list|how many|all)\b(?: [\w’'-]+){{0,4}}? {_PERSONS}\b"
    rf"|^(?:[\w’'-]+ ){{0,2}}{_PERSONS}\b|^(?:exits|departures|defections|moves)\b",
    re.I,
)
_ASKS_COMPANIES = re.compile(
    r"\b(?:which|what)\b(?: \w+){0,2}? (?:compan|firm|employer|rival|lab|organi|competitor)|"
    r"\bwhere\b.*\b(?:from|to)\b",
    re.I,
)
_LOSING = re.compile(r"\b(?:lost|lose|losing)\b|\bfrom (?:which|what)\b|\bfrom\?*$", re.I)
_ENDS: tuple[tuple[re.Pattern[str], Operation], ...] = (
    (re.compile(r"\b(?:last|latest|newest|most recent(?:ly)?)\b", re.I), "last"),
    (re.compile(r"\b(?:first|earliest)\b", re.I), "first"),
)
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
_RETURNED = re.compile(r"\bback\b(?! (?:to|at|into|with)\b)", re.I)  # whence is not told
_NAMED = re.compile(r"\b(?:named?|by name|names|listed|who)\b", re.I)
_BELONGING = re.compile(rf"^(?:['’]s)?\s+(?:ai\s+)?{_PERSONS}\b", re.I)  # "OpenAI researchers"
_AT = re.compile(r"\b(?:at|with|now at|for)\s+$", re.I)
_ALIKE = re.compile(r"\s*(?:,|,? (?:and|or|as well as))\s*(?:the\s+)?", re.I)  # "A and B"


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the table of moves is asked for."""

    operation: Operation
    origin: frozenset[str] = frozenset()
    target: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    except_: frozenset[str] = frozenset()  # targets that are left out
    when: str = ""
    side: Side = "in"  # of the time


def asked(question: Question, linker: EntityLinker) -> Asked | None:
    """The question as an operation on the table, or None if it is not wholly one."""
    if employer := _asked_employer(question, linker):
        return employer
    text = without_lead_in(question.text)
    operation = _operation(text)
    if operation is None or has_pronoun(text) or _RETURNED.search(text):
        return None
    if not all(is_of_a_date(figure) for figure in question.figures):
        return None
    if strange_stems(question, text, linker):
        return None
    if any(linker.entities[n].type == "person" for n in question.names):
        return None
    sources, goals, left_out = _sides(question, linker)
    when = "" if question.when == NOW else question.when
    unplaced = question.names - goals - sources - left_out
    if operation != "repeat" and not (goals or sources or (when and operation == "people")):
        return None
    if unplaced and operation != "origins":
        return None
    if operation in ("origins", "targets") and bool(goals) != bool(sources):
        operation = "origins" if goals else "targets"  # one side is named: the other is asked for
    return Asked(operation, sources, goals, question.names, left_out, when, side_of(text))


def _sides(
    question: Question, linker: EntityLinker
) -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    """Where people come from, where they go, and where those go who are not meant."""
    left_out = excepted(question.text, linker)
    goals, sources = set(question.goals), set(question.sources - question.goals)
    text, before = question.text, None
    for mention in linker.mentions(text):
        joined = before is not None and _ALIKE.fullmatch(text[before.end : mention.start])
        if mention.name not in goals | sources | left_out:
            if _BELONGING.match(text[mention.end :]):
                sources.add(mention.name)
            elif sources and _AT.search(text[: mention.start]):
                goals.add(mention.name)
            elif joined and before is not None:
                side = goals if before.name in goals else sources
                side.add(mention.name)
        before = mention
    return frozenset(sources - left_out), frozenset(goals - left_out), left_out


def _asked_employer(question: Question, linker: EntityLinker) -> Asked | None:
    """ "Where did X work in March 2025?", "Which company employs X now?" """
    if not _ASKS_EMPLOYER.search(question.text) or len(question.names) != 1:
        return None
    (name,) = question.names
    if unplaced_stems(question.text, linker) - _EMPLOYED or linker.entities[name].type != "person":
        return None
    return Asked("employer", names=question.names, when=question.when or NOW)


def _operation(text: str) -> Operation | None:
    if re.search(r"\bhow many\b", text, re.I) and not _NAMED.search(text):
        return None  # the sources have counts of their own
    if _REPEAT.search(text):
        return "repeat"
    for pattern, operation in _ENDS:
        if pattern.search(text) and _ASKS_PEOPLE.search(text):
            return operation
    if _ASKS_COMPANIES.search(text):
        return "origins" if _LOSING.search(text) else "targets"
    return "people" if _ASKS_PEOPLE.search(text) else None
