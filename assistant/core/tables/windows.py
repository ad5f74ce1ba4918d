"""The span of time that a question names: "in September and October 2025", "Q3 2025", "since May".

A span goes from a day to a day; dates that are known only by their month or year have to lie in it
as a whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.core.times import MONTHS, spoken

_MONTH = "|".join(MONTHS)
_YEAR = r"(?:19|20)\d\d"
_PART = r"early|late|mid|start of|beginning of|end of|middle of"
_SEASONS = {"spring": (3, 5), "summer": (6, 8), "autumn": (9, 11), "fall": (9, 11)}
_PARTS = {"early": (1, 4), "start": (1, 4), "beginning": (1, 4), "mid": (5, 8), "middle": (5, 8),
          "late": (9, 12), "end": (9, 12)}  # fmt: skip
_NUMBERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3,
            "4th": 4, "last": 0}  # fmt: skip
_POINT = re.compile(
    rf"\b(?:the )?(?:(?P<part>{_PART})[ -](?:the )?)?(?:"
    rf"(?P<part_of>first|second|1st|2nd|latter) half of (?P<hm>{_MONTH})(?:,? (?P<py>{_YEAR}))?"
    rf"|(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<of>{_MONTH})\b(?:,? (?P<dy>{_YEAR}))?"
    rf"|(?P<month>{_MONTH})(?: (?P<md>\d{{1,2}})(?:st|nd|rd|th)?(?!\d))?"
    rf"(?:,? (?:of )?(?P<my>{_YEAR}))?"
    rf"|q(?P<q>[1-4])(?: of)?(?: (?P<qy>{_YEAR}))?|h(?P<h>[12])(?: of)?(?: (?P<hy>{_YEAR}))?"
    rf"|(?P<nth>first|second|third|fourth|last|1st|2nd|3rd|4th) (?P<what>half|quarter)"
    rf"(?: of)?(?: (?P<ny>{_YEAR}))?"
    rf"|christmas(?: (?:and|or) new year(?:['’]s)?| period| time| season| holidays?)*(?: of)? "
    rf"(?P<fy>{_YEAR})"
    rf"|(?P<season>{'|'.join(_SEASONS)})(?: of)? (?P<sy>{_YEAR})"
    rf"|(?P<year>{_YEAR}))\b(?!-)",
    re.IGNORECASE,
)
_YEARS = ("dy", "my", "qy", "hy", "ny", "py", "fy", "sy", "year")  # groups of it
_LINK = re.compile(r"(?:['’]s)?\s*(?P<range>to|until|till|through|up to|[-–])\s*(?:the )?", re.I)
_AND = re.compile(r"\s*(?:,|,? ?(?:and|or)|/|&)\s*(?:in |during )?(?:the )?", re.I)
_BETWEEN = re.compile(r"\bbetween\s+$", re.IGNORECASE)
_BEFORE = re.compile(
    r"(?:\b(?P<before>before|prior to|ahead of|earlier than)"
    r"|\b(?P<by>by|as of|until|till|up to|up until|through|no(?:t)? later than|not after"
    r"|on or before)"
    r"|\b(?P<after>after|following|later than|past)|\b(?P<since>since|as from"
    r"|starting(?: in| from)?|beginning(?: in| from)?|no(?:t)? (?:earlier|sooner) than|not before"
    r"|on or after)|\b(?:from|in|during|of|on|for|over|throughout|within|around|back in"
    r"|in the course of|the course of|as early as))\s+(?:the )?(?:month of |year )?$",
    re.IGNORECASE,
)
_ON = re.compile(
    r"^,?\s*(?:onwards?|(?:and|or) (?:later|after(?:wards)?(?: that)?|onwards?|since|beyond"
    r"|thereafter|any(?:thing| ?time) (?:after|later|since))|on(?=[\s,.?!]|$)|at the earliest)",
    re.I,
)
_LATEST, _EARLIEST = "9999-99-99", "0000-00-00"


@dataclass(frozen=True, slots=True)
class Window:
    """Spans [from, to) of days written like ISO dates, and how they are said; empty is any time."""

    spans: tuple[tuple[str, str], ...] = ()
    said: str = ""

    def __bool__(self) -> bool:
        return bool(self.spans)

    @property
    def phrase(self) -> str:
        """How it is said, with a space before it; "" for any time."""
        return f" {self.said}" if self else ""

    def holds(self, date: str) -> bool:
        """Whether a date lies in it, as a whole if it is a month or a year."""
        if not self.spans:
            return True
        first, last = _first(date), _last(date)
        return bool(date) and any(low <= first and last < high for low, high in self.spans)


ANY_TIME = Window()


@dataclass(frozen=True, slots=True)
class _Point:
    start: int
    end: int
    low: str  # an ISO date or a part of one
    high: str


def windowed(text: str) -> tuple[Window, str]:
    """The time that a text names, and the text without it. Months without a year name none."""
    points = _points(text)
    if not points:
        return ANY_TIME, text
    spans: list[tuple[str, str]] = []
    said: list[str] = []
    bare, at = "", 0
    while points:
        group, start, end, ranged = _group(text, points)
        points = points[len(group) :]
        span, start, end, words = _span(text, group, start, end, ranged=ranged)
        spans += span
        said.append(words)
        bare += text[at:start] + " "
        at = end
    return Window(tuple(spans), " and ".join(said)), " ".join((bare + text[at:]).split())


def moment_in(text: str) -> str:
    """The month in which the time begins that a text names, the year if it is one, or ""."""
    spans = windowed(text)[0].spans
    low = spans[0][0] if len(spans) == 1 else _EARLIEST
    if low == _EARLIEST:
        return ""
    return low[:4] if low.endswith("-00-00") else low[:7]


def _points(text: str) -> list[_Point]:
    """The dates of a text; one without a year has that of the date that it is joined to."""
    found: list[_Point] = []
    for match in reversed(list(_POINT.finditer(text))):
        year = next((match[g] for g in _YEARS if match[g]), "")
        between = text[match.end() : found[-1].start] if found else ""
        if not year and (_LINK.fullmatch(between) or _AND.fullmatch(between)):
            year = found[-1].low[:4]
        if year:
            found.append(_Point(match.start(), match.end(), *_bounds(match, year)))
    found.reverse()
    return found


def _bounds(match: re.Match[str], year: str) -> tuple[str, str]:
    if match["fy"]:
        return f"{year}-12-20", f"{int(year) + 1}-01-06"
    if match["hm"]:
        month = f"{year}-{MONTHS.index(match['hm'].lower()) + 1:02}"
        first_half = match["part_of"].lower() in ("first", "1st")
        return (f"{month}-01", f"{month}-15") if first_half else (f"{month}-16", f"{month}-31")
    name = match["of"] or match["month"]
    if name:
        month = f"{year}-{MONTHS.index(name.lower()) + 1:02}"
        day = match["day"] or match["md"]
        iso = f"{month}-{int(day):02}" if day else month
        return iso, iso
    first, last = _months(match)
    return (year, year) if (first, last) == (1, 12) else (f"{year}-{first:02}", f"{year}-{last:02}")


def _months(match: re.Match[str]) -> tuple[int, int]:
    """First and last month of a half, a quarter, a season or a part of a year."""
    if match["season"]:
        return _SEASONS[match["season"].lower()]
    size = 3 if match["q"] or (match["what"] or "").lower() == "quarter" else 6
    number = int(match["q"] or match["h"] or _NUMBERS.get((match["nth"] or "").lower(), 0))
    if match["q"] or match["h"] or match["nth"]:
        number = number or 12 // size
        return (number - 1) * size + 1, number * size
    part = (match["part"] or "").lower().split(" ")[0]
    return _PARTS.get(part, (1, 12))


def _group(text: str, points: Sequence[_Point]) -> tuple[list[_Point], int, int, bool]:
    """The points that belong together: "from July to September", "September and October"."""
    group, ranged = [points[0]], False
    for point in points[1:]:
        between = text[group[-1].end : point.start]
        if len(group) == 1 and (
            _LINK.fullmatch(between)
            or (_AND.fullmatch(between) and _BETWEEN.search(text[: group[0].start]))
        ):
            ranged = True
        elif ranged or not _AND.fullmatch(between):
            break
        group.append(point)
    return group, group[0].start, group[-1].end, ranged


def _span(
    text: str, group: Sequence[_Point], start: int, end: int, *, ranged: bool
) -> tuple[list[tuple[str, str]], int, int, str]:
    """The spans of a group, with the words around it that say on which side of it they lie."""
    before = _BETWEEN.search(text[:start]) if ranged else None
    before = before or _BEFORE.search(text[:start])
    on = _ON.match(text[end:])
    start, end = before.start() if before else start, end + on.end() if on else end
    low, high = group[0].low, group[-1].high
    words = _said(group, ranged=ranged)
    side = before.groupdict() if before and before.re is _BEFORE else {}
    if ranged:
        return [(_first(low), _after(high))], start, end, words
    if on or side.get("since"):
        return [(_first(low), _LATEST)], start, end, f"from {spoken(low)} on"
    if side.get("before"):
        return [(_EARLIEST, _first(low))], start, end, f"before {spoken(low)}"
    if side.get("by"):
        return [(_EARLIEST, _after(high))], start, end, f"by {spoken(high)}"
    if side.get("after"):
        return [(_after(high), _LATEST)], start, end, f"after {spoken(high)}"
    return [(_first(p.low), _after(p.high)) for p in group], start, end, words


def _said(group: Sequence[_Point], *, ranged: bool) -> str:
    if ranged:
        return f"from {spoken(group[0].low)} to {spoken(group[-1].high)}"
    each = [p.low if p.low == p.high else f"{p.low}/{p.high}" for p in group]
    spans = [" to ".join(spoken(d) for d in e.split("/")) for e in each]
    lead = "from" if " to " in spans[0] else "on" if len(group[0].low) == 10 else "in"
    return f"{lead} {' and '.join(spans)}"


def _first(date: str) -> str:
    """The date as its first day: "2025-09" is "2025-09-00"."""
    return date + _EARLIEST[len(date) :]


def _last(date: str) -> str:
    return date + _LATEST[len(date) :]


def _after(date: str) -> str:
    """The first moment after a date, for a comparison."""
    return _last(date) + "~"
