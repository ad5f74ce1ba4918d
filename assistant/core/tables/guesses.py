"""Questions about moves that are understood but for a few words, or in their last sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.core.quantities import NUMBER_WORDS
from assistant.core.tables.ledger import Row
from assistant.core.telling import Told
from assistant.core.text import LETTERS, content_stems, fold, has_pronoun, sentences, stem

GUESSED = 0.65  # probability of what is understood but for a few words
_NARROWS = re.compile(r"\d|\b(?:not|no|never|except|besides|apart|only|since|before|after)\b", re.I)
_LEANS = re.compile(r"\b(?:it|its|they|them|their|there|those|these|that|one|ones|else)\b", re.I)
_WHO_THEY_ARE = re.compile(  # "which co-founders", "two robotics specialists"
    rf"\b(?:which|what|any|all|name|list|{'|'.join(NUMBER_WORDS)})(?P<kind>(?: [\w-]+){{1,3}})",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Guess:
    """What a question is answered with if the words that are not understood matter little.

    ``asked`` is the question, ``put`` the same without them in plain words; ``likely`` is the
    probability that it asks for this.
    """

    told: Told
    asked: str
    put: str
    strange: frozenset[str]
    likely: float


def last_sentence(text: str) -> str:
    """The last of several sentences, where the others tell no time, number or exception."""
    spans = sentences(text)
    before, last = (text[: spans[-1][0]], text[slice(*spans[-1])]) if spans else ("", "")
    leans = has_pronoun(last) or _LEANS.search(last)
    return last if before and not (_NARROWS.search(before) or leans) else ""


def such(rows: Sequence[Row], text: str, strange: frozenset[str]) -> Sequence[Row]:
    """The rows told of with a word that says who is asked for, if there are such: "co-founder"."""
    kinds = " ".join(m["kind"] for m in _WHO_THEY_ARE.finditer(text) if " or " not in m["kind"])
    said = {stem(fold(word)) for word in LETTERS.findall(kinds)} & strange
    if not said:
        return rows
    return [r for r in rows if said.intersection(content_stems(r.fact.statement))] or rows
