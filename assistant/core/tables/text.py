"""A question to the tables in plainer words: without asides, and with companies by their names."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.core.entities import EntityLinker, Mention
from assistant.core.tables.leads import itself, without_lead_in
from assistant.core.tables.verbs import AUX, GAIN
from assistant.core.text import STOP_WORDS, sentences

_FIRM = (
    r"(?:company|firm|start-?up|lab|labs|shop|outfit|house|camp|business|venture|group|empire"
    r"|employer)"
)
_LED = re.compile(rf"^(?P<leader>.+?)['’]s (?P<kind>.*){_FIRM}$", re.IGNORECASE)
_OWN = re.compile(rf"['’]s (?P<kind>(?:\w+ )?){_FIRM}\b", re.IGNORECASE)
_TOWARDS = re.compile(
    r"\b(?:join(?:s|ed|ing)?|by|from|to|for|with|turn(?:ed|ing)?|reject\w*|refus\w*|rebuff\w*|spurn\w*"
    r"|snub\w*|left|leaving|quit|ditch\w*|desert\w*|abandon\w*)\s+$",
    re.IGNORECASE,
)
_ACTS = re.compile(
    r"^(?:['’]s(?= (?:offers?|payroll|raid|hires|recruits|team|people"
    r"|(?:(?:seed|first|latest|funding) )*(?:rounds?|raise|money|valuation|stake))\b"
    r"|\s*(?:[?.,]|$)))"
    rf"|^ (?:first )?{AUX}(?:{GAIN}|(?:try|tried|want|offer)\w*\b)",
    re.IGNORECASE,
)
_POSSESSOR = re.compile(r"\b[A-Z][\w-]+['’]s\s+$")
_IT = re.compile(r"\b(?:its(?= )|it|there)\b", re.IGNORECASE)
_MODELS = re.compile(r"\bmodels?[ -](?=(?:builder|maker|developer|trainer)s?\b)", re.I)
_HEAD = re.compile(r"^[^:?!]+: ")
_SHORT = re.compile(r"(?<=[\w,] )[A-Z][\w-]+(?=['’]|\s)")


def plainly(text: str, linker: EntityLinker) -> str:
    """The question itself, with each company by its name."""
    named = _leaders_firms(_MODELS.sub("", without_lead_in(text)), linker)
    named = _short_names(_leaders(named, linker), linker)
    return _it_named(without_lead_in(itself(named, linker)), linker)


@lru_cache(maxsize=8)
def _heads(linker: EntityLinker) -> dict[str, dict[str, str]]:
    """Leader → kind of firm → firm, from aliases such as "Musk's AI company"."""
    heads: dict[str, dict[str, str]] = {}
    firms = [e for e in linker.entities.values() if e.type == "organisation"]
    told = ((firm, match) for firm in firms for a in firm.aliases if (match := _LED.match(a)))
    for firm, match in told:
        for name in linker.names(match["leader"]):
            heads.setdefault(name, {})[match["kind"].strip().lower()] = firm.name
    return heads


def _firm_of(leader: str, kind: str, linker: EntityLinker) -> str:
    """The firm that a person leads, if the kind leaves no doubt which."""
    firms = _heads(linker).get(leader, {})
    if len(set(firms.values())) == 1 and kind in ("", "ai", *firms):
        return next(iter(firms.values()))
    return firms.get(kind, "")


def firm_led_by(person: str, linker: EntityLinker) -> str:
    """The firm that a person leads, if there is just one."""
    return _firm_of(person, "", linker)


def _leaders_firms(text: str, linker: EntityLinker) -> str:
    """ "Elon Musk's AI firm" by its name."""
    for mention in reversed(linker.mentions(text)):
        own = _OWN.match(text[mention.end :])
        firm = _firm_of(mention.name, own["kind"].strip().lower(), linker) if own else ""
        if own and firm:
            text = text[: mention.start] + firm + text[mention.end + own.end() :]
    return text


def _leaders(text: str, linker: EntityLinker) -> str:
    """A leader who hires or is joined by the name of the firm; no owner before a firm's name."""
    mentions = [m for m in linker.mentions(text) if not is_word(m, text, linker)]
    for number, mention in reversed([*enumerate(mentions)]):
        after = mentions[number + 1] if number + 1 < len(mentions) else None
        before, rest = text[: mention.start], text[mention.end :]
        firm = _firm_of(mention.name, "", linker)
        if after and _is_owner(mention, text[mention.end : after.start], linker):
            text = before + rest[after.start - mention.end :]
        elif firm and (_TOWARDS.search(before) or _ACTS.match(rest)):
            text = before + firm + rest
        elif linker.entities[mention.name].type == "organisation":
            owner = _POSSESSOR.search(before)
            names = linker.names(owner.group()) if owner else ()
            known = any(linker.entities[name].type != "place" for name in names)
            text = (before[: owner.start()] if owner and not known else before) + text[
                mention.start :
            ]
    return text


def is_word(mention: Mention, text: str, linker: EntityLinker) -> bool:
    """Whether a product's name, written small, is a word: "a seed round"."""
    return linker.entities[mention.name].type == "product" and text[mention.start].islower()


def _is_owner(mention: Mention, between: str, linker: EntityLinker) -> bool:
    person = linker.entities[mention.name].type == "person"
    return person and bool(re.fullmatch(r"['’]s\s+", between))


def _short_names(text: str, linker: EntityLinker) -> str:
    """ "the Scale stake" with the whole name, if only one organisation's begins so."""
    taken = [(m.start, m.end) for m in linker.mentions(text)]
    for match in reversed(list(_SHORT.finditer(text))):
        word = match.group()
        owners = {
            e.name
            for e in linker.entities.values()
            if e.type == "organisation" and e.name.startswith((f"{word} ", f"{word}."))
        }
        free = not any(start <= match.start() < end for start, end in taken)
        if free and len(owners) == 1 and word.lower() not in STOP_WORDS:
            text = text[: match.start()] + owners.pop() + text[match.end() :]
    return text


def _it_named(text: str, linker: EntityLinker) -> str:
    """ "X has bled talent. Whom has it lost?": whom has X lost?"""
    spans = [(0, lead.end()), (lead.end(), len(text))] if (lead := _HEAD.match(text)) else []
    spans = spans or sentences(text)
    if len(spans) < 2 or not _IT.search(text[spans[1][0] :]):
        return text
    firms = {m.name for m in linker.mentions(text) if _is_firm(m, linker)}
    if len(firms) != 1:
        return text
    (firm,) = firms
    first, rest = text[: spans[0][1]], text[spans[0][1] :]
    rest = _IT.sub(lambda m: f"{firm}'s" if m.group().lower() == "its" else firm, rest)
    return first + rest


def _is_firm(mention: Mention, linker: EntityLinker) -> bool:
    return linker.entities[mention.name].type == "organisation"
