"""The figure that a part of a question means: "Meta's outlay for its slice of Scale AI"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from assistant.core.entities import EntityLinker
from assistant.core.quantities import Quantity
from assistant.core.reckoning.families import unexplained
from assistant.core.reckoning.figures import Figure, Kind, figures_of, owner_of
from assistant.core.reckoning.finding import Piece, described, names_in, sides_of, stems_in
from assistant.core.tables.words import stems_of
from assistant.core.text import content_stems
from assistant.types import Fact

_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("cut", re.compile(r"\b(?:job cuts|jobs? (?:(?:were |are )?lost|cut|gone|went)|lay-?offs?"
                       r"|laid off|firings?|dismissals?|dismissed|sackings?|redundanc\w+"
                       r"|cuts)\b", re.I)),
    ("headcount", re.compile(r"\bhead-?counts?\b|\b(?:how many|fewest|most|more|fewer|number of)"
                             r" (?:\w+ )?(?:people|staff|employees|workers)\b"
                             r"|\b(?:larger|smaller|largest|smallest|biggest) (?:staff|workforce"
                             r"|team)\b", re.I)),
    ("value", re.compile(r"\bvaluations?\b|\bvalued\b|\bworth\b|\bpaper value\b", re.I)),
    ("raised", re.compile(r"\b(?:raised?|raising|collected|funding|fundrais\w+|rounds?"
                          r"|(?:venture|investor)s?['’]? (?:money|cash|capital))\b", re.I)),
    ("pay", re.compile(r"\b(?:pay|packages?|offers?|offered|compensation|salar\w+|earns?|earned"
                       r"|paid to|bonus\w*|dangled|put (?:before|in front of))\b", re.I)),
    ("price", re.compile(r"\b(?:prices?|price tags?|deals?|acquisitions?|purchases?|takeovers?"
                         r"|buyouts?|paid|pays?|payments?|spent|spend|laid out|outlays?|bills?"
                         r"|costs?|stakes?|slice|investments?|invested|put into|cheques?|sums?"
                         r"|licen[cs]es?)\b", re.I)),
)  # fmt: skip
_SAYS: dict[Kind, frozenset[str]] = {
    "cut": stems_of("went go gone cut cuts job jobs lost layoff layoffs firing firings "
                    "dismissal dismissals"),
    "headcount": stems_of("headcount head staff employee employees worker workers fewest picked"),
    "value": stems_of("valuation valued worth least paper market"),
    "raised": stems_of("raise raised raising collected funding round venture cash capital seed"),
    "pay": stems_of(
        "get got earn pay paid package packages offer offered compensation salary bonus dangled "
        "put front fat big"
    ),
    "price": stems_of("price tag deal acquisition purchase takeover buyout paid pay payment spent "
                      "spend laid lay outlay bill cost stake slice share investment invested put "
                      "cheque licence bought buying buy acquired staff talent team part hiring"),
    "": frozenset(),
}  # fmt: skip
_NOUNS = stems_of("employee employees contractor contractors")


def kind_in(text: str) -> Kind:
    """The kind of figure that a text asks for, by its words; "" if it names none."""
    return next((kind for kind, pattern in _KINDS if pattern.search(text)), "")


def operand(
    piece: Piece,
    kind: Kind,
    facts: Sequence[Fact],
    linker: EntityLinker,
    near: frozenset[str] = frozenset(),
) -> Figure | None:
    """The one figure of a kind that a piece of a question means; None if it may be several.

    ``near`` are the names of the other pieces, which tell between facts that fit as well.
    """
    if not piece.names:
        return None
    if len(piece.figures) == 1:
        return _named(piece, piece.figures[0], facts, linker)
    if not kind or piece.figures:
        return None
    if kind == "price" and piece.names == linker.of_type(piece.names, "person"):
        kind = "pay"  # of a person
    fits = [f for f in _of_kind(piece, kind, facts, linker) if _tells(f, piece, kind)]
    shared = [f for f in fits if near and near & names_in(f.fact, linker) - piece.names]
    return _one(fits) or _one(shared)


def unpriced(piece: Piece, kind: Kind, facts: Iterable[Fact], linker: EntityLinker) -> bool:
    """Whether no sum is known of what a piece means: a deal without a price, a person's pay."""
    persons = linker.of_type(piece.names, "person")
    if kind == "pay":
        return bool(persons) and not any(persons & set(f.who) and f.type == "pay" for f in facts)
    deals = [
        f
        for f in facts
        if kind == "price"
        and f.type == "deal"
        and piece.names
        and piece.names <= sides_of(f, linker)
    ]
    return bool(deals) and not any(q.unit == "USD" for f in deals for q in figures_of(f))


def _of_kind(piece: Piece, kind: Kind, facts: Iterable[Fact], linker: EntityLinker) -> list[Figure]:
    """The figures of a kind that are of those whom a piece names."""
    timed = Piece(piece.text, piece.names, frozenset(), piece.times, ())
    persons = linker.of_type(piece.names, "person")
    found = []
    for fact in described(timed, facts, linker):
        for figure in figures_of(fact):
            if figure.kind != kind or fact.status in ("denied", "rumoured"):
                continue
            if kind == "price":
                fits = figure.main and piece.names <= sides_of(fact, linker)
            elif kind == "pay":
                fits = figure.main and persons == set(fact.who) and bool(persons)
            else:
                owner = owner_of(figure, linker)
                fits = owner in piece.names or (kind == "cut" and figure.main)
            if fits:
                found.append(figure)
    return found


def _tells(figure: Figure, piece: Piece, kind: Kind) -> bool:
    """Whether a fact tells every word of a piece that is not of the kind itself."""
    held = stems_in(figure.fact) | _SAYS[kind]
    nouns = piece.stems & _NOUNS
    after = set(content_stems(figure.after)[:2])
    return not unexplained(piece.stems, held) and (not nouns or bool(nouns & after))


def _named(
    piece: Piece, quantity: Quantity, facts: Iterable[Fact], linker: EntityLinker
) -> Figure | None:
    """The figure that a piece itself tells, where a fact of all its names has it."""
    found = [
        figure
        for fact in facts
        if piece.names <= names_in(fact, linker)
        for figure in figures_of(fact)
        if quantity.matches(Quantity(figure.value, figure.unit, 0, 0)) and figure.main
    ]
    return _one(found)


def _one(figures: Sequence[Figure]) -> Figure | None:
    """The one value of some figures, those that count first; None if there are several."""
    counted = [f for f in figures if f.fact.counts] or list(figures)
    if len({(f.value, f.unit) for f in counted}) != 1:
        return None
    return max(counted, key=lambda f: (bool(f.fact.date), f.fact.status == "confirmed"))
