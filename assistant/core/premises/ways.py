"""Who went which way, as a question has it, and whether the facts have it so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.core.entities import EntityLinker
from assistant.core.questions import Question
from assistant.core.times import days
from assistant.types import Fact

_ASKS = re.compile(r"\b(?:wh\w+|how|did|does|has|is|was|were)\b", re.IGNORECASE)
_TURNED = "They have it the other way round."
_BACK = re.compile(r"\b(?:back|again|return\w*|rejoin\w*)\b", re.IGNORECASE)
_HIRED = re.compile(
    r"\b(?:hir(?:e|ed|ing)|poach(?:ed|ing)?|recruit(?:ed|ing)?|lur(?:e|ed)|snatch(?:ed)?"
    r"|nab(?:bed)?|join(?:ed|ing)?|sign(?:ed)?|land(?:ed)?)\b",
    re.IGNORECASE,
)
_LEFT = re.compile(r"\b(?:left|leav(?:e|ing)|quit(?:ting)?|walk(?:ed|ing)? out|departed)\b", re.I)
_ASKS_FOR_PEOPLE = re.compile(
    r"\b(?:whom?|people|any(?:one|body)|some(?:one|body)|names?|list|researchers?|engineers?|staff"
    r"|hires|scientists?|how many)\b",
    re.IGNORECASE,
)

_ASKS_WHERE_TO = re.compile(
    r"\bwhere(?:['’]?s| is| has| did| does)?\b.*\b(?:now|nowadays|these days|next|go|gone|went"
    r"|end(?:ed)? up|land(?:ed)?|head(?:ed)?|move[ds]?|working|works?|since)\b"
    r"|\b(?:next|new|current|present) (?:employer|job|gig|stop|company|firm|home)\b"
    r"|\b(?:which|what) (?:other )?(?:company|firm|lab|employer|place|outfit)\b.*\b(?:now|since"
    r"|next|after|go|join|chosen?|picked?)\b"
    r"|\b(?:for whom|who) does \w+ (?:\w+ )?work(?: for)? (?:now|these days)\b"
    r"|\b(?:popped up|surfaced|turned up|joined|started) (?:at|with|some(?:where|place)? else)\b",
    re.IGNORECASE,
)
_TELLS_WHERE_TO = re.compile(
    r"\b(?:for|to|joined?|joining) (?:an?|his|her|their|its|another|the (?:start-?up|firm))\b"
    r"|\b(?:found|launch|start|set up|retire|study|teach)\w*\b(?! (?:to|with))",
    re.IGNORECASE,
)


def nowhere_told(question: Question, fact: Fact) -> str:
    """Somebody whose next employer is asked for, and of whom the fact tells only that they left."""
    left = fact.type == "move" and fact.origin and not fact.target
    of_them = sorted(question.names & set(fact.who))
    if not (left and of_them and _ASKS_WHERE_TO.search(question.text)):
        return ""
    if _TELLS_WHERE_TO.search(fact.statement):
        return ""
    return f"They do not say where {of_them[0]} went from there."


def turned_round(question: Question, fact: Fact) -> str:
    """People who go where, by the fact, they come from, or leave where they go to."""
    origins = {start for _, start, _ in fact.ways if start}
    targets = {end for _, _, end in fact.ways if end}
    if _BACK.search(question.text):
        return ""
    of_them = question.names & set(fact.who)
    if fact.type != "move" and not of_them:
        return ""
    if question.goals & origins and question.sources & targets:
        return _TURNED
    if fact.type != "move":
        return ""
    to_origin = question.goals & origins and not question.names & targets
    from_target = question.sources & targets and not question.names & origins
    hired = to_origin and not question.sources and _HIRED.search(question.text)
    hired = hired and question.kind != "when" and _ASKS.search(question.text)
    left = from_target and not question.goals and _LEFT.search(question.text)
    if of_them and (hired or left) and not _earlier(question, fact):
        return _TURNED
    return ""


def nobody_that_way(
    question: Question, facts: Sequence[Fact], linker: EntityLinker, publishers: frozenset[str]
) -> str:
    """People who are asked for by where they left and where they went, where none did so."""
    sources = question.parties & question.sources
    goals = question.parties & question.goals - publishers
    moves = all(fact.type == "move" for fact in facts)
    people = linker.of_type(question.names, "person")
    if not (sources and goals and moves and _ASKS_FOR_PEOPLE.search(question.text)):
        return ""
    if people or sources & goals:
        return ""
    ways = [
        (linker.wide_names(start), linker.wide_names(end))
        for fact in facts
        for _, start, end in fact.ways
    ]
    fits = (not (s and not s & sources) and not (e and not e & goals) for s, e in ways)
    if any(fits):
        return ""
    return f"They name nobody who went from {min(sources)} to {min(goals)}."


def _earlier(question: Question, fact: Fact) -> bool:
    """Whether the question is of another year than the move: then it may be of another move."""
    years = {day.year for day in days(question.text) if day.year}
    return bool(years and fact.date) and int((fact.date or "0")[:4]) not in years
