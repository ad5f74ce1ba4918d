"""What a question wants confirmed: "NVIDIA bought Groq, right?", "Wasn't it Ives who said so?"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.core.entities import EntityLinker
from assistant.core.quantities import Quantity, is_of_a_date
from assistant.core.questions import Question

_IT = r"(?:it|he|she|they|that|this|there|we|you|i)"
_TAG = re.compile(
    r"\s*[,.;:–—-]+\s*(?:(?:or )?"
    rf"(?:is|are|am|was|were|do|does|did|has|have|had|can|could|will|would)(?:n['’]?t)? {_IT}"
    r"(?: (?:right|correct|true|so|accurate))?"
    r"|right|correct|true|no|yes|yeah|eh|huh|or not|am i (?:right|wrong|mistaken)"
    r"|(?:can|could) (?:you|anyone|someone) confirm(?: (?:that|this|it))?"
    r"|if i['’]?m not mistaken|as far as i know)\W*$",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:so|and|but|wait|hm+|well|ok(?:ay)?)\W+)*"
    r"(?:is it (?:really |actually )?(?:true|right|correct|so|accurate|the case|a fact)"
    r"(?: to say)?(?: that)?"
    r"|(?:can|could|would) (?:you|anyone|someone)(?: please)? confirm(?: that| whether| if)?"
    r"|(?:i(?:['’]ve)? (?:just )?(?:heard|read|think|thought|believe|understand|assume|gather)"
    r"|they say|people say|am i right (?:that|in thinking(?: that)?|to think(?: that)?))(?: that)?"
    r"|correct me if i['’]?m wrong\W+(?:but )?)\W*",
    re.IGNORECASE,
)
_CLEFT = re.compile(
    r"^(?:(?:so|and|but|wait|well)\W+)*(?:(?:is|was|are|were)(?:n['’]?t)? it|it (?:was|is|were))"
    r" (?P<who>.+?),? (?:who|whom|that|which) (?P<rest>.+)$"
    r"|^(?P<one>.+?) (?:was|is|were|are) the (?:one|ones|man|woman|person|people|company|firm|guy"
    r"|start-?up) (?:who|that|which) (?P<said>.+)$",
    re.IGNORECASE,
)
_WHETHER = re.compile(
    r"^(?:(?:so|and|but|wait|well)\W+)*(?:is|are|was|were|did|does|do|has|have|had)(?:n['’]t)? ",
    re.IGNORECASE,
)
_ASKS = re.compile(  # "…, and how much did it pay?", but not "when he left, …"
    r"(?:^|[,;:.–—-] |\b(?:and|but|so) )(?:(?:[a-z]+ )?(?:what|which|whose|why|how)"
    r"|(?:who|whom|when|where)(?:['’]s| (?:is|are|was|were|did|does|do|has|have|had|will)))\b",
    re.IGNORECASE,
)
_IN_PLACE_OF = {"person": "who", "organisation": "which company"}
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_AGED = re.compile(r"\b(?:was|is|were|aged?|just|only)\s+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Opened:
    """A question for a part of what is asserted: a year, figure or name (``whose``: somebody's)."""

    text: str
    name: str = ""
    figure: Quantity | None = None
    whose: bool = False


def asserted(text: str) -> str:
    """What a question wants confirmed, "" if it asks for something else."""
    plain = _LEAD.sub("", text, count=1)
    bare = _TAG.sub("", plain).rstrip(" ?.!")
    if _CLEFT.match(bare):
        return bare
    put = len(bare) < len(text.rstrip(" ?.!")) or _WHETHER.match(bare)
    return bare if put and not _ASKS.search(bare) else ""


def opened(claim: str, question: Question, linker: EntityLinker) -> Iterator[Opened]:
    """Questions for each name, year and figure that is asserted, or for the one that is stressed.

    ``question`` is the claim taken apart.
    """
    if cleft := _CLEFT.match(claim):
        who, rest = cleft["who"] or cleft["one"], cleft["rest"] or cleft["said"]
        for mention in linker.mentions(who)[:1]:
            word = _IN_PLACE_OF.get(linker.entities[mention.name].type, "who")
            yield Opened(f"{word.capitalize()} {rest}?", mention.name)
        return
    for mention in linker.mentions(claim):
        kind = linker.entities[mention.name].type
        if kind in _IN_PLACE_OF:
            text = _with(claim, mention.start, mention.end, _IN_PLACE_OF[kind])
            yield Opened(text, mention.name, whose=kind == "person")
    for year in _YEAR.finditer(claim):
        yield Opened(_with(claim, *year.span(), "which year"))
    for figure in figures_of(question):
        written = question.text[figure.start : figure.end].strip()
        at = claim.find(written)
        if at >= 0:
            word = _asked_for(figure, claim[:at])
            yield Opened(_with(claim, at, at + len(written), word), figure=figure)


def figures_of(question: Question) -> list[Quantity]:
    """The figures of a question, but for those of dates: an age is one, too."""
    text = question.text
    return [f for f in question.figures if not is_of_a_date(f) or _AGED.search(text[: f.start])]


def _with(claim: str, start: int, end: int, word: str) -> str:
    text = f"{claim[:start]}{word}{claim[end:]}"
    return f"{text[:1].upper()}{text[1:]}?"


def _asked_for(figure: Quantity, before: str) -> str:
    if figure.unit == "percent":
        return "what percentage"
    if figure.unit:
        return "how much"
    return "how old" if _AGED.search(before) else "how many"
