"""Who holds which post, as a text puts it: "X, chief executive of Y", "with Z as president"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from assistant.core.entities import EntityLinker
from assistant.core.premises.figures import shown
from assistant.core.premises.outcomes import ASKS_WHICH
from assistant.core.questions import Question
from assistant.core.titles import TITLE, plain_title, titles
from assistant.types import Fact

_HOLDS = re.compile(  # between a person and a title that follows
    r"^(?:\s+of [\w .&-]+?)?(?:\s+who)?(?:,|\s+as|\s+is|\s+was|\s+became|\s+becomes|\s+took over as"
    r"|\s+takes? |\s+took|\s+made|\s+named)?(?:\s+(?:the|a|its|their|until then|since|new|first|old"
    r"|former|interim|on|[A-Z][\w]*(?:['’]s)?))*\s*$",
)
_ASKS_HOLDER = re.compile(
    rf"\bwho(?:['’]?s| is| was| became)(?: [\w'’]+){{0,4}}? {TITLE.pattern}", re.IGNORECASE
)
_ASKS_WHO_HOLDS = re.compile(r"\bwho(?:m|se)?\b(?!.*\b(?:above|over|under)\b)", re.IGNORECASE)
_CLEFT = re.compile(r"^\W*(?:so |and |but )?it(?: was| is|['’]s) ", re.IGNORECASE)
_ASKS_POST = re.compile(
    r"\b(?:which|what(?:['’]?s)?)\b.*\b(?:post|position|title|role|rank|job)\b", re.IGNORECASE
)
_TELLS_POST = re.compile(
    r"\b(?:as|heads?|lead\w*|led|co-lead\w*|run\w*|ran|charge|responsib\w+|vice|director|manager"
    r"|scientist|fellow|overs\w+|report(?:s|ing)? to|work on)\b",
    re.IGNORECASE,
)
_FOR_GOOD = re.compile(r"\bpermanent(?:ly)?\b|\bfor good\b", re.IGNORECASE)
_INTERIM = re.compile(r"\b(?:interim|acting|temporar\w+|for the time being)\b", re.IGNORECASE)
_APPOSED = re.compile(r"^\s+$")  # between a title and the person who follows


@dataclass(frozen=True, slots=True)
class Post:
    """A person and the title that a text gives them."""

    holder: str
    title: str


def _posts(text: str, linker: EntityLinker) -> list[Post]:
    """The posts of a text whose holders it names beside the title, in order."""
    people = [m for m in linker.mentions(text) if linker.entities[m.name].type == "person"]
    found = []
    for match in TITLE.finditer(text):
        title = plain_title(match["title"])
        after = next((m for m in people if m.start >= match.end()), None)
        before = next((m for m in reversed(people) if m.end <= match.start()), None)
        if after and _APPOSED.match(text[match.end() : after.start]):
            found.append(Post(after.name, title))
        elif before and _HOLDS.match(text[before.end : match.start()]):
            found.append(Post(before.name, title))
    return found


def _post_asked_for(text: str) -> str:
    """The title whose holder is asked for, "" if none is: "Who is the CFO of OpenAI?"."""
    match = _ASKS_HOLDER.search(text)
    return plain_title(match["title"]) if match else ""


def another_post(
    question: Question, fact: Fact, linker: EntityLinker, known: Collection[str]
) -> str:
    """Somebody in a post that the fact gives to somebody else, and not to them.

    ``known`` are the names that the fact has.
    """
    asks = ASKS_WHICH.match(question.text) or _ASKS_WHO_HOLDS.search(question.text)
    if (asks and not _CLEFT.match(question.text)) or question.kind == "polar":
        return ""  # "It was X who became its head" asks for nobody
    held = _posts(shown(fact), linker)
    for asked in _posts(question.text, linker):
        holders = [post.holder for post in held if post.title == asked.title]
        if holders and asked.holder in known and asked.holder not in holders:
            return f"They have {holders[0]} as {asked.title}, not {asked.holder}."
    return ""


def only_interim(question: Question, fact: Fact) -> str:
    """Somebody in a post for good, where the fact has them there for the time being."""
    asks = _FOR_GOOD.search(question.text) and not _INTERIM.search(question.text)
    held = _INTERIM.search(fact.statement) and not _FOR_GOOD.search(fact.statement)
    return "They name somebody only for the time being." if asks and held else ""


def no_post_there(question: Question, fact: Fact, linker: EntityLinker) -> str:
    """Somebody's post at a company, where the fact tells only that they went there."""
    if fact.type != "move" or not fact.target or not _ASKS_POST.search(question.text):
        return ""
    there = linker.names(fact.target)
    at = [m.end for m in linker.mentions(fact.statement) if m.name in there]
    if not (at and there <= question.names and question.names & set(fact.who)):
        return ""
    told = fact.statement[at[0] :]
    return "" if TITLE.search(told) or _TELLS_POST.search(told) else "They do not say in what post."


def nobody_in_post(question: Question, facts: Sequence[Fact]) -> str:
    """A post whose holder is asked for, and which none of the facts is about."""
    title = _post_asked_for(question.text)
    told = (titles(" ".join((shown(fact), *fact.questions))) for fact in facts)
    if not title or title in frozenset[str]().union(*told):
        return ""
    return f"They name nobody as {title} there."
