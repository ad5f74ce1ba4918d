"""What narrows the rows of a question to the table of moves, beside the sides of the moves."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.core.entities import EntityLinker
from assistant.core.quantities import NUMBER_WORDS
from assistant.core.tables.kinds import Operation
from assistant.core.tables.windows import ANY_TIME, Window, windowed
from assistant.core.tables.words import EXCEPT, HEDGES

_UNNAMED = re.compile(
    r"\b(?:without (?:an?y? )?|no )(?:new |next |known )*(?:employer|job|company|destination)\b"
    r"(?:,? (?:is|was|being|having been))*(?: (?:named|known|given|announced))?"
    r"|,? but not where (?:they|he|she|each)(?: then)? (?:went|landed|moved|ended up|headed)\b"
    r"(?: next| then| afterwards| to)*",
    re.I,
)
_MEMO = re.compile(
    r"\b(?:(?:who|that) (?:are|were) )?(?:(?:named|listed|mentioned|appear\w*) )?\b(?:in|on|of) "
    r"(?:the |[\w]+['’]s )?(?P<date>(?:[\w]+ ){0,3}?)(?P<paper>memo|letter)\b"
    r"(?: of (?P<of>\d{1,2} \w+(?: \d{4})?))?",
    re.I,
)
_WITHIN = re.compile(
    r"\bwithin (?:(?:about|around|roughly|only|just|less than) )?"
    r"(?:half a year|(?P<number>an?|\d+|[a-z]+) (?P<unit>months?|years?))\b",
    re.I,
)
_LISTED = re.compile(r"\s*(?:,|,? and|,? or|&)\s*", re.I)
_COUNTED = re.compile(r"\bhow large\b", re.I)
_REPORTED_BY = re.compile(
    r",?\s*\b(?:(?P<by>according to|(?:(?:as|that|who) )?(?:(?:is|are|was|were) )?"
    r"(?:reported|told|named) by|going by|(?<=, )by)|in|per|by|from)\s+(?:the\s+)?$",
    re.I,
)
_STORY = re.compile(
    r"^(?:['’]s)?\s+(?:story|article|piece|reporting|report|account|coverage)\b(?:\s+itself)?",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What of the table of moves is asked for."""

    operation: Operation
    origin: frozenset[str] = frozenset()
    target: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()  # persons
    not_from: frozenset[str] = frozenset()
    not_to: frozenset[str] = frozenset()
    window: Window = ANY_TIME
    when: str = ""  # of an employer
    unnamed: bool = False  # only those whose new employer is not told
    counted: bool = False  # the number is asked for, not the names
    paper: str = ""  # only those named in it: a pattern of how a statement says so
    way: tuple[str, ...] = ()  # stations, one after the other
    publisher: str = ""  # only what it reports
    not_who: frozenset[str] = frozenset()  # persons who are left out
    several: bool = False  # the last ones rather than the last one
    count: int = 0  # how many the question says there are
    top: bool = False  # of companies, or months, only those with most people
    exactly: int = 0  # of companies, only those with so many people
    months: int = 0  # within which all of the way was gone; 0 if it may have taken any time
    strange: frozenset[str] = frozenset()  # stems that are not understood

    @property
    def bounded(self) -> bool:
        """Whether it keeps to some rows."""
        return bool(self.origin or self.target or self.window or self.paper)


def conditions(text: str, linker: EntityLinker) -> tuple[Asked, str]:
    """What narrows the rows beside companies, and the question without it."""
    paper, text = _papered(text)
    publisher, text = _published(text, linker)
    within = _WITHIN.search(text)
    window, text = windowed(_WITHIN.sub(" ", text))
    left_out, text = _leaving_out(text, linker)
    wish = Asked(
        "people",
        not_who=left_out,
        window=window,
        unnamed=bool(_UNNAMED.search(text)),
        counted=bool(_COUNTED.search(text)),
        paper=paper,
        publisher=publisher,
        months=_months(within) if within else 0,
    )
    return wish, HEDGES.sub(" ", _UNNAMED.sub(" ", text))


def _leaving_out(text: str, linker: EntityLinker) -> tuple[frozenset[str], str]:
    """The persons whom a question leaves out ("Besides Pang, who …"), and the question without."""
    left_out: set[str] = set()
    start = end = -1
    for mention in linker.mentions(text):
        if linker.entities[mention.name].type not in ("person", "name"):
            continue
        begin = EXCEPT.search(text[: mention.start])
        follows = end >= 0 and _LISTED.fullmatch(text[end : mention.start])
        if begin and not left_out:
            start = begin.start()
        elif not follows:
            continue
        left_out.add(mention.name)
        end = mention.end
    if not left_out:
        return frozenset(), text
    return frozenset(left_out), f"{text[:start]} {text[end:].lstrip(' ,')}".strip()


def _papered(text: str) -> tuple[str, str]:
    """A pattern of statements about those whom a memo names, and the question without it."""
    memo = _MEMO.search(text)
    if not memo:
        return "", text
    said = re.findall(r"\d+|[A-Z]\w+", f"{memo['date'] or ''} {memo['of'] or ''}")
    needed = "".join(rf"(?=.*\b{re.escape(word)}\b)" for word in said)
    named = rf"^{needed}.*(?<!not )\bnamed in [\w’']+ {memo['paper'].lower()}\b"
    return named, f"{text[: memo.start()]} {text[memo.end() :]}"


def _published(text: str, linker: EntityLinker) -> tuple[str, str]:
    """Who has to have reported it, and the question without that."""
    for mention in linker.mentions(text):
        before = _REPORTED_BY.search(text[: mention.start])
        story = _STORY.match(text[mention.end :])
        if before and (story or before["by"]):
            end = mention.end + (story.end() if story else 0)
            return mention.name, f"{text[: before.start()]} {text[end:].lstrip(', ')}"
    return "", text


def _months(within: re.Match[str]) -> int:
    number = (within["number"] or "").lower()
    if not number:
        return 6
    count = int(number) if number.isdigit() else int(NUMBER_WORDS.get(number, 1))
    return count * (12 if within["unit"].lower().startswith("year") else 1)
