"""What a question asks: its content words, names, figures, and the kind of answer it wants."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.core.attributes import asked_attributes, asks_which_firm, asks_who
from assistant.core.entities import EntityLinker, Mention, without
from assistant.core.quantities import CURRENCIES, Quantity, quantities
from assistant.core.shorthand import spelled_out
from assistant.core.text import STOP_WORDS, content_stems, fold, stem
from assistant.core.times import MONTHS, asked_time
from assistant.core.titles import titles
from assistant.errors import QuestionError

_KINDS = (
    ("number", r"\bhow (?:much|many|old|big|large|high|long|far)\b|\bwhat (?:\w+ ){0,2}(?:percent"
     r"|percentage|share|proportion|number|sum|amount|price|figure|salary|revenue|age)\b"),
    ("when", r"\bwhen\b|\b(?:what|which|in what|on what) (?:year|date|day|month|time|hour)\b"),
    ("why", r"\bwhy\b|\bhow come\b|\breason\b|\bwhat for\b|\bpurpose\b"),
    ("who", r"\bwho(?:m|se)?\b|\bwho's\b"),
    ("where", r"\bwhere\b|\b(?:what|which) (?:city|town|country|place|street|state)\b"),
    ("polar", r"^(?:and |but |so )?(?:is|are|was|were|did|does|do|has|have|had|can|could|will)\b"),
)  # fmt: skip
_SUMMARY = re.compile(
    r"\b(?:tell me (?:more |something )?about|what do (?:we|you) (?:know|learn)|overview|summar\w+"
    r"|describe|profile of|what happened (?:to|with|at)|walk me through|recap|rundown|gist|in short"
    r"|short version|in a nutshell|thumbnail sketch|brief me|background (?:on|of)|story of|saga"
    r"|what(?:['’]?s| is) (?:going on|up) (?:at|with)"
    r"|key (?:facts|points)|main points|introduce|portrait)\b",
    re.IGNORECASE,
)
_WHO_IS = re.compile(r"^(?:and |so )?(?:who|what)(?:'s| is| are| was| were)\b", re.IGNORECASE)
_JOINED = re.compile(
    r"\band\b|\bboth\b|\bcompar\w+|\bversus\b|\bvs\b|\bthan\b|\bdiffer\w*|\bor\b|\brespectively\b"
    r"|\bas well as\b|\blist\b|\bname (?:all|the)\b|\bwhich (?:\w+ )?(?:companies|people|firms)\b",
    re.IGNORECASE,
)
_GAINS = frozenset(
    (
        "hire hires hired poach poached poaches recruit recruited snatch snatched take took "
        "taken get got acquire acquired buy bought lure lured nab nabbed land landed sign "
        "signed grab grabbed win won steal stole pay paid bring brought raid raided snap "
        "snapped gain gained attract attracted pick picked scoop scooped pull pulled draw "
        "drew woo wooed tempt tempted entice enticed"
    ).split()
)
_HIRING = re.compile(
    r"['’]s? (?:\w+ )?(?:hires|recruits|catches|haul|newcomers|poaching)\b"
    r"|\s+(?:\w+ )?(?:managed|tried|try|wanted|planned|hoped|began|able|going) to "
    rf"(?:{'|'.join(sorted(_GAINS))})\b",
    re.IGNORECASE,
)
_PASSIVE = {"was", "were", "is", "are", "been", "being"}  # "how much was X paid"
_HELPING = {"did", "has", "had", "have", "group", "team", "lab", "unit", "arm", "division"}
_LOSSES = {"lose", "lost", "loses", "losing"}
_GIVES_UP = ["swapped", "swap", "swapping", "traded", "trade", "trading", "ditched", "abandoned"]
_LEAVING = ["leave", "left", "leaving", "quit", "quitting", "departed", *_GIVES_UP]
_AWAY = {"from", *_LEAVING}
_OUT_OF = {("out", "of"), ("out", "on"), ("years", "with"), ("years", "at")}
_TOWARDS = {"to", "join", "joined", "joining", "joins", "by", "into"}
_LEAVES = re.compile(rf"\b(?:leaves|{'|'.join(_LEAVING)})\b", re.IGNORECASE)
_HEAD = re.compile(
    r"\b(?:how many|how much|what|which|whose)\s+(?:is|was|are|were|'s)?\s*"
    r"(?:the |a |an |his |her |its )?"
    r"(?:(?:two|three|four|five|other|exact|total|annual|real|first|current)\s+)*(?P<noun>[^\W\d_]+)",
    re.IGNORECASE,
)
_ASKED_UNITS = (
    (re.compile(r"\b(?:how much|what|which)\b.*\b(?:percent(?:age)?|share|proportion)\b", re.I),
     frozenset({"percent"})),
    (re.compile(r"\bhow much\b.*\b(?:pa(?:y|id)|cost|spen[dt]|raised?|earn\w*|worth|offer\w*"
                r"|invest\w*|lend|lent|sold|sell|bought|buy|make|made|money|bid|fine[ds]?)\b"
                r"|\bwhat\b.*\b(?:price|salary|fee|revenue|valuation|cost|bonus)\b"
                r"|\bwhat (?:do|does|did|is|was|will) .*\b(?:pay|paid|paying|earn|cost)\b"
                r"|\bhow (?:large|big|high) \w+ the (?:award|price|offer|bonus|fine|fee|sum)\b",
                re.I),
     CURRENCIES),
)  # fmt: skip
_ASKS_DATE = re.compile(
    r"^(?:and |so |exactly )?when (?:exactly )?(?:did|was|were|is|are|does|do|has|have|will)\b"
    r"|\b(?:what|which) (?:exact )?(?:date|day|month|year)\b",
    re.IGNORECASE,
)
_NEWS = re.compile(
    r"(?:(?:so|and|hey|please|tell me|give me|show me|what(?:['’]?s| is| are)?|is there|any"
    r"|anything|the|some|most)\W+)*(?:news|new|latest|newest|recent)"
    r"(?: (?:news|developments?|updates?|events?|things?|happenings?|headlines?))?"
    r"(?: (?:in the (?:ai )?talent war|today|now|lately))?"
    r"(?:\W+(?:on|about|at|with|from|for|of|around|in)(?: the)? (?P<whom>.+?))?\W*",
    re.IGNORECASE,
)
VAGUE = frozenset(
    (
        "people person company companies firm firms thing things kind sort name names one ones "
        "two three money amount sum figure number percentage percent many much year years "
        "happened happen way men man women woman researcher researchers executive executives "
        "tech ai"
    ).split()
)
_NO_AIM = STOP_WORDS | VAGUE | set("day date month week time moment".split())
_CAPITALISED = re.compile(r"(?<![\w'’-])[A-ZÀ-Þ][\w-]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069]")


@dataclass(frozen=True, slots=True)
class Question:
    """A question taken apart. ``sources`` and ``goals`` are the names it has people come from
    and go to."""

    text: str
    stems: tuple[str, ...]
    names: frozenset[str]
    figures: tuple[Quantity, ...]
    kind: str
    wants_summary: bool
    joined: bool
    sources: frozenset[str]
    goals: frozenset[str]
    head: str  # stem of what is asked for: "share" in "what share of …", or ""
    strange: tuple[str, ...]  # stems of capitalised words that are no known name
    capitals: tuple[str, ...]  # the same words as they are written
    units: frozenset[str]  # of the figure that is asked for; empty if it may be any
    attributes: frozenset[str]  # what is asked about whom or what is named
    asks_who: bool  # somebody has to be named
    asks_which_firm: bool
    titles: frozenset[str]  # of posts
    parties: frozenset[str]  # organisations among ``sources`` and ``goals``
    when: str  # the time that is asked about: an ISO date or part of one, "now", or ""


def asks_date(text: str) -> bool:
    """Whether the answer has to be a time by the calendar."""
    return bool(_ASKS_DATE.search(text))


def news_wished(text: str) -> str | None:
    """Of whom or what the newest is asked for, "" if on the whole; None if it is not."""
    match = _NEWS.fullmatch(text.strip())
    return (match["whom"] or "") if match else None


def clean(text: str, *, max_chars: int) -> str:
    """The question without control characters and surplus space.

    Raises:
        QuestionError: nothing is left, or it is longer than ``max_chars``.
    """
    cleaned = " ".join(_CONTROL.sub(" ", text).split())
    if not any(ch.isalnum() for ch in cleaned):
        raise QuestionError("the question is empty; type a question in words")
    if len(cleaned) > max_chars:
        raise QuestionError(
            f"the question has {len(cleaned):,} characters; ask with at most {max_chars:,} "
            "(setting max_question_chars)"
        )
    return cleaned


def mend(text: str, linker: EntityLinker) -> str:
    """A question with its shorthand written out and its misspelt words mended."""
    return linker.mend(spelled_out(text))


def analyse(text: str, linker: EntityLinker) -> Question:
    """Take a question apart; shorthand is written out and misspelt words are mended first."""
    mended = mend(text, linker)
    mentions = linker.mentions(mended)
    sources, goals = _directions(mended, mentions)
    capitals = _capitals(mended, mentions)
    return Question(
        text=mended,
        stems=tuple(dict.fromkeys(content_stems(_SUMMARY.sub(" ", mended)))),
        # A place is a word like others: "back from the US" may be told as "from Silicon Valley".
        names=frozenset(m.name for m in mentions if linker.entities[m.name].type != "place"),
        figures=tuple(q for q in quantities(mended) if _binding(q, mended)),
        kind=next((k for k, p in _KINDS if re.search(p, mended, re.IGNORECASE)), "what"),
        wants_summary=bool(_SUMMARY.search(mended)) or _asks_who_is(mended, mentions),
        joined=bool(_JOINED.search(mended)),
        sources=linker.widened(sources),
        goals=linker.widened(goals),
        head=_head(mended),
        strange=tuple(stem(fold(word)) for word in capitals),
        capitals=capitals,
        units=_units(mended),
        attributes=asked_attributes(mended),
        asks_who=asks_who(mended),
        asks_which_firm=asks_which_firm(mended),
        titles=titles(mended),
        parties=linker.of_type(sources | goals, "organisation"),
        when=asked_time(mended),
    )


def _units(text: str) -> frozenset[str]:
    return next((units for pattern, units in _ASKED_UNITS if pattern.search(text)), frozenset())


def _asks_who_is(text: str, mentions: list[Mention]) -> bool:
    """ "Who is Yao Xin?", and nothing more."""
    bare = without(text, mentions)
    return bool(mentions) and bool(_WHO_IS.search(bare)) and not content_stems(bare)


def _head(text: str) -> str:
    match = _HEAD.search(text)
    if not match:
        return ""
    word = fold(match["noun"])
    return "" if word in _NO_AIM else stem(word)


def _capitals(text: str, mentions: list[Mention]) -> tuple[str, ...]:
    known = {i for m in mentions for i in range(m.start, m.end)}
    found = (m for m in _CAPITALISED.finditer(text) if m.start() > 0 and m.start() not in known)
    ordinary = STOP_WORDS | set(MONTHS)
    return tuple(m.group() for m in found if fold(m.group()) not in ordinary)


def _binding(figure: Quantity, text: str) -> bool:
    # "which two companies" only counts what is asked for; "$500 million" is part of the claim.
    return text[figure.start].isdigit() or not text[figure.start].isalpha() or bool(figure.unit)


def _directions(text: str, mentions: list[Mention]) -> tuple[frozenset[str], frozenset[str]]:
    sources, goals = set(), set()
    for mention in mentions:
        before = re.findall(r"[\w']+", text[: mention.start].lower())[-2:]
        after = re.findall(r"[\w']+|,", text[mention.end :].lower())[:2]
        last = next((w for w in reversed(before) if w not in ("the", "a")), "")
        if last in _AWAY or tuple(before) in _OUT_OF:
            sources.add(mention.name)
        elif (last == "for" and _LEAVES.search(text[: mention.start])) or last in _TOWARDS:
            goals.add(mention.name)
        elif _LOSSES.intersection(after):
            sources.add(mention.name)
        elif last not in _PASSIVE and _gains(text[mention.end :], last, after):
            goals.add(mention.name)
    return frozenset(sources), frozenset(goals)


def _gains(rest: str, last: str, after: list[str]) -> bool:
    """Whether a name is of who hires, buys or pays, by what follows it."""
    helped = _HELPING.intersection((last, *after[:1])) and _GAINS.intersection(after)
    return bool(helped or _GAINS.intersection(after[:1]) or _HIRING.match(rest))
