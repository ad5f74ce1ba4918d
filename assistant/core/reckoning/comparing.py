"""Which of those listed has the largest figure: "io, Manus or Windsurf, which had most staff?" """

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assistant.core.entities import EntityLinker, Mention
from assistant.core.reckoning.figures import Kind
from assistant.core.reckoning.finding import Piece, piece_of
from assistant.core.reckoning.operands import kind_in, operand
from assistant.core.tables.lines import Lines
from assistant.core.tables.words import stems_of
from assistant.core.telling import Told
from assistant.core.text import joined
from assistant.types import Fact

_COMPARES = re.compile(
    r"\b(?P<least>least|fewest|smallest|lowest|smaller|fewer|lower|less|cheapest)\b"
    r"|\b(?:most|largest|biggest|highest|larger|bigger|higher|more|greater)\b"
    r"|\b(?:rank|sort|order|arrange)\b.*\bby\b|\bin order of\b",
    re.I,
)
_KNOWN = stems_of(
    "least fewest smallest lowest smaller lower less fewer cheapest most largest biggest highest "
    "first last put larger bigger higher more greater greatest rank sort order arrange size "
    "check collected had "
    "has dearer cheaper total compare compared"
)
_COMPARED: Mapping[Kind, str] = {
    "value": "valuation",
    "raised": "sum raised",
    "headcount": "staff",
    "pay": "sum",
    "price": "price",
}
_DENIES = re.compile(
    r"\b(?:not|never|without|except|excluding|(?<!put )before|after)\b|n['’]t\b", re.I
)
_LISTED = re.compile(r"\s*(?:,|,? (?:and|or)|/|&|vs\.?|versus)\s*", re.I)
_LEAST = 2  # that can be compared


def comparison(text: str, facts: Sequence[Fact], linker: EntityLinker) -> Told | None:
    """Which of those listed has the largest, or the smallest, figure of a kind; or their order."""
    asks, kind = _COMPARES.search(text), kind_in(text)
    items, rest = _listed(text, linker)
    if not asks or len(items) < _LEAST or kind not in _COMPARED or _DENIES.search(text):
        return None
    base = piece_of(rest, linker)
    pieces = [
        Piece("", base.names | {name}, base.stems - _KNOWN, base.times, base.figures)
        for name in items
    ]
    told = [f for piece in pieces if (f := operand(piece, kind, facts, linker))]
    if len(told) < len(items) or len({f.value for f in told}) < len(items):
        return None
    order = sorted(told, key=lambda f: f.value, reverse=not asks["least"])
    lines = Lines()
    said = [f"{items[told.index(f)]} ({f.said})" for f in order]
    cited = " ".join(lines.cite(figure.fact.statement, figure.fact) for figure in order)
    word = f"{'smallest' if asks['least'] else 'largest'} {_COMPARED[kind]}"
    head = f"Going by these, {said[0]} has the {word}, before {joined(said[1:], 'and')}"
    return lines.told(f"{head}. {cited}")


def _listed(text: str, linker: EntityLinker) -> tuple[list[str], str]:
    """The names of the one list in a question, and the question without them."""
    runs: list[list[Mention]] = []
    for mention in linker.mentions(text):
        follows = runs and _LISTED.fullmatch(text[runs[-1][-1].end : mention.start])
        if follows:
            runs[-1].append(mention)
        else:
            runs.append([mention])
    lists = [run for run in runs if len(run) >= _LEAST]
    if len(lists) != 1:
        return [], text
    run = lists[0]
    return [m.name for m in run], f"{text[: run[0].start]} {text[run[-1].end :]}"
