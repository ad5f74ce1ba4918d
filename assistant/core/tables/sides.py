"""Who is left and who is joined: the side of a move on which a question puts each company.

Companies are replaced by marks, "<0> people who joined <1>", and frames of verbs and nouns are
looked for around them; each frame says which mark is the source (S), which the goal (G), and where
people are told to belong (B).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from assistant.core.entities import EntityLinker, Mention
from assistant.core.tables.verbs import (
    AUX,
    GAIN,
    GOING,
    JOIN,
    LEAVE,
    LEAVERS,
    LOSE,
    NEWCOMERS,
    PERSONS,
    REFUSE,
    SEES,
    SWAP,
)
from assistant.core.tables.words import EXCEPTING

_FIRM = (
    r"(?:company|companies|employers?|firms?|rivals?|labs?|outfits?|place|places|anywhere|anyone)"
)
_TOWN = r"(?:straight|right|directly|over|back|on|away|across|and|then|later|up)"
_FRAMES = tuple(
    re.compile(
        re.sub(r"[SGB]", lambda m: rf"(?:the )?<(?P<{m[0].lower()}>[\d+]+)>(?:['’]s?)?", frame)
    )
    for frame in (
        rf"{REFUSE} (?:an? |the |any )?(?:\w+ )?(?:offers?|approach\w*|advances?|bids?|money)?"
        r"(?: (?:by|from|of))? ?G",
        rf"\b{NEWCOMERS} G (?:has |had )?made\b",
        rf"\bfrom S (?:{_TOWN} )*(?:in)?to G",
        r"S(?: ?(?:[-=]+>|→|>|-to-) ?| to )G",
        rf"S {AUX}{SEES} (?:\w+ ){{0,3}}?{GOING}\b",
        rf"\b{SWAP} (?:\w+ ){{0,3}}?S (?:\w+ ){{0,2}}?for G",
        rf"\b{LEAVE} (?:(?!for\b|to\b|of\b)\w+ )?S(?: (?:\w+ ){{0,3}}?(?:for|to|and join\w*) G)?",
        rf"G {LEAVERS}\b(?= to\b)".replace("G", "S"),
        rf"S (?:ai |former |ex-)?(?:[\w-]+ )?{LEAVERS}\b",
        rf"\b{LEAVERS} (?:at|from|of) S",
        rf"G (?:ai |new |latest |newest |recent )*{NEWCOMERS}\b",
        rf"\b{NEWCOMERS} (?:at|of|to) G",
        rf"\b{LOSE} by S",
        rf"S {AUX}{LOSE}\b",
        r"\b(?:out of|from|away from|off|ex-|formerly (?:at|of|with)|former) ?S",
        rf"\b{JOIN} ?G",
        r"\b(?:to|into|onto|by|towards) G",
        rf"G {AUX}{GAIN}\b",
        rf"G {AUX}(?:try|tried|tries|attempt|want|sought|seek|hop|fail|offer|negotiat)\w*",
        rf"\b{GAIN} (?:away )?S (?:ai )?(?:team|{PERSONS})",
        rf"B (?:ai |former |ex-)*(?:[\w-]+ )?{PERSONS}\b",
        rf"\b(?:{PERSONS}|(?:any|every|some)(?:one|body)|whom?) (?:who (?:were|was|worked"
        rf"|had (?:been|worked)) )?(?:at|of|with) B",
        r"\b(?:raid|plunder|tap)\w* S",
        r"S (?:background|past|pedigree|roots)\b",
        r"\b(?:gave|give[sn]?|suppl(?:y|ied|ies|ying)|sent|sends?) G",
        r"\bfor G",
        r"\bat G",
    )
)  # fmt: skip
_MARK = re.compile(r"<([\d+]+)>")
_JOINT = re.compile(
    r"<([\d+]+)>(?:['’]s)?(?:\s*,|,? (?:and|or|as well as)|\s*/|\s*&) (?:the )?<(\d+)>"
)
_EXCEPTING = (
    rf"(?:{EXCEPTING}|but not"
    r"|not(?: come)?(?: out)?|isn['’]t|rather than)"
)
_LEFT_OUT = re.compile(
    rf"(?:\b(?:(?P<side>to|for|at|join\w*|from|into|out of) (?:an?y? |some )?(?:other )?"
    rf"|(?P<old>previous|former|prior|old|last) ){_FIRM} )?"
    rf"(?:\b{_EXCEPTING}|\b(?:but|and|yet) (?:did not|didn['’]t|never) (?:go|move|head|switch"
    rf"|end up"
    r"|land|turn up|(?P<join>join))) (?P<own>to |from |of |at |for )?(?:the )?<(?P<x>[\d+]+)>"
)
_STEP = (
    r"(?:and|then|later|next|on|onwards|over|back|again|finally|straight|went|go|going|from|there"
    r"|afterwards|first|only|came|moved|was|worked)"
)
_ON = (
    r"(?:\s*(?:[-=]+>|→|>)\s*"
    rf"|,? (?:{_STEP} ?,? ?)*(?:to|into|joined|via|for) |,? (?:{_STEP} ?,? ?)+(?:at|with) )"
)
_CHAIN = re.compile(
    rf"<(?P<a>\d+)>(?:['’]s)?{_ON}<(?P<b>\d+)>(?:['’]s)?"
    rf"(?:(?: \w+){{0,2}}? (?=and|then|later))?{_ON}<(?P<c>\d+)>"
)
_IN_ORDER = re.compile(
    r"\bin (?:exactly )?(?:that|this) (?:very |exact )?(?:order|sequence)\b"
    r"|\bone after (?:the other|another)\b",
    re.IGNORECASE,
)
_STATIONS = 3  # that make a way, at least


@dataclass(slots=True)
class Sides:
    """Where people come from, where they go, and what is left out on either side."""

    origin: set[str] = field(default_factory=set)
    target: set[str] = field(default_factory=set)
    not_from: set[str] = field(default_factory=set)
    not_to: set[str] = field(default_factory=set)
    way: tuple[str, ...] = ()  # of stations, one after the other
    rest: str = ""  # the question with marks, without what is left out

    @property
    def names(self) -> set[str]:
        """All names that have a side."""
        return self.origin | self.target | self.not_from | self.not_to | set(self.way)


def sides_of(text: str, linker: EntityLinker) -> Sides:
    """The side of each company that a question names; one that fits no frame is on none."""
    firms = [m for m in linker.mentions(text) if _is_firm(m, linker)]
    small = text.lower()
    marked = _marked(small if len(small) == len(text) else text, firms)
    names = [m.name for m in firms]
    if _IN_ORDER.search(text) and len(firms) >= _STATIONS:
        return Sides(way=tuple(names), rest=marked)
    found = Sides(rest=_LEFT_OUT.sub(" ", marked))
    if chain := _CHAIN.search(marked):
        found.way = tuple(names[int(chain[g])] for g in "abc")
        return found
    placed: set[str] = set()
    unclear = _leave_out(marked, names, found, placed)
    for frame in _FRAMES:
        for match in frame.finditer(marked):
            # "Meta's researchers" who came from elsewhere are those who went there.
            now_there = found.origin and not found.target
            belonging = found.target if now_there else found.origin
            sides = (("s", found.origin), ("g", found.target), ("b", belonging))
            for group, side in sides:
                mark = match.groupdict().get(group)
                if mark and mark not in placed:
                    placed.add(mark)
                    side |= _named(mark, names)
    # What is left out without a word of its side is on the one that is not named.
    (found.not_to if found.origin or not found.target else found.not_from).update(unclear)
    return found


def _is_firm(mention: Mention, linker: EntityLinker) -> bool:
    return linker.entities[mention.name].type in ("organisation", "group")


def _marked(text: str, firms: Sequence[Mention]) -> str:
    """The text with a mark for each company, and one for those that are listed together."""
    for number in reversed(range(len(firms))):
        firm = firms[number]
        text = f"{text[: firm.start]}<{number}>{text[firm.end :]}"
    while (joint := _JOINT.search(text)) is not None:
        text = f"{text[: joint.start()]}<{joint[1]}+{joint[2]}>{text[joint.end() :]}"
    return text


def _named(mark: str, names: Sequence[str]) -> set[str]:
    return {names[int(number)] for number in mark.split("+")}


def _leave_out(marked: str, names: Sequence[str], found: Sides, placed: set[str]) -> set[str]:
    """Puts on its side what is left out, and returns that of which the side is not said."""
    unclear: set[str] = set()
    for match in _LEFT_OUT.finditer(marked):
        word = match["own"] or match["side"] or match["join"] or match["old"] or ""
        side = (
            found.not_to
            if word.strip() in ("to", "for", "at", "into") or word.startswith("join")
            else (found.not_from if word else unclear)
        )
        side |= _named(match["x"], names)
        placed.add(match["x"])
    return unclear
