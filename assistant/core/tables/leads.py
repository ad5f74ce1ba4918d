"""What a request says around the question: how it begins, and in what form it wants answers."""

from __future__ import annotations

import re

from assistant.core.entities import EntityLinker
from assistant.core.tables.words import stems_of, strange_stems
from assistant.core.text import sentences

_POLITE = r"(?:please|kindly|ok|okay|so|hey|hi|hello|well|and|now|also|just|right|thanks|quickly)"
_ME = r"(?:me|us)"
_LEAD_IN = re.compile(
    rf"^(?:{_POLITE}\b[\s,]*)*(?:"
    rf"(?:(?:can|could|would|will) you (?:please |kindly |quickly )?)?(?:"
    rf"(?:run|walk|take|talk|guide) {_ME} through|remind {_ME}(?: of)?"
    rf"|help {_ME}(?: out)?(?: with)?"
    rf"|(?:tell|give|show|get|send|find) {_ME}(?: about)?(?= )|(?:let|fill) {_ME} (?:know|in on)"
    r"|(?<=you )(?:please |kindly |quickly )?(?:tell|give|show|list|name|find|say)(?= ))"
    r"|(?:i|we)(?:['’]d| would) (?:like|love)(?: to (?:know|see|have|hear|learn)(?: about)?)?"
    r"|(?:i|we)(?:['’](?:m|re)| am| are) (?:after|looking for|interested in|curious(?: about)?"
    r"|wondering(?: about)?|trying to (?:find out|find|work out|list))"
    r"|(?:i|we) (?:need|want|wonder|wondered)(?: to know)?|do you (?:know|have)(?: of)?"
    r"|what (?:do|can) you (?:know|have|tell me) (?:about|on)|any idea(?: of)?"
    r"|(?:is|are|was|were) there (?=an?y? |people|persons|individuals|some)"
    r"|(?:put together|compile|gather|collect) (?=all |every |each )"
    r"|a (?:quick |full |short |complete )*(?:list|rundown|overview|roundup|tally) of"
    r"|looking (?:at|over) (?:all )?|of all (?:the )?|among (?:all )?(?:the )?"
    r"|in (?:all )?your (?:notes|sources|records))?[\s,]*(?:whether |if )?",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\b(?:in|of|from|by|according to) (?:your|the) (?:notes|sources|records|table|list)\b"
    r"|\b(?:that )?(?:you (?:have|know(?: of)?|can (?:find|name|see))|are known|i mean|if so"
    r"|if any|with names)\b|\b(?:in|during) the (?:ai )?(?:talent )?war\b|\bplease\b|\bon earth\b"
    r"|\b(?:but )?only (?=(?:after|before|since|from|in|during|by|until) (?:\w+ ){0,3}20\d\d)"
    r"|\bwith ai start-?ups\b|\bin the (?:world|field|business|race) of ai\b",
    re.IGNORECASE,
)
_CONTRAST = re.compile(  # what is told apart from what is asked for
    r",? (?:and )?(?:not|rather than) (?:the (?:ones|other way (?:a?round|about))|those|vice versa)"
    r"[^.?!]*",
    re.IGNORECASE,
)
_AS = re.compile(
    r"^(?:as an? (?:[a-z-]+ ){0,2}[a-z-]+(?:,\s*|\s+(?=i\b|i['’]|we\b|which|who|what|could|can))"
    r"|(?:for|writing|compiling|preparing|drafting|making|building|doing) "
    r"(?:a|an|my|our|the) [^:,.]{0,40}[:,]\s*)"
    r"|^(?:counting heads|put a figure on it|and the other way round|the other way round"
    r"|quick (?:one|question)|question|just curious|out of curiosity|for the record"
    r"|(?:just )?to be (?:clear|sure)|one more(?: thing)?|next)\s*[:,]\s*",
    re.IGNORECASE,
)
_STATED = re.compile(r"\b(?:am|is|was|were|are|has|have|had|isn|wasn|i['’]m|we['’]re)\b", re.I)
_ASKS = re.compile(
    r"\b(?:who|whom|whose|which|what|how|where|list|name|names|give|any|did|people|everyone)\b",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\b(?:whom?|whose|which|what|how|where|list|names?|give|show)\b", re.I)
_FORM = stems_of(
    "name names list few suffice suffices enough please thanks thank need want just short brief "
    "one ones date dates month months day days year years exactly full know like people persons "
    "bullet bullets order would do fine give say which who whom what answer ok okay and too as "
    "well also if possible cheers only amount amounts price prices figure figures sum sums exact "
    "whereto company companies firm firms employer employers each plus from great nice fine "
    "helpful appreciated"
)
_ONLY_FORM = re.compile(r"^(?:(?:i|we) )?only\b", re.I)
_HELD = re.compile(r"\b(?:not|no|never|only|without|before|after|since|until|before)\b|\d", re.I)


_PUT_ASIDE = re.compile(
    r"\b(?:leav|sett|putt)ing (?P<one>[^,.;:?!]{2,40}?) (?:aside|out)\b"
    r"|^(?P<other>[^,.;:?!]{2,40}?) (?:aside|excluded|excepted)(?=,)",
    re.IGNORECASE,
)
_HINT = re.compile(
    r"(?<=[.?!]) (?:i|we) (?:already |do )?(?:know|have|heard|remember) (?:of |about )?"
    r"(?:at least )?(?:one|some|two)\b[^.?!]*[.!]?$|,? (?:[\w-]+ )?names only\.?$"
    r"|[:,] (?:target|buyer|seller|price|name|date|sum|amount|firm|compan)\w* (?:plus|and|with|\+) "
    r"(?:the )?(?:target|buyer|seller|price|name|date|sum|amount|firm|compan)\w*\W*$",
    re.IGNORECASE,
)
_IN_THE_BOOKS = re.compile(
    r"^anything (?:in|on) (?:the|your) (?:books?|records?|ledger|table) (?:for|in|from) "
    r"(?P<when>[^?.!]+)[?.!](?=.*\bwho\b)",
    re.IGNORECASE,
)
_DATE_ONLY = re.compile(r"^(?P<date>(?:[A-Z]\w+ )?(?:19|20)\d\d) only:", re.IGNORECASE)
_NEXT_NOT = re.compile(
    r"\bwhose (?:next|new|later) (?:stop|employer|home|job|company|firm|move|destination)"
    r" (?:was|is|were|has) ?(?:not|n['’]t)(?: been)? (?:to |at |with )?",
    re.IGNORECASE,
)


def without_lead_in(text: str) -> str:
    """The question without the politeness around it: "Could you tell me …", "… in your notes"."""
    text = _CONTRAST.sub("", _ASIDE.sub(" ", _LEAD_IN.sub("", text)))
    text = _IN_THE_BOOKS.sub(r"who moved in \g<when>?", text)
    text = _DATE_ONLY.sub(r"\g<date>:", _HINT.sub("", text))
    text = _PUT_ASIDE.sub(lambda m: f"apart from {m['one'] or m['other']}", text)
    return " ".join(_NEXT_NOT.sub("but not to ", text).split())


def itself(text: str, linker: EntityLinker) -> str:
    """The request without what introduces it: "I'm a recruiter mapping the field: who …?" """
    text = _without_form(_AS.sub("", text), linker)
    lead, colon, rest = text.partition(": ")
    if not colon or not _ASKS.search(rest):
        return text
    told = _STATED.search(lead) and not _ASKS.search(lead) and linker.names(rest)
    return rest if told and not re.search(r"\d", lead) else text


def _without_form(text: str, linker: EntityLinker) -> str:
    """Without what follows and only says how to answer: "A few names suffice." """
    spans = sentences(text)
    kept = text[: spans[0][1]] if spans else text
    if not _ASKED.search(kept) and not kept.endswith("?"):
        return text  # what follows is the question
    for start, end in spans[1:]:
        said = text[start:end]
        if not is_form(said, linker):
            kept += f" {_LEAD_IN.sub('', said)}"
    return kept


def is_form(said: str, linker: EntityLinker) -> bool:
    """Whether a sentence only says in what form to answer."""
    if linker.mentions(said) or (_HELD.search(said) and not _ONLY_FORM.match(said)):
        return False
    return not strange_stems(said, linker, _FORM)
