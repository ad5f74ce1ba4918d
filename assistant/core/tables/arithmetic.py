"""Differences, sums and comparisons of figures that a question describes one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from assistant.core.entities import EntityLinker
from assistant.core.tables.figures import Figure, Kind, hedge_of
from assistant.core.tables.finding import Piece, piece_of
from assistant.core.tables.lines import Lines
from assistant.core.tables.operands import kind_in, operand, unpriced
from assistant.core.tables.sum_rows import dollars
from assistant.core.telling import Told
from assistant.core.text import joined
from assistant.types import Fact

_END = r"(?: come to\b.*| total\b.*| amount to\b.*|\s*=.*|[?!;:]|\.$|$)"
_AND = re.compile(r",? and |, ")
_PLUS = re.compile(r"\s+(?:\+|plus|and|added to)\s+|, (?:and )?", re.I)
_MORE = r"(?:more|less|bigger|higher|lower|larger|smaller|greater|dearer|cheaper|costlier)"
_DIFFERENCES = (  # both in one; or two parts
    re.compile(rf"\b(?:difference|gap|margin) between (?P<both>.+?){_END}", re.I),
    re.compile(rf"\bhow far apart (?:are|were|is) (?P<both>.+?){_END}", re.I),
    re.compile(rf"\bhow much {_MORE} (?:money )?(?:is|was|did|were|are|does)? ?(?P<a>.+?) "
               rf"(?:than|compared (?:to|with)) (?P<b>.+?){_END}", re.I),
    re.compile(rf"\bby (?:how much|what margin) (?:does|did|do|is|was) (?P<a>.+?) "
               rf"(?:exceed\w*|top\w*|beat\w*|surpass\w*|outstrip\w*|{_MORE} than) "
               rf"(?P<b>.+?){_END}", re.I),
    re.compile(rf"^(?:what (?:is|do you get for) )?(?P<a>.+?) (?:minus|less) (?P<b>.+?){_END}",
               re.I),
    re.compile(rf"^(?P<a>[^.?!]+(?:\.\d[^.?!]*)*)[.;!] (?:and )?how much (?:below|under|above|over"
               rf"|{_MORE})(?: than)? that (?:is|was|were|came|comes?) (?P<b>.+?){_END}", re.I),
)  # fmt: skip
_SUMS = (
    re.compile(rf"\b(?:add(?: up)?|sum(?: up)?|total(?: up)?|combine)\b(?: [\w ]+?:)?,? "
               rf"(?P<all>.+?(?:,| and | plus | to ).+?){_END}", re.I),
    re.compile(rf"\b(?:sum|total) of (?P<all>.+? and .+?){_END}", re.I),
    re.compile(rf"^(?:(?:what|how much) (?:is|are|do|does|did|was|were) )?"
               rf"(?P<all>.+? (?:\+|plus) .+?){_END}", re.I),
    re.compile(rf"^(?P<all>.+? and .+?),? (?:summed up|combined|together|in total|added up"
               rf"|put together|taken together){_END}", re.I),
)  # fmt: skip
_COMPARES = re.compile(
    r"\b(?P<least>least|fewest|smallest|lowest|smaller|fewer|lower|less|cheapest)\b"
    r"|\b(?:most|largest|biggest|highest|larger|bigger|higher|more|greater)\b",
    re.I,
)
_COMPARED: Mapping[Kind, str] = {
    "value": "valuation",
    "raised": "sum raised",
    "headcount": "staff",
}
_LISTED = re.compile(r"\s*(?:,|,? (?:and|or)|/|&|vs\.?|versus)\s*", re.I)
_BEYOND = re.compile(r"\b(?:times|percent|per cent|ratio|share|years?|average|each)\b|%", re.I)


def difference(text: str, facts: Sequence[Fact], linker: EntityLinker) -> Told | None:
    """By how much one figure that a question describes exceeds another."""
    pairs = [pair for pair in _pairs(text) if not _BEYOND.search(" ".join(pair))]
    if lacking := _lacking(text, pairs, facts, linker):
        return lacking
    found = [two for pair in pairs if (two := _figures(text, pair, facts, linker))]
    if len({tuple(f.value for f in two) for two in found}) != 1:
        return None
    larger, smaller = sorted(found[0], key=lambda f: -f.value)
    if larger.value == smaller.value:
        return None
    amount = _amount((larger, smaller), larger.value - smaller.value, added=False)
    lines = Lines()
    more, less = (_cited(lines, figure) for figure in (larger, smaller))
    return lines.told(
        f"By our arithmetic the difference is {amount}: {larger.said} against {smaller.said}. "
        f"{more} {less}"
    )


def total(text: str, facts: Sequence[Fact], linker: EntityLinker) -> Told | None:
    """What figures that a question describes come to together."""
    lists = [_PLUS.split(match["all"]) for p in _SUMS for match in p.finditer(text)]
    lists = [parts for parts in lists if len(parts) > 1]
    if lacking := _lacking(text, lists, facts, linker):
        return lacking
    found = [figures for parts in lists if (figures := _figures(text, parts, facts, linker))]
    if len({sum(f.value for f in figures) for figures in found}) != 1:
        return None
    figures = found[0]
    if len({f.fact.id for f in figures}) < len(figures):
        return None  # a figure must not be counted twice
    amount = _amount(figures, sum(f.value for f in figures), added=True)
    lines = Lines()
    said = " ".join(_cited(lines, figure) for figure in figures)
    plus = " plus ".join(figure.said for figure in figures)
    return lines.told(f"By our arithmetic they come to {amount}: {plus}. {said}")


def comparison(text: str, facts: Sequence[Fact], linker: EntityLinker) -> Told | None:
    """Which of the companies named has the largest, or the smallest, figure of a kind."""
    asks, names = _COMPARES.search(text), _listed(text, linker)
    kind = kind_in(text)
    if not asks or len(names) < 2 or kind not in _COMPARED:
        return None
    pieces = [Piece("", frozenset({name}), frozenset(), (), ()) for name in names]
    figures = [operand(piece, kind, facts, linker) for piece in pieces]
    told = [f for f in figures if f]
    if len(told) < len(names) or len({f.value for f in told}) < len(names):
        return None
    order = sorted(told, key=lambda f: f.value, reverse=not asks["least"])
    lines = Lines()
    said = [f"{names[told.index(f)]} ({f.said})" for f in order]
    cited = " ".join(_cited(lines, figure) for figure in order)
    word = f"{'smallest' if asks['least'] else 'largest'} {_COMPARED[kind]}"
    head = f"Going by these, {said[0]} has the {word}, before {joined(said[1:], 'and')}"
    return lines.told(f"{head}. {cited}")


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    for pattern in _DIFFERENCES:
        for match in pattern.finditer(text):
            groups = match.groupdict()
            if groups.get("a"):
                yield groups["a"], groups["b"]
                continue
            for link in _AND.finditer(groups["both"]):
                yield groups["both"][: link.start()], groups["both"][link.end() :]


def _figures(
    text: str, parts: Sequence[str], facts: Sequence[Fact], linker: EntityLinker
) -> list[Figure] | None:
    """The figures that all parts mean, in one unit; None if one is not known for sure."""
    pieces = [piece_of(part, linker) for part in parts]
    whole: Kind = kind_in(text)
    found = []
    for number, piece in enumerate(pieces):
        others = frozenset[str]().union(*(p.names for p in pieces[:number] + pieces[number + 1 :]))
        figure = operand(piece, kind_in(piece.text) or whole, facts, linker, others)
        if figure is None:
            return None
        found.append(figure)
    return found if len({f.unit for f in found}) == 1 else None


def _lacking(
    text: str, lists: Sequence[Sequence[str]], facts: Sequence[Fact], linker: EntityLinker
) -> Told | None:
    """That no sum is known of what is to be reckoned with; None if it may be."""
    whole = kind_in(text)
    for parts in lists:
        pieces = [piece_of(part, linker) for part in parts]
        if not all(piece.names for piece in pieces):
            continue
        lacking = [p for p in pieces if unpriced(p, kind_in(p.text) or whole, facts, linker)]
        if lacking:
            names = joined(sorted(frozenset().union(*(p.names for p in lacking))), "or")
            text = f"The sources give no sum for {names} that could be reckoned with."
            return replace(Lines().told(text), known=False)
    return None


def _listed(text: str, linker: EntityLinker) -> list[str]:
    """The names of a list of organisations that is all that a question names."""
    mentions = linker.mentions(text)
    firms = [m for m in mentions if linker.entities[m.name].type == "organisation"]
    between = [
        text[one.end : other.start] for one, other in zip(firms, firms[1:], strict=False)
    ]
    whole = len(firms) == len(mentions) and all(_LISTED.fullmatch(b) for b in between)
    return [m.name for m in firms] if whole else []


def _amount(figures: Sequence[Figure], value: float, *, added: bool) -> str:
    number = dollars(round(value)) if figures[0].unit == "USD" else f"{value:,.10g}"
    return f"{hedge_of(figures, added=added)} {number}".strip()


def _cited(lines: Lines, figure: Figure) -> str:
    return lines.cite(figure.fact.statement, figure.fact)
