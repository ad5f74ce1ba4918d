"""What a question takes for granted, against the facts that would answer it.

Another person or company, another date or number, a move the other way round, somebody else's post,
an offer that was refused, the second largest for the largest, a part for the whole: then the fact
is no answer but a correction. Each check is a plain one, made to be silent where in doubt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.core.entities import EntityLinker
from assistant.core.knowledge import Knowledge
from assistant.core.premises.deals import Deals
from assistant.core.premises.figures import another_figure, shown
from assistant.core.premises.outcomes import ASKS_WHICH, otherwise
from assistant.core.premises.posts import post_asked_for, posts
from assistant.core.questions import Question
from assistant.core.text import fold
from assistant.core.times import days
from assistant.core.titles import titles
from assistant.types import Fact

_STANDS_FOR_A_FIRM = re.compile(r"\b(?:join\w*|to|for|with|under|by|at|from|of)\s+$", re.I)
_NO_NAME = re.compile(r"-|(?:ern|ese|ean|ish|ian|[A-Z]s?)$")  # "Western", "ChatGPT-style", "CEOs"
_OWNED = re.compile(r"^['’]s?\b", re.IGNORECASE)
_ASKS = re.compile(r"\b(?:wh\w+|how|did|does|has|is|was|were)\b", re.IGNORECASE)
_ASKS_WHO_HOLDS = re.compile(r"\bwho(?:m|se)?\b(?!.*\b(?:above|over|under)\b)", re.IGNORECASE)
_TURNED = "They have it the other way round."
_BACK = re.compile(r"\b(?:back|again|return\w*|rejoin\w*)\b", re.IGNORECASE)
_HIRED = re.compile(
    r"\b(?:hir(?:e|ed|ing)|poach(?:ed|ing)?|recruit(?:ed|ing)?|lur(?:e|ed)|snatch(?:ed)?"
    r"|nab(?:bed)?|join(?:ed|ing)?|sign(?:ed)?|land(?:ed)?)\b",
    re.IGNORECASE,
)
_LEFT = re.compile(r"\b(?:left|leav(?:e|ing)|quit(?:ting)?|walk(?:ed|ing)? out|departed)\b", re.I)
_ASKS_FOR_A_NAME = re.compile(
    r"\b(?:name|identify|which|who (?:is|was)|name of) (?:the )?(?:[\w-]+ ){0,2}?"
    r"(?:(?P<person>judge|lawyer|attorney|headhunter|recruiter|analyst|reporter|journalist|adviser"
    r"|researcher|engineer|scientist|investor|broker|agent|colleague|manager|executive|official"
    r"|insider|speaker|spokes\w+)|(?P<organisation>agency|bank|court|company|firm|start-?up|lab"
    r"|university))\b",
    re.IGNORECASE,
)
_ASKS_FOR_PEOPLE = re.compile(
    r"\b(?:whom?|people|any(?:one|body)|some(?:one|body)|names?|list|researchers?|engineers?|staff"
    r"|hires|scientists?|how many)\b",
    re.IGNORECASE,
)


class Contradictions:
    """Compares a question with the facts that would answer it."""

    def __init__(self, knowledge: Knowledge, linker: EntityLinker) -> None:
        self._linker = linker
        self._deals = Deals(knowledge, linker)
        self._publishers = linker.names("; ".join({a.publisher for a in knowledge.articles}))
        self._names_of = lru_cache(maxsize=5_000)(self._read_names)

    def of(self, question: Question, facts: Sequence[Fact]) -> str:
        """What the facts, best first, tell otherwise than the question has it, as a sentence.

        It is "" if nothing. Of a question that joins or compares, only names and figures are
        looked at: who did what to whom is not for one fact to tell.
        """
        whole = question.joined or question.wants_summary
        return (
            ("" if whole else self._of_the_first(question, facts[0]))
            or self._deals.none_such(question)
            or _nobody_in_post(question, facts)
            or self._unnamed(question, facts[0])
            or self._nobody_that_way(question, facts)
            or self._stranger(question, facts)
            or another_figure(question, facts)
        )

    def _of_the_first(self, question: Question, fact: Fact) -> str:
        """Who did what to whom, in what post, and what became of it."""
        return (
            _turned_round(question, fact)
            or self._another_post(question, fact)
            or otherwise(question, fact, self._linker)
        )

    def _nobody_that_way(self, question: Question, facts: Sequence[Fact]) -> str:
        """People who are asked for by where they left and where they went, where none did so."""
        sources = question.parties & question.sources
        goals = question.parties & question.goals - self._publishers
        moves = all(fact.type == "move" for fact in facts)
        people = self._linker.of_type(question.names, "person")
        if not (sources and goals and moves and _ASKS_FOR_PEOPLE.search(question.text)):
            return ""
        if people or sources & goals:
            return ""
        ways = [
            (self._linker.wide_names(start), self._linker.wide_names(end))
            for fact in facts
            for _, start, end in fact.ways
        ]
        fits = (not (s and not s & sources) and not (e and not e & goals) for s, e in ways)
        if any(fits):
            return ""
        return f"They name nobody who went from {min(sources)} to {min(goals)}."

    def _stranger(self, question: Question, facts: Sequence[Fact]) -> str:
        """A person or company that none of the facts, nor their forms, name."""
        held = frozenset[str]().union(*(self._names_of(fact) for fact in facts))
        for mention in self._linker.mentions(question.text):
            kind = self._linker.entities[mention.name].type
            if kind not in ("person", "organisation") or mention.name in held | self._publishers:
                continue
            before, after = question.text[: mention.start], question.text[mention.end :]
            if kind == "person" and (_STANDS_FOR_A_FIRM.search(before) or _OWNED.match(after)):
                continue  # "join Zuckerberg", "Murati's lab"
            return f"What they hold on this does not mention {mention.name}."
        return self._nobody_known(question)

    def _nobody_known(self, question: Question) -> str:
        """A name that nothing in the knowledge mentions: a word written large, and no known one."""
        for word in question.capitals:
            if not self._linker.knows(fold(word).removesuffix("'s")) and not _NO_NAME.search(word):
                return f"They do not mention {word}."
        return ""

    def _another_post(self, question: Question, fact: Fact) -> str:
        """Somebody in a post that the fact gives to somebody else, and not to them."""
        asks = ASKS_WHICH.match(question.text) or _ASKS_WHO_HOLDS.search(question.text)
        if asks or question.kind == "polar":
            return ""
        held = posts(shown(fact), self._linker)
        for asked in posts(question.text, self._linker):
            others = [post for post in held if post.title == asked.title]
            known = asked.holder in self._names_of(fact)
            if others and known and asked.holder not in {post.holder for post in others}:
                return f"They have {others[0].holder} as {others[0].title}, not {asked.holder}."
        return ""

    def _unnamed(self, question: Question, fact: Fact) -> str:
        """Somebody whose name is asked for, and of whom the fact speaks without any: "a judge"."""
        asked = _ASKS_FOR_A_NAME.search(question.text)
        kind = asked.lastgroup if asked else None
        new = self._linker.names(shown(fact)) - question.names
        if not asked or not kind or question.titles or self._linker.of_type(new, kind, "name"):
            return ""
        if "does not name" in fact.statement:
            return ""  # it says so itself
        noun = asked[kind].lower()
        unnamed = re.search(rf"\ban? (?:[\w-]+ ){{0,2}}?{noun}\b", shown(fact), re.IGNORECASE)
        return f"They do not name the {noun}." if unnamed else ""

    def _read_names(self, fact: Fact) -> frozenset[str]:
        sides = (fact.origin or "", fact.target or "", *fact.who, *fact.about, *fact.questions)
        return self._linker.wide_names("; ".join((shown(fact), *sides)))


def _nobody_in_post(question: Question, facts: Sequence[Fact]) -> str:
    """A post whose holder is asked for, and which none of the facts is about."""
    title = post_asked_for(question.text)
    told = (titles(" ".join((shown(fact), *fact.questions))) for fact in facts)
    return (
        f"They name nobody as {title} there." if title and title not in set().union(*told) else ""
    )


def _turned_round(question: Question, fact: Fact) -> str:
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


def _earlier(question: Question, fact: Fact) -> bool:
    """Whether the question is of another year than the move: then it may be of another move."""
    years = {day.year for day in days(question.text) if day.year}
    return bool(years and fact.date) and int((fact.date or "0")[:4]) not in years
