"""What must not be said in a question to the table of moves, for the table would not heed it."""

from __future__ import annotations

import re

from assistant.core.entities import EntityLinker
from assistant.core.quantities import NUMBER_WORDS, Quantity, is_of_a_date, quantities
from assistant.core.tables.kinds import WORDS_OF, Operation
from assistant.core.tables.sides import Sides
from assistant.core.tables.verbs import GAIN, PERSONS
from assistant.core.tables.words import EXCEPTING, KNOWN, strange_stems

_BLOCKS = re.compile(
    r"\b(?:not|never|without|nobody|no one|none|neither|before|after|until|unless|only)\b|n['’]t\b",
    re.I,
)
_DENIES = re.compile(r"\b(?:not|never|nobody|no one|none|neither)\b|n['’]t\b", re.I)
_NOBODY = re.compile(r"\b(?:never|nobody|no one|none|neither)\b", re.I)  # where a "no" is asked of
_OTHERWISE = re.compile(  # those who are left, and those who went back to where is not told
    r"\b(?:is|are|was|were|['’]s|what|still) left\b|\bt(?:ook|ak\w+) over\b(?= (?:at|as|from"
    r"|for|by)\b)|\bback\b(?! (?:to|at|into|with|on)\b)",
    re.I,
)
_NUMBERS = "|".join(NUMBER_WORDS)
_LASTS = re.compile(
    r"(?:\w+|\d+) (?:days?|weeks?|months?|years"
    rf"|(?:to|in|out of) (?:\d|(?:{_NUMBERS})\b))",
    re.I,
)
_BOUND = re.compile(
    r"\b(?:(?:more|fewer|less) than|over|at least|about|some|nearly|almost|up to|around)\s*$", re.I
)
_OR_MORE = re.compile(r" or (?:more|fewer|less|so)\b", re.I)
_BESIDES_DOING = re.compile(rf"\b(?:{EXCEPTING}) (?:just |only |merely )?[a-z]+ing\b", re.I)
_RELATIVE = re.compile(  # a time that depends on the day of the question
    r"\b(?:last|this|next|past|previous) (?:year|month|week|quarter|half|spring|summer|autumn|fall"
    r"|winter)\b(?! of)",
    re.I,
)
_TITLE = re.compile(  # of one person: who else went is not asked for
    r"\b(?:boss|member)\b|(?<!key )(?<!major )(?<!top )(?<!big )(?<!prominent )\bfigures?\b"
    r"|\bcom(?:e|es|ing) up\b|\b(?:more|fewer) (?:of|\w+s|staff|people)\b|\b(?:most|majority"
    r"|half|part) of\b",
    re.I,
)
_DESCRIBED = re.compile(  # "which search giant": the one that is asked for is described
    rf"\b(?:which|what) <[\d+]+>(?! (?:[\w-]+ ){{0,1}}?(?:{PERSONS}|employees|hires|recruits))",
    re.I,
)
_HIRER = re.compile(rf"\bwho (?:at|in|inside) <[\d+]+> (?:has |had )?{GAIN}\b", re.I)
_LEFT = re.compile(r"\b(?:left|leave|leaving|quit|departed|gone again)\b(?! (?:\w+ )?(?:for|to|<))")


def strange_words(text: str, operation: Operation, linker: EntityLinker) -> frozenset[str]:
    """Stems that the operation knows nothing of."""
    known = KNOWN | WORDS_OF.get(operation, frozenset())
    return strange_stems(text, linker, known, months=True)


def is_heeded(text: str, sides: Sides, operation: Operation) -> bool:
    """Whether nothing is said, in words that are known, that the operation does not heed."""
    if operation != "returned" and any(_counts(text, figure) for figure in quantities(text)):
        return False
    if (
        _BESIDES_DOING.search(text)
        or _RELATIVE.search(text)
        or _TITLE.search(text)
        or _HIRER.search(sides.rest)
        or _DESCRIBED.search(sides.rest)
    ):
        return False
    if _OTHERWISE.search(text) or not all(is_of_a_date(figure) for figure in quantities(text)):
        return False
    if _LEFT.search(sides.rest) and sides.target and not sides.origin:
        return False  # "Meta's hires who left": of those who came, who went again
    blocks = _DENIES if operation in WORDS_OF else _BLOCKS
    return not (_NOBODY if operation in ("attempts", "refused", "declined") else blocks).search(
        sides.rest
    )


def _counts(text: str, figure: Quantity) -> bool:
    """Whether a number is of months, a ratio or a bound, and no mere count of whom it asks for."""
    before, here, after = text[: figure.start], text[figure.start :], text[figure.end :]
    return bool(_LASTS.match(here) or _BOUND.search(before) or _OR_MORE.match(after))
