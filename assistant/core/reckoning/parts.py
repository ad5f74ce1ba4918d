"""A whole and its parts in one statement: who is gone, who is left, and which share that is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.core.entities import EntityLinker
from assistant.core.quantities import quantities
from assistant.core.reckoning.figures import SHARE, Figure, counts_of, figures_of
from assistant.core.reckoning.one_statement import apart, percent_of, told_of
from assistant.core.telling import Told
from assistant.core.text import content_stems, stem
from assistant.types import Fact

_HOW_MANY = re.compile(r"\b(?:how many|what number|number of)\b", re.I)
_AWAY = re.compile(
    r"\b(?:gone|left|quit|departed|resigned|walked|no longer|not|no more)\b|n['’]t\b", re.I
)
_WHERETO = re.compile(r"\b(?:for|to|(?i:join\w*)) (?:the )?[A-Z]")  # where only some of them went
_NOUN = re.compile(r"\bof (?:the |its |their )?(?:original )?(?P<noun>[^\W\d_]+)", re.I)
_STAYED = re.compile(  # "only three were still at the company", "87 were still there"
    r"\b(?P<stayed>[\w,]+) (?:of them )?(?:were|was|are|is|had) (?:still|left|stayed|remained)\b"
    r"|\bonly (?P<remain>[\w,]+) (?:stayed|remained?)\b",
    re.I,
)
_SUCH = re.compile(r"^ of (?:the |its |their )?", re.I)  # "seven of the eleven"
_STILL_THERE = re.compile(
    r"\b(?:staff|employees|people|workers|heads?|workforce|payroll)\b.*\b(?:left|remain\w*|stay\w*)\b"
    r"|\bhow (?:many|large)\b.*\b(?:left|remain\w*|stay\w*)\b",
    re.I,
)
_WHOLE_STAFF = re.compile(
    r"\b(?:staff|workforce|team|payroll|headcount) of (?:about |around |roughly |some )?$", re.I
)
_OUT_OF = re.compile(r"^ (?:[\w-]+ ){0,2}?(?:from|at|of|in) (?:the )?", re.I)


def gone(text: str, near: Sequence[Fact], _: EntityLinker) -> Told | None:
    """How many of a number are not there, where a statement tells how many are."""
    if not (_HOW_MANY.search(text) and _AWAY.search(text)) or _WHERETO.search(text):
        return None
    for fact in near:
        for whole in _wholes(text, fact):
            part = _stayed(fact) or _of_the(whole)
            if part and part.value < whole.value:
                left = f"{whole.value - part.value:,.10g}"
                head = f"By our arithmetic that leaves {left} of the {whole.value:,.10g}"
                return told_of(head, [[whole, part]])
    return None


def _wholes(text: str, fact: Fact) -> list[Figure]:
    """The count of a statement that a question names, or counts what it names."""
    asked = _asked_counts(text)
    nouns = {stem(match["noun"].lower()) for match in _NOUN.finditer(text)}
    counts = counts_of(fact)
    named = [f for f in counts if f.value in asked]
    return named or [f for f in counts if nouns.intersection(content_stems(f.after)[:1])]


def _asked_counts(text: str) -> set[float]:
    return {q.value for q in quantities(text) if not q.unit}


def _stayed(fact: Fact) -> Figure | None:
    told = _STAYED.search(fact.statement)
    at = told.start(told.lastgroup or 0) if told else -1
    return next((f for f in figures_of(fact) if f.start == at), None)


def _of_the(whole: Figure) -> Figure | None:
    """The part right before a whole: "seven of the eleven"."""
    earlier = [f for f in counts_of(whole.fact) if f.end < whole.start]
    last = earlier[-1] if earlier else None
    beside = last and _SUCH.fullmatch(whole.fact.statement[last.end : whole.start])
    return last if beside else None


def still_there(text: str, near: Sequence[Fact], _: EntityLinker) -> Told | None:
    """How many of a staff are left after a cut that the same statement tells."""
    for fact in near[:1] if _STILL_THERE.search(text) else ():
        cuts = [f for f in figures_of(fact) if f.kind == "cut"]
        wholes = [f for f in counts_of(fact) if _WHOLE_STAFF.search(f.before)]
        if len(cuts) == len(wholes) == 1 and cuts[0].value < wholes[0].value:
            left = apart(wholes[0], cuts[0])
            return told_of(f"By our arithmetic {left} are left of them", [[*cuts, *wholes]])
    return None


def share_of_count(text: str, near: Sequence[Fact], linker: EntityLinker) -> Told | None:
    """Which share of a number the question names are of one of the names in it."""
    asked = _asked_counts(text)
    for fact in near[:1] if SHARE.search(text) else ():
        counts = counts_of(fact)
        wholes = [f for f in counts if f.value in asked]
        parts = [f for f in counts if f not in wholes and _is_of(f, linker.names(text), linker)]
        if len(wholes) == len(parts) == 1 and parts[0].value < wholes[0].value:
            share = f"about {percent_of(parts[0], wholes[0])}"
            said = f"{parts[0].said} of {wholes[0].said} is {share}"
            return told_of(f"By our arithmetic {said}", [[*wholes, *parts]])
    return None


def _is_of(figure: Figure, names: frozenset[str], linker: EntityLinker) -> bool:
    """Whether it is told right behind a figure where those come from: "seven from OpenAI"."""
    where = _OUT_OF.match(figure.after)
    rest = figure.after[where.end() :] if where else ""
    first = next(iter(linker.mentions(rest)), None)
    return bool(first and first.start == 0 and first.name in names)


PARTS = (gone, still_there, share_of_count)
