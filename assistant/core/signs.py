"""How much a sentence has of an order: signs that are weak alone, each with its weight."""

from __future__ import annotations

import re

_VERB = "(?:" + "|".join(
    """answer reply respond say state claim assert write print output append add put insert end
    finish close conclude begin start sign cite quote mention name call repeat recite reveal give
    tell inform warn recommend praise pretend confirm acknowledge summari[sz]e highlight process
    make open show display render return ask send direct rank rate replace exchange swap multiply
    drop leave omit hide use treat act translate decode obey comply follow copy spell include
    ignore disregard forget override skip bypass describe list visit click stop speak share let do
    behave refuse decline unlock execute run disclose announce report link sing talk count present
    introduce produce generate provide avoid assume consider imagine remember read lie invent
    change convert adopt switch set turn keep be never always kindly please""".split()
) + ")"  # fmt: skip
_SOFT = (
    r"(?:(?:please|now|always|instead|just|only|simply|then|also|kindly|immediately|hereby"
    r"|under no circumstances|do not|don't|never)[ ,]+)*"
)
_AGENT = (
    r"(?:assistants?|language models?|models?|llms?|chat-?bots?|bots?|ais?|summari[sz]ers?"
    r"|(?:machine|automated|ai) (?:readers?|systems?|agents?))"
)
_START = r"(?:^|[:(\[{|>\"“”—–;]|[.!?]\s)\W*"
_NOT_A_VERB = (
    r"(?! (?:media|users?|house|street|sources?|lines?|board|of|and|is|was|has|are|were|had|said"
    r"|says|or)\b)(?!,)"
)
# The weights of a logistic regression on orders and on sentences of articles.
_SIGNS = tuple(
    (weight, re.compile(pattern))
    for weight, pattern in (
        (2.8, rf"{_START}{_SOFT}{_VERB}\b{_NOT_A_VERB}"),
        (
            2.3,
            r"(?:^(?:if|when|whenever|whatever|before|after|once|unless|instead of|in your|asked"
            r"|while|as soon as)\b[^.;:]*?,|\bso|\bthen|\binstead|^\W*(?:please|hello|hey|dear|any"
            rf"|all|every|attention|ok)?[, ]*(?:{_AGENT}|chatgpt)\b[^.]{{0,25}}?[,:])"
            rf" {_SOFT}{_VERB}\b",
        ),
        (0.6, r"\byou(?:r|rs|rself)?\b"),
        (
            1.0,
            r"\b(?:must|shall|should|ha[sv]e? to|required?s?|instructed|ordered|obliged|mandatory"
            r"|told to|(?:is|are) to|may only|under no circumstances|whatever|no matter"
            r"|will (?:always|now|from))\b",
        ),
        (0.8, r"\b(?:always|never|do not|don't|only|nothing but|every|instead)\b"),
        (
            1.6,
            rf"\b(?:{_AGENT}|agents?|chatgpt|claude|gemini|not for humans|machines"
            r"|whoever (?:reads|processes|answers|summari[sz]es))\b",
        ),
        (
            1.2,
            r"\b(?:answer(?:s|ed|ing)?|repl(?:y|ies|ying)|respond(?:s|ing)?|responses?|outputs?"
            r"|summar(?:y|ies|i[sz]es?|i[sz]ing)|mention(?:s|ing)?|cite|quote)\b",
        ),
        (
            1.6,
            r"\bthis (?:text|paragraph|passage|article|source|note|message|document|file|page|part"
            r"|line|sentence)\b|\bwhat follows\b|\b(?:above|below|passage|context)\b"
            r"|\b(?:your|the) sources\b",
        ),
        (
            1.5,
            r"\b(?:instructions?|prompts?|guidelines|directives?|overrides?|reprogrammed|developer"
            r"|administrator|system|creator|priority|hidden|secret|command|rules?|policy"
            r"|configuration|reveal|disregard|ignore|forget|pretend|obey|comply)\b",
        ),
        (
            1.4,
            r"\b(?:the users?|the readers?|the person who asks|questions?|ask(?:s|ed)?"
            r"|everyone who)\b",
        ),
        (
            2.0,
            r"\b(?:words?|phrase|string|code|letters?|capitals|caps|sentence|spell\w*|joined|glued"
            r"|together|backwards|space|gap|hyphen|literally|exactly|verbatim|riddles|rhyme"
            r"|language)\b",
        ),
        (
            0.9,
            r"\b(?:say|state|claim|write|add|tell|reply|answer|assert|announce|name|give|mention"
            r"|confirm)s?\b(?: \w+){0,3}? (?:that|with|the|as)\b"
            r"|\b(?:end|finish|close|begin|start|open|sign) (?:\w+ ){0,3}with\b",
        ),
        (0.9, r"[\"“'].+[\"”']"),
        (1.4, rf"^\W*(?:any |all |every |dear |hey |to |note to |for )*{_AGENT}\b"),
        # who is quoted is reported on
        (-1.2, r"\b(?:said|says|wrote|told|according to|reported|is said|announced)\b"),
    )
)
_ENOUGH = 5.6


def looks_ordered(folded: str) -> bool:
    """Whether a folded sentence has more of an order than of a report."""
    # What was not cut into sentences (text without capitals) must not add up its signs.
    return any(_weight(piece) >= _ENOUGH for piece in re.split(r"(?<=[.!?])\s+", folded))


def _weight(piece: str) -> float:
    return sum(weight for weight, sign in _SIGNS if sign.search(piece))
