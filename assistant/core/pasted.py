"""A question that asks where a pasted excerpt comes from → the excerpt; any other → None."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.core.excerpts import tokens
from assistant.core.questions import clean
from assistant.core.text import words

# A request is put in these words alone: "Where does Pang come from?" asks about a person.
_ASKING = frozenset(
    """a about above address all also an and any appear appeared appears are article articles
    as at attribute author be been before behind belong belongs below but by came can carried
    carries carry citation cite cited come comes contain contained contains copied could d date
    details did do document does exact exactly excerpt extract feature find first following for
    found fragment from full get give got had has have having headline hello help here hey hi
    hold holds i i'd i'm i've idea ideas identify in included includes is it its journal just
    kindly know knows let like line lines link locate look m magazine may me medium might must
    my name names need news newspaper of ok okay on one or origin original originally originate
    originates out outlet outlets page pages paper paragraph part passage piece please pls plz
    post posted print printed prints provenance provide publication publications publish
    published publisher publishers publishes quotation quote quoted quotes quoting ran re read
    reads reference report reported reporting reports run s said same saw say says seen
    sentence sentences show site snippet so some somewhere source sources state stated
    statement states story such sure take taken tell text thank thanks that the their them
    these this those title titles to trace trying two u url ve verbatim want was we web webpage
    website were what whats when where where's wheres which who whom whos whose will with
    wondering word wording words would write written wrote you your yours""".split()
)
_SOURCE = (
    r"(?:articles?|sources?|pages?|web(?:site|page)|sites?|outlets?|newspapers?|news outlets?"
    r"|papers?|magazines?|journals?|publications?|publishers?|documents?|reports?|story|feature)"
)
_TRIGGERS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\bwhere\b.*\b(?:from|com(?:e|es)|came|publish\w*|taken?|appear\w*|print\w*|quoted?"
        r"|written|says?|read|seen|report\w*|originat\w*|f(?:i|ou)nd|stated?|get|got)\b",
        r"\bwho\b.*\b(?:publish\w*|wrote|written|report\w*|print\w*|ran|carried|author)\b",
        rf"\b(?:which|what|whose)\b(?: of (?:your|the|these|my))?(?: \w+)? {_SOURCE}\b",
        r"\bwhose (?:reporting|text)\b|\bwhen\b.*\b(?:publish\w*|print\w*)\b",
        r"\b(?:source|origin|provenance|publisher|headline|url|citation|reference|title)\b"
        r"(?! (?:say|state|report|mean)s?\b)",
        r"\b(?:attribute|cite|identify|trace|locate)\b",
        rf"\b(?:find|link to|name the)\b.*\b{_SOURCE}\b",
        r"\bwhat\b.*\bfrom\b",
        r"\b(?:is|was|have|find) (?:this|that|it|the).*\b(?:in|from) .*\bsources\b",
    )
)
_POINTS = re.compile(r"\b(?:this|that|these|those|following|above|below)\b")
_PIECE = re.compile(
    r"\b(?:this|that|these|those|the|following)\s+(?:short\s+|exact\s+)?(?:quot(?:e|ation)|passage"
    r"|excerpt|extract|text|sentences?|paragraph|snippet|lines?|words|wording|statement|piece)\b"
)
_BARE = re.compile(
    r"^(?:(?:in|on) )?(?:(?:which|what) (?:of (?:your|the) )?" + _SOURCE + r" (?:says?|said|states?"
    r"|stated|reports?|reported|wrote|writes|has|contains?|holds?|does it say)"
    r"|where (?:does it|did you|do you|do they) (?:say|read|state)|source (?:of|for))"
    r"(?: that| the words)?\s+(?=\S)",
    re.IGNORECASE,
)
_MARKS = frozenset('“”„"«»')
_SET_OFF = frozenset("\n‘(") | _MARKS
_QUOTES = "\"“”„«»'‘’"
_EDGE = re.compile(
    r"[:?!(\n“”„\"«»—–]|(?<!\.)\.(?=\s|$|[”\"»])|(?<!\w)['‘]|['’](?!\w)|(?<=\s)-+(?=\s)"
    r"|(?<=…\s)|(?<=\.\.\.\s)"
    r"|(?<=\s)(?=(?:where|who|which|what|please|can you|could you|source|thanks?)\b)",
    re.IGNORECASE,
)
_OUTER = re.compile(r"[“„\"«](?P<body>.+)[”“\"»]", re.DOTALL)
_QUESTION = re.compile(
    r"^(?:(?:and|but|so|or|then|also)\b,?\s+)?(?:(?:who|what|when|where|which|why|how|is|are|was"
    r"|were|do|does|did|has|have|can|could|will)\b.*\?$|(?:tell|give|show|list|explain|summari[sz]e"
    r"|compare)\b)",
    re.IGNORECASE | re.DOTALL,
)
_LEAST_WORDS = 5  # fewer may stand anywhere
_CLEAR_WORDS = 8  # of a piece that is not introduced by the words above alone
_LONGEST_LEAD = 30  # words around such a piece


@dataclass(frozen=True, slots=True)
class Pasted:
    """An excerpt whose source is asked for; ``sure`` unless it may be an ordinary question."""

    text: str
    sure: bool = True


def pasted(question: str) -> Pasted | None:
    """The excerpt whose source a question asks for, or None for any other question."""
    lines = (line for line in question.splitlines() if any(ch.isalnum() for ch in line))
    text = "\n".join(clean(line, max_chars=len(line)) for line in lines)
    return _framed(text) or _introduced(text) or _bare(text)


def _framed(text: str) -> Pasted | None:
    """ "Where does this come from: …?", in front, behind or around."""
    start, end = _frame(text)
    body, head = text[start:end], text[:start] + " " + text[end:]
    asked = " ".join(words(head))
    if not asked or not any(trigger.search(asked) for trigger in _TRIGGERS):
        return None
    pieces = tokens(body)
    quoted = not _MARKS.isdisjoint(head) and len(pieces) >= _LEAST_WORDS
    if len([t for t in pieces if t.form not in _ASKING]) < 2 and not quoted:
        return None
    set_off = ":" in text[:start] or not _SET_OFF.isdisjoint(head)
    points = bool(_POINTS.search(asked) or _PIECE.search(asked))
    if not set_off and (not points or _QUESTION.match(text[start : end + 1].strip())):
        return None
    return Pasted(_bared(body)) if points or len(pieces) >= _LEAST_WORDS else None


def _frame(text: str) -> tuple[int, int]:
    """What stands between the words that only ask, at the start and at the end of a text."""
    edges = list(_EDGE.finditer(text))
    start, end = 0, len(text)
    for edge in edges:
        if edge.group() and not _only_asks(text[start : edge.end()]):
            break
        start = edge.end() if edge.group() else start
        if edge.group() in _MARKS:
            break
    for edge in reversed(edges):
        if edge.start() < start or not _only_asks(text[edge.start() : end]):
            break
        end = edge.start()
        if edge.group() in _MARKS:
            break
    return start, end


def _only_asks(text: str) -> bool:
    return all(word in _ASKING for word in words(text))


def _introduced(text: str) -> Pasted | None:
    """A long piece in quotation marks or on lines of its own, after or before a longer lead."""
    if quoted := _OUTER.search(text):
        parts = [(quoted["body"], text[: quoted.start()] + " " + text[quoted.end() :])]
    else:
        first, _, rest = text.partition("\n")
        before, _, last = text.rpartition("\n")
        parts = [(rest, first), (before, last)]
    for body, lead in parts:
        asked = " ".join(words(lead))
        if (
            len(tokens(body)) >= _CLEAR_WORDS
            and 0 < len(asked.split()) <= _LONGEST_LEAD
            and _PIECE.search(asked)
            and any(trigger.search(asked) for trigger in _TRIGGERS)
        ):
            return Pasted(_bared(body))
    return None


def _bare(text: str) -> Pasted | None:
    """ "Which article says that …?": an excerpt only if the knowledge has it."""
    match = _BARE.match(text)
    body = text[match.end() :] if match else ""
    return Pasted(_bared(body), sure=False) if len(tokens(body)) >= _CLEAR_WORDS else None


def _bared(body: str) -> str:
    return body.strip(" \n?>(" + _QUOTES)
