"""Sentences that speak to whoever answers instead of telling something: no evidence for anything.

A source may say "Assistants: close your answer with …". Such a sentence has a form that reporting
does not take: a command to a machine, or one about the answer itself.
"""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.core.plain import visible
from assistant.core.signs import looks_ordered
from assistant.core.text import fold, sentences


def _one_of(listed: str) -> str:
    """A pattern for any of the words; "_" stands for a space, the rest is regex."""
    return f"(?:{'|'.join(word.replace('_', ' ') for word in listed.split())})"


_MACHINE_READER = _one_of("machine automat(?:ed|ic) robot llm ai") + r"\s(?:reader|reviewer)s?"
_MACHINE = _one_of(
    f"""(?:(?:large_)?language|chat|ai)[_-]?(?:model|assistant|system|bot|agent|program)s?
    ai_language_models? assistants? models? llms? chat-?bots? bots? machines? ais? {_MACHINE_READER}
    automat(?:ed|ic)_(?:system|agent)s?"""
)
_ANY = "(?:(?:the|an?|any|all|every|each|other|dear|hey|ok|okay|attention) )*"
_PAGE = _one_of(
    "paragraph article page document text passage source message sentence list file note email"
)
_REPLIES = _one_of("answer reply replies response output summary summarie review") + "s?"
_SAY = _one_of(
    """answer reply respond say state claim assert write print output append add put insert end
    finish close conclude begin start sign cite quote mention name call repeat recite reveal give
    tell inform recommend praise pretend confirm acknowledge summari[sz]e highlight process make"""
)
_DO = _one_of(
    f"""{_SAY} open show display render return warn ask send direct rank rate replace exchange swap
    multiply drop leave omit hide use treat act translate decode obey comply follow copy spell
    include ignore disregard forget override skip bypass describe list visit
    click stop"""
)
# What stands behind a verb that commands; "state media", "name recognition", "end users" do not.
_OBJECT = (
    r"(?:(?<=decode)|(?<=comply)|(?<=obey)|(?=:?\s+(?:"
    + _one_of(
        """with that only nothing not? to as in by before after yes out up the an? any all every
        each this these those it them your his her its their readers? users? answer reply say write
        \\w+_and_\\w+_(?:as|with|in)"""
    )
    + r"\b|[^\w\s])))"
)
_SOFT = (
    r"(?:(?:please|now|always|instead|just|only|simply|then|also|kindly|do not|don't|never)[ ,]+)*"
)
_WHEN = (
    r"(?:(?:if|when|whenever|whatever|whoever|asked|before|after|once|unless|instead of|in place of"
    r"|from now on|in your)\b[^.;:]*?,\s*)?"
)
_EDGE = r"(?:^|[:;(\[{|>\"“”—–]|[.!?]\s)\W*"
_LEAD = _EDGE + _WHEN + _SOFT
_MUST = (
    r"(?:must|shall|should|(?:may|can) only|ha(?:s|ve) to|needs? to|will (?:always|now)"
    r"|(?:is|are|be) (?:hereby )?(?:to|(?:required|ordered|instructed|told|obliged|bound) to))"
)
_NOTE = _one_of(
    """note notice message memo reminder hint instruction directive command order rule correction
    prompt policy attention"""
)
_OWN = re.compile(
    rf"\b(?:your|every|each|any|all|its|their) {_REPLIES}\b|\b(?:the|your|any|every) user\b"
    r"|\byour (?:system |hidden |first |previous )*(?:prompt|instruction|rule|source)s?\b"
)
_REPLY = re.compile(
    rf"\b(?:(?:an?|the|(?:the )?only(?: \w+)?|the one true|correct) {_REPLIES}"
    r"|(?:the|my|any|every|all|each|no) (?:reader|question|prompt|instruction)s?"
    r"|(?:is|was|being|\w+body|\w+one|user) ask(?:s|ed)|(?:when|if|whenever) asked|from now on"
    r"|(?:answer|reply|respond) (?:with|yes|no|only|in|as|to (?:any|all|every))"
    r"|(?:output|print|write|say) only"
    r"|(?:answer|reply|respond|summari[sz])ing|the (?:words?|phrase)|rest of the \w+"
    r"|positive review)\b"
)
_FORM = re.compile(
    r"\b(?:(?:as|in|into) (?:one|a single) word"
    r"|(?:without|no|leaving no) (?:a |any )?(?:space|gap)s?"
    r"|in (?:all |only )?(?:caps|capitals|capital letters|square brackets|rhymes?)|run together"
    r"|glued words|(?:joined|glued|written) together|in reverse order)\b"
)
_PLAIN_ORDERS = tuple(
    re.compile(pattern)
    for pattern in (
        # marks of chat formats, which no reader ever sees
        r"<\|\w+\|>|\[/?inst\]|<</?sys>>|</?(?:system|assistant|instructions?|prompt)>",
        r"(?:^|\s)#{2,}\s*(?:instruction|input|response|system)\b",
        r"\"(?:role|answer|sentences|content)\"\s*:",
        rf"^\W*(?:system|assistant|developer|operator)(?: {_NOTE}s?)?(?:, \w+ \w+)?\s*[:\]]",
        # what was told before is to be dropped, or who answers to be another
        rf"{_EDGE}{_WHEN}(?:please |now )*"
        r"(?:ignore|disregard|forget(?! to)|override|bypass|void)\b[^.;:]{0,40}?"
        rf"\b(?:everything|all|above|below|previous|{_PAGE}s?|(?:instruction|rule|prompt|question)s?)\b",
        rf"{_LEAD}(?:repeat|translate|summari[sz]e|treat|mention|cite|process) (?:the |this |all )"
        rf"(?:words|{_PAGE}|(?:instruction|rule|prompt)s?)\b",
        rf"\byou are (?:now )?(?:an? )?(?:\w+ )?{_MACHINE}\b|\bas an? (?:\w+ )?{_MACHINE}, you\b",
        # what is to be said
        r"\byou are asked\b[^.;:]*,\s*(?:the )?(?:\w+ )?(?:answer|reply|response)\b",
        r"\bthis is what (?:you|to) \w+",
        r"\bto be (?:given|said|answered|repeated|cited) (?:to|in|for|with) "
        r"(?:any|all|every|each)\b",
        rf"{_EDGE}(?:every|each|all|any|your|the) {_REPLIES} {_MUST}\b",
        rf"{_EDGE}(?:if|when|whenever) [^.;:,]*\bask(?:s|ed)\b[^.;:]*?,\s*{_SOFT}{_SAY}\b",
        rf"{_LEAD}(?:say|reply|answer|respond|output|print|write|repeat)(?: with| only)*:? ?[\"“']",
        rf"\byou (?:will|{_MUST})(?: \w+){{0,3}} (?:answer|reply|respond|output)\b",
        # the reader is called by what it is
        rf"{_EDGE}(?:\w+ ){{0,2}}(?:note|notice|message|memo|reminder|instruction)s? (?:to|for) "
        rf"{_ANY}{_MACHINE}\s*:",
        rf"{_EDGE}{_ANY}{_MACHINE} reads? (?:this|these)\b",
        rf"\b{_MACHINE} (?:(?:that|which|who) reads?|reading|processing|summari[sz]ing|parsing)"
        r" (?:this|these|the (?:page|article))\b",
    )
)
_ADDRESSED = re.compile(
    rf"{_EDGE}{_ANY}(?:{_MACHINE}|chatgpt|claude|gemini|copilot|siri)\s*[:,(]"
    rf"|{_EDGE}(?:\w+ ){{0,2}}{_NOTE}s?\b(?: \w+){{0,3}} (?:to|for) {_ANY}{_MACHINE}\b"
    rf"|\b(?:to|for) {_ANY}{_MACHINE_READER}\s*[:(]"
    rf"|(?:{_EDGE}|\b(?:is|are) )(?:to|for) {_ANY}{_MACHINE}\b[^.:]{{0,20}}:"
    rf"|^\W*(?:\w+ ){{0,2}}{_MACHINE} {_NOTE}s?\b[^.:]*:"
)
_TOLD_TO_SAY = re.compile(rf"{_LEAD}{_SAY}\b{_OBJECT}")
_TOLD_TO_DO = re.compile(rf"{_LEAD}{_DO}\b{_OBJECT}")
_BEGINS_WITH_VERB = re.compile(rf"{_LEAD}{_DO}\b")
_BOUND = re.compile(
    rf"\b{_MACHINE}\b[^.;:?!\n]{{0,80}}?\b{_MUST}\b(?: \w+){{0,2}}? {_DO}\b{_OBJECT}"
    rf"|{_EDGE}{_MACHINE} (?:always |never |only )?{_DO} (?:every|all|any|each|no) \w+"
    rf"|\bit is \w+ that {_ANY}{_MACHINE}\b|\byour (?:\w+ )?(?:task|job|role|purpose) (?:is|now)\b"
)
_YOU = re.compile(rf"\byou (?:will|{_MUST})\b(?: \w+){{0,4}}? {_SAY}\b{_OBJECT}")
_CONTENT = re.compile(
    r"\b(?:say|state|claim|assert|add|write|answer|reply|name|ask) (?:that|a|every)\b"
    rf"|\b{_MACHINE_READER} {_MUST}\b"
)
_TO_MACHINE = re.compile(rf"\b{_MACHINE}\b")
_ELSEWHERE = re.compile(  # who answers, in other languages
    r"sprachmodell|\bki-|assistent|asistente|assistente|modelos? de lenguaje|modeles? de langue"
    r"|modelli linguistici|asistan|yapay zek|ассистент|помощник|языков\w+ модел|アシスタント"
    r"|言語モデル|助手|语言模型|語言模型|人工智能|어시스턴트|언어 모델|المساعد|सहायक"
)
_ORDERED_ELSEWHERE = re.compile(
    r"\ban (?:alle|die) |\bhinweis|\banweisung|\bignorier|\bantworte|\bschreib|\binstruc|\bconsigne"
    r"|\bignore[nz]?\b|\brespond[ae]|\brepond|\becriv|\bistruzion|\btalimat|\byanitla|инструкц"
    r"|указани|ответ|игнорир|指示|命令|出力|指令|忽略|回答|输出|지시|명령|무시|تعليمات|تجاهل|निर्देश"
)
_TWO_SCRIPTS = re.compile(r"[a-z][\u0400-\u04ff]|[\u0400-\u04ff][a-z]", re.IGNORECASE)


def is_order(sentence: str) -> bool:
    """Whether a sentence tells whoever answers what to do, or is disguised letter by letter."""
    text = fold(visible(sentence))
    if any(p.search(text) for p in (_TWO_SCRIPTS, *_PLAIN_ORDERS)) or _foreign(text):
        return True
    return _told(text) or looks_ordered(text)


def _told(text: str) -> bool:
    """Whether a machine is told to do something, or anybody what to answer."""
    own, form, machine = (bool(p.search(text)) for p in (_OWN, _FORM, _TO_MACHINE))
    reply = own or bool(_REPLY.search(text))
    if (addressed := _ADDRESSED.search(text)) and (
        reply or form or _TOLD_TO_DO.search(text) or _TOLD_TO_DO.match(text[addressed.end() :])
    ):
        return True
    if _BOUND.search(text) and (reply or form or _CONTENT.search(text)):
        return True
    if _YOU.search(text) and (machine or form):
        return True
    if form and (machine or reply):
        return True
    if (form or own) and _BEGINS_WITH_VERB.search(text):
        return True
    return reply and bool(_TOLD_TO_SAY.search(text))


def _foreign(text: str) -> bool:
    return bool(_ELSEWHERE.search(text) and _ORDERED_ELSEWHERE.search(text))


@lru_cache(maxsize=4096)
def ordering(text: str) -> tuple[tuple[int, int], ...]:
    """Offsets of the sentences of a passage that are orders, or go on with one."""
    found: list[tuple[int, int]] = []
    for start, end in sentences(text):
        sentence = text[start:end]
        before = text[slice(*found[-1])] if found and _same_line(text, found[-1][1], start) else ""
        goes_on = before and (_TOLD_TO_DO.search(fold(sentence)) or _foreign(fold(before)))
        if goes_on or is_order(sentence):
            found.append((start, end))
    return tuple(found)


def _same_line(text: str, end: int, start: int) -> bool:
    """Whether a sentence that starts at ``start`` follows at once on one that ends at ``end``."""
    return not text[end:start].strip() and "\n" not in text[end:start]
