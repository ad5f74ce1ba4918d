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

PERSONS = (
    r"(?:people|persons|researchers?|engineers?|employees?|staff(?:ers)?|experts?|scientists?"
    r"|talents?|alumni|alumnus|alums?|folks|veterans?|stars?|(?:co-?)?founders?|members?"
    r"|executives?|workers|names|specialists?|developers?|bosses|person|men|women|colleagues)"
)
_FIRM = (
    r"(?:company|companies|employers?|firms?|rivals?|labs?|outfits?|place|places|anywhere|anyone)"
)
AUX = r"(?:(?:has|had|have|did|does|also|already|ever|ai|recently|since|so far|itself) )*"
GAIN = (
    r"(?:hir|poach|recruit|snatch|snap|lur|tak|took|tempt|get\b|got\b|gain|nab|land|sign|grab|win"
    r"|won|steal|stole|bring|brought|raid|attract|pick|scoop|found\b|find\b|welcom|acquir|pull"
    r"|pry|pri|entic|secur|draw|drew|collect|bag|swip|whisk|add|buy|bought)\w*"
)
_LOSE = r"(?:lost|lose[sd]?|losing|shed|bled|bleed\w*|hemorrhag\w+|haemorrhag\w+|forfeit\w*)"
_LEAVE = (
    r"(?:left|leav(?:e|es|ing)|quit\w*|depart(?:s|ed|ing)?(?: from)?|exit(?:s|ed|ing)?"
    r"|ditch\w*|abandon\w*|desert\w*|forsook|forsak\w+|dump\w*|g(?:ive|ave|iven|iving) up"
    r"|part\w* (?:ways|company) with|walk\w* (?:out (?:on|of|at)|away from)|resign\w* from"
    r"|turn\w* (?:his|her|their|its) backs? on|sa(?:id|y|ys|ying) goodbye to|step\w* away from"
    r"|defect\w* from|bail\w* (?:out )?on|jump\w* ship (?:from|at)|flee\w*|fled|tir\w+ of)"
)
_SWAP = r"(?:swap\w*|trad(?:e|es|ed|ing)|exchang\w+|ditch\w*|drop\w*)"
_JOIN = (
    r"(?:(?:re)?join(?:s|ed|ing)?|(?:end|land|wound|wind|turn|show|sign)(?:s|ed|ing)?"
    r"(?: up| on| back)*(?: at| with| on| in)|arriv\w+ at|work\w* (?:at|for) |now (?:at|with)"
    r"|mov\w+ to|start\w* at|hired? on at|(?:go\w*|went) over to|bound for|head\w* for|off to"
    r"|back (?:at|with|to)|opt\w* for|chose|choos\w+|pick\w*)"
)
_NEWCOMERS = (
    r"(?:arrivals?|recruits?|hires|newcomers?|additions|intake|signings?|joiners?|payroll"
    r"|new faces|raids?|newest|latest)"
)
_LEAVERS = r"(?:departures?|exits?|leavers?|defectors?|losses|emigrants?|exodus|quitters|alumni)"
MOVING = re.compile(  # a word of moving; "OpenAI's stars" alone asks of no move
    rf"\b(?:{GAIN}|{_LOSE}|{_LEAVE}|left|leav\w+|quit\w*|depart\w*|{_SWAP}|{_NEWCOMERS}|{_LEAVERS}"
    r"|(?:re)?join\w*|mov\w+|went|go(?:es|ing|ne)?|c(?:a|o)m(?:e|ing)|switch\w*|chang\w+|hop\w*"
    r"|jump\w*|defect\w*|bolt\w*|return\w*|transfer\w*|head\w* for|bound for|off to|gone"
    r"|(?:end|wound|turn)\w* up|now (?:at|with)|back (?:to|at|with)|former|ex|arriv\w*"
    r"|part\w* ways|walk\w*)\b",
    re.IGNORECASE,
)
_TOWN = r"(?:straight|right|directly|over|back|on|away|across|and|then|later|up)"
_FRAMES = tuple(
    re.compile(
        re.sub(r"[SGB]", lambda m: rf"(?:the )?<(?P<{m[0].lower()}>[\d+]+)>(?:['’]s?)?", frame)
    )
    for frame in (
        rf"\bfrom S (?:{_TOWN} )*(?:in)?to G",
        r"S(?: ?(?:->|→|>|-to-) ?| to )G",
        rf"\b{_SWAP} (?:\w+ ){{0,3}}?S (?:\w+ ){{0,2}}?for G",
        rf"\b{_LEAVE} (?:(?!for\b|to\b|of\b)\w+ )?S(?: (?:\w+ ){{0,3}}?(?:for|to|and join\w*) G)?",
        rf"G {_LEAVERS}\b(?= to\b)".replace("G", "S"),
        rf"S (?:ai |former |ex-)?(?:[\w-]+ )?{_LEAVERS}\b",
        rf"\b{_LEAVERS} (?:at|from|of) S",
        rf"G (?:ai |new |latest |newest |recent )*{_NEWCOMERS}\b",
        rf"\b{_NEWCOMERS} (?:at|of|to) G",
        rf"\b{_LOSE} by S",
        rf"S {AUX}{_LOSE}\b",
        r"\b(?:out of|from|away from|off|ex-|formerly (?:at|of|with)|former) ?S",
        rf"\b{_JOIN} ?G",
        r"\b(?:to|into|onto|by|towards) G",
        rf"G {AUX}{GAIN}\b",
        rf"G {AUX}(?:try|tried|tries|attempt|want|sought|seek|hop|fail|offer|negotiat)\w*",
        rf"\b{GAIN} (?:away )?S (?:ai )?(?:team|{PERSONS})",
        rf"B (?:ai |former |ex-)*(?:[\w-]+ )?{PERSONS}\b",
        rf"\b{PERSONS} (?:who (?:were|was|worked|had (?:been|worked)) )?(?:at|of|with) B",
        r"\b(?:raid|plunder|tap)\w* S",
        r"\bfor G",
        r"\bat G",
    )
)  # fmt: skip
_MARK = re.compile(r"<([\d+]+)>")
_JOINT = re.compile(
    r"<([\d+]+)>(?:['’]s)?(?:\s*,|,? (?:and|or|as well as)|\s*/|\s*&) (?:the )?<(\d+)>"
)
_EXCEPTING = (
    r"(?:other than|except(?: for)?|besides|apart from|excluding|leaving out|beyond|but not"
    r"|not(?: come)?(?: out)?|isn['’]t|rather than)"
)
_LEFT_OUT = re.compile(
    rf"(?:\b(?P<side>to|for|at|join\w*|from|into|out of) (?:an?y? |some )?(?:other )?{_FIRM} )?"
    rf"\b{_EXCEPTING} (?P<own>to |from |of |at |for )?(?:the )?<(?P<x>[\d+]+)>"
)
_ON = (
    r"(?:\s*(?:->|→|>)\s*"
    r"|,? (?:(?:and|then|later|next|on|onwards|over|back|again|finally|straight|went|go|going|from"
    r"|there|afterwards) ?,?)*(?:to|into|joined|via|for) )"
)
_CHAIN = re.compile(
    rf"<(?P<a>\d+)>(?:['’]s)?{_ON}<(?P<b>\d+)>(?:['’]s)?"
    rf"(?:(?: \w+){{0,2}}? (?=and|then|later))?{_ON}<(?P<c>\d+)>"
)


@dataclass(slots=True)
class Sides:
    """Where people come from, where they go, and what is left out on either side."""

    origin: set[str] = field(default_factory=set)
    target: set[str] = field(default_factory=set)
    not_from: set[str] = field(default_factory=set)
    not_to: set[str] = field(default_factory=set)
    way: tuple[str, ...] = ()  # of three stations, one after the other
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
        word = (match["own"] or match["side"] or "").strip()
        side = (
            found.not_to
            if word in ("to", "for", "at", "into") or word.startswith("join")
            else (found.not_from if word else unclear)
        )
        side |= _named(match["x"], names)
        placed.add(match["x"])
    return unclear
