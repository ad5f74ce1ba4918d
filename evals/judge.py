"""Whether an answer is right: decided by rule, so that every run of the same answers agrees.

Texts are compared by words and values, without case, accents, punctuation or spaces: "Jiao Tong"
is "Jiaotong", "$14.3bn" is "14.3 billion dollars", "8" is neither in "18" nor in "8 million".
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Literal

from assistant.core.quantities import CURRENCIES, Quantity, quantities
from assistant.core.text import fold
from assistant.types import Answer
from evals.cases import Case

Verdict = Literal["right", "wrong", "wrongly_abstained", "wrongly_answered", "broken_citation"]
MARKER = re.compile(r"\[\d+\]")
_WHOLE = 3  # letters; alternatives up to this length are whole words, longer ones begin a word
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHE = re.compile(r"'s\b|'")
_NO_BREAK = re.compile(r"(?<=\d)[\u00a0\u202f](?=\d{3}(?!\d))")


def judge(case: Case, answer: Answer) -> Verdict:
    """The verdict on an answer; its citations count only where the rest is right."""
    if case.abstain and not answer.abstained:
        return "wrongly_answered"
    if answer.abstained and not case.abstain:
        return "wrongly_abstained"
    if case.expect and not says(answer.text, case):
        return "wrong"
    return "broken_citation" if citation_faults(answer) else "right"


def says(text: str, case: Case) -> bool:
    """Whether a text holds one alternative of each expected group and nothing rejected."""
    reading = _reading(MARKER.sub(" ", text))
    found = all(any(_in(reading, part) for part in group) for group in case.expect)
    return found and not any(_in(reading, part) for part in case.reject)


def holds(text: str, part: str) -> bool:
    """Whether a text holds a part: a number by its value, words from the start of a word."""
    return _in(_reading(MARKER.sub(" ", text)), part)


def citation_faults(answer: Answer) -> list[str]:
    """What is wrong with the citations; an abstention needs none."""
    cited = [c.marker for c in answer.citations]
    used = MARKER.findall(answer.text)
    faults = [f"{m} has no citation" for m in _unique(used) if m not in cited]
    faults += [f"{m} is not in the text" for m in _unique(cited) if m not in used]
    faults += [f"{m} occurs twice" for m in _unique(cited) if cited.count(m) > 1]
    passages = {e.passage.id: e.passage.text for e in answer.evidence}
    for citation in answer.citations:
        if not citation.quote.strip():
            faults.append(f"{citation.marker} quotes nothing")
        text = passages.get(citation.passage_id)
        if text is not None and text[citation.start : citation.end] != citation.quote:
            faults.append(f"{citation.marker} does not quote its passage")
    if not cited and not answer.abstained:
        faults.append("nothing is cited")
    return faults


def _unique(markers: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(markers))


def _in(reading: str, part: str) -> bool:
    return bool(_pattern(part).search(reading))


@lru_cache(maxsize=10_000)
def _reading(text: str) -> str:
    """Words and numbers with a space on either side of each: "up to $8" → " up to #8USD "."""
    return " " + "".join(f"{piece} " for piece, _ in _pieces(text))


@lru_cache(maxsize=10_000)
def _pattern(part: str) -> re.Pattern[str]:
    """Finds a part in a reading; a space that splits a word in two counts at a word's end only."""
    pieces = _pieces(part)
    if not pieces:
        raise ValueError(f"{part!r} holds neither a word nor a number")
    begun = " ?".join(_number_pattern(q) if q else piece for piece, q in pieces)
    split = " ?".join(_number_pattern(q) if q else " ?".join(piece) for piece, q in pieces)
    letters = sum(len(piece) for piece, q in pieces if not q)
    whole = letters <= _WHOLE or pieces[-1][1] is not None
    return re.compile(f"(?<= )(?:{begun}{'(?= )' if whole else ''}|{split}(?= ))")


def _pieces(text: str) -> list[tuple[str, Quantity | None]]:
    """Words and numbers in order; a number as "#value" with its unit."""
    folded = fold(_NO_BREAK.sub(",", text))
    pieces: list[tuple[str, Quantity | None]] = []
    at = 0
    for quantity in quantities(folded):
        pieces += [(word, None) for word in _words(folded[at : quantity.start])]
        pieces.append((f"#{quantity.value:.12g}{quantity.unit}", quantity))
        at = quantity.end
    return pieces + [(word, None) for word in _words(folded[at:])]


def _words(text: str) -> list[str]:
    return _WORD.findall(_APOSTROPHE.sub("", text))


def _number_pattern(quantity: Quantity) -> str:
    """A currency has to be the same; without one, or with percent, the value is enough."""
    value = re.escape(f"#{quantity.value:.12g}")
    if quantity.unit in CURRENCIES:
        return value + quantity.unit
    return value + ("(?:percent)?" if quantity.unit else r"[A-Za-z]*")
