"""What became of something, or how much of it, where a fact tells it otherwise than a question.

An offer that was refused, a deal that failed, the second largest for the largest, a part for the
whole, a rise for a fall, and what a fact says of nobody: "not a defendant".
"""

from __future__ import annotations

import re

from assistant.core.entities import EntityLinker
from assistant.core.premises.figures import shown
from assistant.core.questions import Question
from assistant.core.text import content_stems, fold, stem
from assistant.types import Fact

_REFUSED = re.compile(
    r"\b(?:turned (?:it |them )?down|declined|refus\w+|rejected|den(?:ied|ies)|untrue|failed"
    r"|without a deal|fell through|none of|did not|never|not (?:trying|match\w*)|could not"
    r"|will not)\b",
    re.IGNORECASE,
)
_CAME_ABOUT = re.compile(
    r"\b(?:accept(?:ed|s)?|said yes|say yes|agreed|completed?|pocket(?:ed)?"
    r"|admit(?:ted)?|conceded?|own(?:ed)? up|now (?:that )?\w+ owns|closing (?:its|the|that)"
    r"|finali[sz]ed|sealed|went through|took the)\b",
    re.IGNORECASE,
)
_TAKEN_FOR_DONE = re.compile(  # the same and more, in a question
    rf"{_CAME_ABOUT.pattern}|\b(?:(?:he|she|they|it) confirmed|matched|counter-?(?:offer|bid)"
    r"|paid (?:him|her|them)|raised)\b",
    re.IGNORECASE,
)
_CALLED_OFF = re.compile(
    r"\b(?:cancel\w*|call(?:ed|ing)? off|scrap(?:ped|ping)?|abandon\w*|back(?:ed|ing)? out"
    r"|pull(?:ed|ing)? out(?! of)|f[ae]ll(?:en|s)? (?:through|apart)|collaps\w+|broke off"
    r"|dropped)\b",
    re.IGNORECASE,
)
_ENDED = re.compile(
    rf"{_CALLED_OFF.pattern}|{_REFUSED.pattern}|\b(?:end(?:s|ed)?|back|sued|frictions?|delay\w*)\b",
    re.IGNORECASE,
)
_IN_DOUBT = re.compile(  # a question that sees it, or asks whether it is so
    r"\b(?:not|\w+n['’]t|never|no|none|refus\w+|declin\w+|den(?:y|ied)|reject\w+|turn\w* down"
    r"|fail\w*|fell|fall|apart|collaps\w+|instead|rather|really|true|actually|only|part|before|whether"
    r"|st(?:ood|ands?) in the way|prevent\w*|hinder\w*|kept|keeps?|stopped|problems?|hurdles?"
    r"|obstacles?)\b",
    re.IGNORECASE,
)
_NOT_FIRST = re.compile(
    r"\b(?:second|third|fourth)[- ](?:largest|biggest|highest|most|costliest|youngest|oldest)\b",
    re.IGNORECASE,
)
_FIRST = re.compile(r"\b(?:largest|biggest|highest|costliest|most expensive|priciest)\b", re.I)
_MADE_FIRST = re.compile(
    rf"\b(?:as|is|was|being|bec[ao]me|making)\b[^?.,]{{0,40}}{_FIRST.pattern}", re.IGNORECASE
)
_WHOLE = re.compile(
    r"\b(?:the whole|entire(?:ly)?|completely|outright|wholly|fully|all of)\b", re.IGNORECASE
)
_KNOWING = re.compile(  # of a question that sees the difference, or asks for the worth
    r"\b(?:not|\w+n['’]t|without|instead|rather|part(?:ial(?:ly)?|ly)?|or|worth|valu\w+)\b",
    re.IGNORECASE,
)
_CORRECTS = re.compile(r"\b(?:did not (?:acquire|buy)|rather than the whole)\b", re.IGNORECASE)
_PART = re.compile(
    r"\d% (?:of|stake)|\b(?:stake|what remained|remaining|core (?:staff|team|researchers)"
    r"|licen[cs]\w+)\b",
    re.IGNORECASE,
)
ASKS_WHICH = re.compile(r"(?:and |so )?(?:what (?:is|was|are|were)|which|who)\b", re.IGNORECASE)
_ASKS_WHETHER = re.compile(r"(?:and |so )?(?:is|are|was|were|did|does|do|has|have|had)\b", re.I)
_FALLS = re.compile(
    r"\b(?:shr[iau]nk\w*|f[ae]ll(?:en)?\b(?! (?:out|short|on|to)\b)|dropp?(?:ed)?|decreas\w+"
    r"|slump\w*|sank|less than (?:in )?the (?:year|month|quarter)|earn\w* (?:less|fewer)"
    r"|paid less)\b",
    re.IGNORECASE,
)
_RISES = re.compile(
    r"\b(?:rose|ris(?:e|en|ing)|gr[eo]w[ns]?|increas\w+|climb(?:ed)?|soar(?:ed)?|up from)\b"
    r"|% above\b",
    re.IGNORECASE,
)
_NOT_A = re.compile(r"\bnot an? (?P<noun>[a-z]{4,})")
_NOT_THE = re.compile(r"\bnot (?:the )?(?:new )?(?=[A-Z])")
_AT = re.compile(r"\b(?:in|at|on|of|to|from|for|with|by) (?:the )?$", re.IGNORECASE)
_ASKED_INSIDE = re.compile(r"[-–—,.;:] (?:and |so )?(?:is|are|was|were|did|does|has|have)\b", re.I)
_NEGATED = re.compile(
    r"\b(?:not|\w+n['’]t|never|no|none|neither|without|spared?|exempt\w*)\b", re.IGNORECASE
)


def _never_came_about(question: Question, fact: Fact) -> str:
    """An offer taken or a deal done, where the fact says that it was refused or failed."""
    if _ASKS_WHETHER.match(question.text) or _IN_DOUBT.search(question.text):
        return ""
    refused = _REFUSED.search(fact.statement) and not _CAME_ABOUT.search(fact.statement)
    done = _TAKEN_FOR_DONE.search(question.text) if refused else None
    told = done and stem(fold(done.group().split()[0])) in content_stems(fact.statement)
    return "They tell it otherwise." if done and not told else ""


def _never_called_off(question: Question, fact: Fact) -> str:
    """A deal or move that was called off, where the fact tells of nothing of the kind."""
    if fact.type not in ("deal", "move") or _ASKS_WHETHER.match(question.text):
        return ""
    off = _CALLED_OFF.search(question.text) and not _NEGATED.search(question.text)
    return "" if not off or _ENDED.search(shown(fact)) else "They tell of no such end to it."


def _not_first(question: Question, fact: Fact) -> str:
    """The largest of its kind, by the question; the second largest, by the fact."""
    text, told = question.text, fact.statement
    asks = ASKS_WHICH.match(text) or _ASKS_WHETHER.match(text)
    if asks or _NOT_FIRST.search(text) or not _MADE_FIRST.search(text):
        return ""
    only = _NOT_FIRST.search(told) and not _FIRST.search(_NOT_FIRST.sub(" ", told))
    return "They do not rank it first." if only else ""


def _not_whole(question: Question, fact: Fact) -> str:
    text = question.text
    if question.kind == "polar" or fact.type != "deal" or not _WHOLE.search(text):
        return ""
    if _KNOWING.search(text) or _CORRECTS.search(fact.statement):
        return ""
    return "They speak of a part, not of the whole." if _PART.search(fact.statement) else ""


def _other_trend(question: Question, fact: Fact) -> str:
    """A fall that the fact has as a rise, or the other way round."""
    falls, rises = (bool(p.search(question.text)) for p in (_FALLS, _RISES))
    fell, rose = (bool(p.search(fact.statement)) for p in (_FALLS, _RISES))
    if question.joined or falls in (rises, fell) or fell == rose:
        return ""
    return "They have it rising." if rose else "They have it falling."


def _denied(question: Question, fact: Fact, linker: EntityLinker) -> str:
    """What the fact says was not so, and the question takes to be so."""
    asks = _ASKS_WHETHER.match(question.text) or _ASKED_INSIDE.search(question.text)
    if asks or _NEGATED.search(question.text):
        return ""
    told = shown(fact)
    for match in _NOT_A.finditer(told):
        if stem(match["noun"]) in question.stems:
            return f"They say: not {match['noun']}."
    excepted = {
        m.name for n in _NOT_THE.finditer(told) for m in linker.mentions(told[n.end() :])[:1]
    }
    for mention in linker.mentions(question.text):
        if mention.name in excepted and _AT.search(question.text[: mention.start]):
            return f"They say: not {mention.name}."
    return ""


def otherwise(question: Question, fact: Fact, linker: EntityLinker) -> str:
    """What the fact tells otherwise of an outcome, a rank, a part or a trend; "" if nothing."""
    return (
        _never_came_about(question, fact)
        or _never_called_off(question, fact)
        or _not_first(question, fact)
        or _not_whole(question, fact)
        or _other_trend(question, fact)
        or _denied(question, fact, linker)
    )
