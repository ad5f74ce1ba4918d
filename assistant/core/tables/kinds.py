"""What a question asks of the table of moves, by the words that it is put in."""

from __future__ import annotations

import re
from typing import Literal

from assistant.core.tables.verbs import PERSONS
from assistant.core.tables.words import asks_for_several, stems_of

Operation = Literal[
    "people", "employer", "origins", "targets", "repeat", "first", "last",
    "returned", "way", "refused", "declined", "founded", "attempts", "earlier", "later",
    "months", "career",
]  # fmt: skip

OF_ONE: tuple[Operation, ...] = ("employer", "career")  # person

_MOVERS = (
    r"(?:hires?|recruits|group|arrivals|newcomers|departures|exits|job (?:changes|moves|switches)"
    r"|moves|losses|additions|leavers|joiners|movers|switchers|defections|defectors|resignations"
    r"|transfers|switches|crossovers|turncoats|deserters|poachings|haul|boomerangs)"
)
_REPEAT = re.compile(
    r"\b(?:with|made|make|through|had|have) (?:\w+ )?(?:two|three|several"
    r"|multiple) (?:different )?(?:job )?"
    r"(?:moves|switches|changes|employers|hops|transfers)\b|\b(?:more than once|twice"
    r"|several times|repeatedly|multiple times)\b",
    re.I,
)
_ASKS_PEOPLE = re.compile(
    r"\b(?:whom?|whose|everyone|everybody|anyone|anybody|somebody|someone|names|enumerate)\b"
    r"|\bwhich (?:ones|two|three|four|few)\b"
    rf"|\b(?:which|what|name|names of|list|how many|how large|all|any)\b(?: [\w’'-]+){{0,4}}?"
    rf" (?:{PERSONS}|{_MOVERS})\b"
    rf"|^(?:[\w’'-]+ ){{0,3}}(?:{PERSONS}|{_MOVERS})\b",
    re.I,
)
_ASKS_COMPANIES = re.compile(
    r"\b(?:which|what|list|name|whose)\b(?: \w+){0,2}?"
    r" (?:compan|firm|employer|rival|lab|organi|competitor|outfit|place\b|places\b)"
    r"|^(?:the )?(?:\w+ ){0,2}(?:companies|firms|employers|rivals|labs|outfits)\b"
    r"|\bwhere\b.*\b(?:from|to)\b",
    re.I,
)
_WHO = re.compile(r"\bwhom?\b", re.I)
_LOSING = re.compile(r"\b(?:lost|lose|losing)\b|\bfrom (?:which|what)\b|\bfrom\?*$", re.I)
_ENDS: tuple[tuple[re.Pattern[str], Operation], ...] = (
    (
        re.compile(
            r"\b(?:last(?! (?:year|month|week|quarter|half))|latest|newest|freshest"
            r"|most recent(?:ly)?)\b",
            re.I,
        ),
        "last",
    ),
    (re.compile(r"\b(?:first|earliest)\b", re.I), "first"),
)
_ORDERS: tuple[tuple[re.Pattern[str], Operation], ...] = (
    (re.compile(r"\b(?:sooner|earlier|first)\b", re.I), "earlier"),
    (re.compile(r"\b(?:later|last|more recently)\b", re.I), "later"),
)
_THEN = re.compile(r"\bthen\b", re.I)
_HOW_MANY = re.compile(r"\bhow (?:many|large)\b", re.I)
_NAMED = re.compile(r"\b(?:named?|by name|names|listed|who|group)\b", re.I)
_RETURNS = re.compile(
    r"\b(?:(?:go\w*|went|came|come|move\w*|head\w*|straight|directly|(?<=\S )) ?back (?:to|at|with)"
    r"|return\w* to|rejoin\w*|boomerang\w*"
    r"|(?:already|previously|once|earlier) (?:been|worked|spent|had)\b)",
    re.I,
)
_REFUSES = re.compile(
    r"\b(?:said no|say no|turn\w*(?: [\w.'’-]+){0,3} down|resist\w*|declin\w*|reject\w*"
    r"|refus\w*|rebuff\w*|spurn\w*|snub\w*)\b",
    re.I,
)
_AFTER_ALL = re.compile(
    r"\b(?:yet|still|later|(?:but|and) then|eventually|after all|anyway|in the end"
    r"|nevertheless|nonetheless|even so|before)\b",
    re.I,
)
_FOUNDS = re.compile(
    r"\b(?:start|found|set(?:ting)? up|launch|create?|build|built|establish)(?:ed|ing|s|es|d)?"
    r"(?: \w+){0,4}?"
    r" (?:own|company|companies|start-?ups?|something|things?|ventures?|labs?|firms?|funds?"
    r"|business\w*)\b",
    re.I,
)
_GONE = re.compile(
    r"\b(?:left|leav\w+|quit\w*|walk\w*|depart\w*|(?:went|go|going) off|exit\w*|resign\w*"
    r"|gave up|alumni|former|ex)\b",
    re.I,
)
_TRIES = re.compile(
    r"\b(?:tr(?:y|ied|ies|ying)|attempt\w*|sought|want\w*|hop(?:e|ed|ing)|fail\w*|negotiat\w+)\b"
    r".*\b(?:buy|buying|acquir\w+|purchas\w+|tak\w+ over)\b",
    re.I,
)
_MONTH = re.compile(r"\b(?:which|what) (?:calendar )?month\b", re.I)
MOST = re.compile(r"\bmost\b(?! recent)", re.I)
LARGEST_NUMBER = re.compile(
    r"\b(?:the )?(?:largest|greatest|biggest|highest) (?:number|share|group|part) of ", re.I
)
WORDS_OF: dict[Operation, frozenset[str]] = {
    "returned": stems_of(
        "return returned returning spell stint elsewhere again previously already work works "
        "worked earlier times time spent years previous past rejoin rejoined boomerang boomerangs "
        "short brief later old"
    ),
    "way": stems_of(
        "cv cvs resume resumes resumé reads read order sequence employed "
        "list lists hop hops two step steps stage stages stop via first work worked road route "
        "path trail took"
    ),
    "refused": stems_of(
        "said say no refuse refused reject rejected decline declined down spurn spurned snub "
        "snubbed rebuff rebuffed offer offers huge big yet still later eventually anyway end first"
    ),
    "declined": stems_of(
        "said say no refuse refused reject rejected decline declined down spurn spurned snub "
        "snubbed rebuff rebuffed resist resisted offer offers money package packages pay paid bid "
        "bids advance advances approach approaches initially first turned huge big job jobs lavish "
        "millions"
    ),
    "founded": stems_of(
        "start started starting found founded founding set setting launch launched create created "
        "build built establish own thing things something venture ventures startup startups "
        "start-up start-ups up new fund player players business outfit outfits"
    ),
    "attempts": stems_of(
        "try tried tries trying attempt attempts attempted sought want wanted hope hoped fail "
        "failed failing negotiate negotiated buy buying acquire acquiring purchase purchasing take "
        "taking startup startups start-up start-ups start up success vain outright refused "
        "rebuffed unsuccessfully without"
    ),
    "earlier": stems_of("sooner earlier month day date"),
    "later": stems_of("later recently month day date"),
    "months": stems_of("calendar month largest number busy busiest"),
}


def operation_of(text: str, *, persons: int, way: bool, counts: bool = False) -> Operation | None:
    """What is asked, by its words; ``counts`` if the table may count what is asked for."""
    if persons:
        orders = (operation for pattern, operation in _ORDERS if pattern.search(text))
        return next(orders, None) if persons > 1 else None
    if _MONTH.search(text) and MOST.search(text):
        return "months"
    if _TRIES.search(text):
        return "attempts"
    if way:
        return "way"
    if _REFUSES.search(text):
        if _AFTER_ALL.search(text):
            return "refused"
        return "declined" if _ASKS_PEOPLE.search(text) else None
    if _FOUNDS.search(text) and _GONE.search(text):
        return "founded"
    if counts_only(text):
        return "people" if counts else None  # the sources have counts of their own
    if _REPEAT.search(text):
        return "repeat"
    if _RETURNS.search(text):
        return "returned" if _ASKS_PEOPLE.search(text) else None
    return _listing(text)


def counts_only(text: str) -> bool:
    """Whether only a number is asked for, and no names."""
    return bool(_HOW_MANY.search(text)) and not _NAMED.search(text)


def _listing(text: str) -> Operation | None:
    people, firms = _ASKS_PEOPLE.search(text), _ASKS_COMPANIES.search(text)
    for pattern, operation in _ENDS:
        if people and pattern.search(text):
            stages = _THEN.search(text)  # "first at A, then at B"
            return None if stages or asks_for_several(text) else operation
    if firms and not _WHO.search(text) and not (people and people.start() < firms.start()):
        return "origins" if _LOSING.search(text) else "targets"
    return "people" if people else None
