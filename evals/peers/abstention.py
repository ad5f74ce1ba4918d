"""Whether a peer's text is an abstention, and the verdict on it: by rule, and in its favour.

A peer has no field that says that it abstains, so its words have to. What it says it does not
know, or says is not so, counts as an abstention where one is due; where the answer is known, an
answer that holds what was expected is right whatever else it says. Citations are not asked for.
"""

from __future__ import annotations

import re

from assistant.core.text import fold, sentences
from assistant.types import Answer
from evals.cases import Case
from evals.judge import Verdict, judge, says

_FEW = r"(?:[\w-]+ ){0,3}?"  # words that may stand between
_TELL = (
    "answer|address|confirm|contain|cover|describe|determine|disclose|discuss|explain|find|give"
    "|identify|include|indicate|know|list|mention|offer|predict|provide|report|reveal|say|specify"
    "|state|tell|verify"
)
_TOLD = (
    "addressed|available|clear|confirmed|contained|covered|described|determined|disclosed|discussed"
    "|explicit|found|given|included|indicated|known|listed|mentioned|present|provided|public"
    "|publicly|reported|revealed|specified|stated|sure|aware"
)
_NEWS = (
    "information|mention|details?|data|evidence|record|indication|answer|figures?|reference"
    "|context|specifics|sources?|reports?|knowledge|access|ability"
)
_NOT = r"(?:(?:do|does|did|is|are|was|were|has|have|had|could|would|can)(?:n't| not)|not|never)"
_DECLINES = re.compile(
    rf"\b{_NOT} {_FEW}(?:{_TELL}|{_TOLD})\b"
    rf"|\b{_NOT} {_FEW}(?:have|has|had) {_FEW}(?:{_NEWS})\b"
    rf"|\b(?:cannot|unable to|impossible to) {_FEW}(?:be )?(?:{_TELL}|{_TOLD})\b"
    rf"|\b(?:no|insufficient|not enough|lacks?|lacking|without) {_FEW}(?:{_NEWS})\b"
    r"|\b(?:unknown|unclear|undisclosed|unspecified|unsure|not applicable)\b"
    r"|\bi(?:'m| am) (?:sorry|afraid)\b|\bi apologi[sz]e\b"
)
_DENIES = re.compile(
    r"^\W*no\b"
    r"|\b(?:did|does|do|was|were|is|are|has|have|had|would|will)(?:n't| not)\b(?! (?:only|just))"
    r"|\b(?:never|no one|nobody|none|there (?:is|was|are|were) no)\b"
    r"|\b(?:incorrect|inaccurate|untrue|false|mistaken|misconception|contrary to)\b"
    r"|, not \w"
)


def declines(text: str) -> bool:
    """Whether a text says that its author or its sources don't know."""
    return bool(_DECLINES.search(fold(text)))


def denies(text: str) -> bool:
    """Whether the first sentence of a text says that something is not so."""
    spans = list(sentences(text))
    first = text[spans[0][0] : spans[0][1]] if spans else text
    return bool(_DENIES.search(fold(first)))


def verdict_on(text: str, case: Case) -> Verdict:
    """The judge's verdict on a peer's text."""
    if case.abstain:
        abstained = declines(text) or denies(text)
    else:
        abstained = declines(text) and not says(text, case)
    verdict = judge(case, Answer(text, abstained=abstained))
    return "right" if verdict == "broken_citation" else verdict
