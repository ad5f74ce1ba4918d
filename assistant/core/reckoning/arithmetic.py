"""Differences, sums and comparisons of figures that a question describes one by one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from assistant.core.entities import EntityLinker
from assistant.core.reckoning.figures import Figure, Kind, worked_out
from assistant.core.reckoning.finding import is_heeded, piece_of
from assistant.core.reckoning.operands import kind_in, operand, unpriced
from assistant.core.tables.lines import Lines
from assistant.core.tables.words import stems_of
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
    re.compile(rf"^(?P<all>.+? and .+?)[:,;] how (?:many|much)\b[\w ]*? (?:in all|together"
               rf"|altogether|in total|combined){_END}", re.I),
    re.compile(rf"\bhow (?:many|much) (?P<all>.+? and .+?),? (?:(?:taken |put )?together|combined"
               rf"|altogether|in total|in all){_END}", re.I),
    re.compile(rf"^(?:altogether|in all|in total|together|combined),? how (?:many|much) "
               rf"(?P<all>.+? and .+?){_END}", re.I),
    re.compile(rf"\badd (?P<a>.+?) to (?P<b>.+?){_END}", re.I),
)  # fmt: skip
_KNOWN = stems_of(
    "difference gap margin far apart more less bigger higher lower larger smaller greater dearer "
    "cheaper costlier exceed exceeded exceeds top topped beat surpass surpassed outstrip add sum "
    "up total combine combined together plus minus come comes answer"
)
_BEYOND = re.compile(r"\b(?:times|percent|per cent|ratio|share|years?|average|each)\b|%", re.I)


def difference(text: str, facts: Sequence[Fact], linker: EntityLinker) -> Told | None:
    """By how much one figure that a question describes exceeds another."""
    pairs = [
        pair
        for pair, rest in _pairs(text)
        if is_heeded(rest, linker, _KNOWN) and not _BEYOND.search(text)
    ]
    if lacking := _lacking(text, pairs, facts, linker):
        return lacking
    found = [two for pair in pairs if (two := _figures(text, pair, facts, linker))]
    if len({tuple(f.value for f in two) for two in found}) != 1:
        return None
    larger, smaller = sorted(found[0], key=lambda f: -f.value)
    if larger.value == smaller.value:
        return None
    amount = worked_out((larger, smaller), larger.value - smaller.value, added=False)
    lines = Lines()
    more, less = (_cited(lines, figure) for figure in (larger, smaller))
    return lines.told(
        f"By our arithmetic the difference is {amount}: {larger.said} against {smaller.said}. "
        f"{more} {less}"
    )


def total(text: str, facts: Sequence[Fact], linker: EntityLinker) -> Told | None:
    """What figures that a question describes come to together."""
    lists = [
        _parts(match)
        for pattern in _SUMS
        for match in pattern.finditer(text)
        if is_heeded(f"{text[: match.start()]} {text[match.end() :]}", linker, _KNOWN)
    ]
    lists = [parts for parts in lists if len(parts) > 1 and not _BEYOND.search(text)]
    if lacking := _lacking(text, lists, facts, linker):
        return lacking
    found = [figures for parts in lists if (figures := _figures(text, parts, facts, linker))]
    if len({sum(f.value for f in figures) for figures in found}) != 1:
        return None
    figures = found[0]
    if len({f.fact.id for f in figures}) < len(figures):
        return None  # a figure must not be counted twice
    amount = worked_out(figures, sum(f.value for f in figures), added=True)
    lines = Lines()
    said = " ".join(_cited(lines, figure) for figure in figures)
    plus = " plus ".join(figure.said for figure in figures)
    return lines.told(f"By our arithmetic they come to {amount}: {plus}. {said}")


def _parts(match: re.Match[str]) -> list[str]:
    groups = match.groupdict()
    return [groups["a"], groups["b"]] if groups.get("a") else _PLUS.split(groups["all"])


def _pairs(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    """Two descriptions in each way that a question may be split, and what is left of it."""
    for pattern in _DIFFERENCES:
        for match in pattern.finditer(text):
            rest = f"{text[: match.start()]} {text[match.end() :]}"
            groups = match.groupdict()
            if groups.get("a"):
                yield (groups["a"], groups["b"]), rest
                continue
            for link in _AND.finditer(groups["both"]):
                yield (groups["both"][: link.start()], groups["both"][link.end() :]), rest


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


def _cited(lines: Lines, figure: Figure) -> str:
    return lines.cite(figure.fact.statement, figure.fact)
