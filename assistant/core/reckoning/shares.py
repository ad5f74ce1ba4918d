"""Which share one figure is of another: "What percentage of the bill went on the licence?" """

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.core.entities import EntityLinker
from assistant.core.reckoning.figures import Figure, figures_of
from assistant.core.reckoning.finding import Piece, is_heeded, names_in, piece_of
from assistant.core.reckoning.one_statement import percent_of, told_of
from assistant.core.reckoning.operands import kind_in, operand
from assistant.core.tables.words import stems_of
from assistant.core.telling import Told
from assistant.core.text import content_stems
from assistant.types import Fact

_SHARE = re.compile(
    r"\b(?:(?:what|which|roughly what|how (?:large|big|great|much)(?: a)?) )?(?:percent(?:age)?"
    r"|per cent|share|proportion|fraction|slice|part|chunk) of (?P<whole>.+?) "
    r"(?:went|goes|go|ended up|was|were|is|did|came|landed|flowed)(?: \w+)? "
    r"(?P<part>.+?)(?:[?!;]|\.|$)",
    re.IGNORECASE,
)
_ASKS = re.compile(r"\b(?:what|which|how)\b", re.IGNORECASE)
_KNOWN = stems_of("percent fine roughly large big great")
_CLAUSE = re.compile(r"[;,] |: ")
_WORDS_NEAR = 4  # of a figure, among which what it is for is told


def share(text: str, facts: Sequence[Fact], linker: EntityLinker) -> Told | None:
    """The share that a part has of a whole, where both are figures of facts."""
    asks = _SHARE.search(text)
    if not asks or not _ASKS.search(text):
        return None
    if not is_heeded(f"{text[: asks.start()]} {text[asks.end() :]}", linker, _KNOWN):
        return None
    whole_piece, part_piece = (piece_of(asks[group], linker) for group in ("whole", "part"))
    kind = kind_in(asks["whole"]) or "price"
    money = Piece("", whole_piece.names, whole_piece.stems - {"money"}, whole_piece.times, ())
    whole = operand(money, kind, facts, linker)
    if whole is None:
        return None
    part = _part(part_piece, whole, facts, linker)
    if part is None or not 0 < part.value < whole.value or part.unit != whole.unit:
        return None
    amount = f"about {percent_of(part, whole)}"
    return told_of(f"By our arithmetic {part.said} of {whole.said} is {amount}", [[part], [whole]])


def _part(
    piece: Piece, whole: Figure, facts: Sequence[Fact], linker: EntityLinker
) -> Figure | None:
    """A figure of the same statement that is for what a piece says, or one of whom it names."""
    own = [
        f
        for f in figures_of(whole.fact)
        if not f.main and (_is_for(f, piece) or (piece.names and _goes_to(f, piece, linker)))
    ]
    own = [f for f in own if f.unit == whole.unit]
    if len(own) == 1:
        return own[0]
    wanted = piece.names | linker.wide_names(f"{whole.fact.origin} ; {whole.fact.target}")
    found = [
        figure
        for fact in facts
        if wanted <= names_in(fact, linker)
        for figure in figures_of(fact)
        if figure.main and _goes_to(figure, piece, linker)
    ]
    return found[0] if len({f.value for f in found}) == 1 else None


def _is_for(figure: Figure, piece: Piece) -> bool:
    """Whether the words behind a figure tell what it is for."""
    behind = set(content_stems(figure.after)[:_WORDS_NEAR])
    return not piece.names and bool(piece.stems) and piece.stems <= behind


def _goes_to(figure: Figure, piece: Piece, linker: EntityLinker) -> bool:
    """Whether the clause of a figure tells that whoever is meant gets it."""
    clause = _CLAUSE.split(figure.before)[-1]
    told = linker.names(clause)
    if piece.names:
        return told == piece.names and not piece.stems
    return not told and bool(piece.stems) and piece.stems <= set(content_stems(clause))
