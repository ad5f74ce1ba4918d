"""When something held: the time a question asks about, against the time a fact speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.types import Fact

NOW = "now"
MONTHS = (
    "january february march april may june july august september october november december".split()
)
MONTH_NAMES = "|".join(month.capitalize() for month in MONTHS)  # for a pattern
_NOW = re.compile(
    r"\b(?:now(?:adays)?|today|currently|current|these days|at present|presently|at the moment"
    r"|still)\b",
    re.IGNORECASE,
)
_MONTH_YEAR = re.compile(
    rf"\b(?:(\d{{1,2}}) )?({'|'.join(MONTHS)})(?: (\d{{1,2}}),?)? ((?:19|20)\d\d)\b", re.IGNORECASE
)
_CHRISTMAS = re.compile(r"\bchristmas (?:of )?((?:19|20)\d\d)\b", re.IGNORECASE)
_YEAR = re.compile(r"\b(?:in|of|during|as of|since|until|by|for|back in) ((?:19|20)\d\d)\b", re.I)
_DAY = re.compile(
    rf"\b(?:(?P<first>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? )?(?P<month>{'|'.join(MONTHS)})\b"
    r"(?: (?P<last>\d{1,2})(?:st|nd|rd|th)?\b,?)?(?:,? (?:of )?(?P<year>(?:19|20)\d\d)\b)?"
    r"|\b(?P<alone>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_IN = re.compile(
    r"\b(?:in|of|since|by|until|from|before|after|during|last|this)\s+$", re.IGNORECASE
)
_DOUBTFUL = 0.3  # of a fact that has ended, for a question that names no time


@dataclass(frozen=True, slots=True)
class Day:
    """A year, month or day that a text names at ``start``; what it leaves open is 0."""

    year: int
    month: int
    day: int
    start: int = 0

    def fits(self, other: Day) -> bool:
        """Whether both can mean the same time."""
        mine, theirs = (self.year, self.month, self.day), (other.year, other.month, other.day)
        return all(a == b or not a or not b for a, b in zip(mine, theirs, strict=True))

    @property
    def sorts(self) -> tuple[int, int]:
        """Year and month, in order; a year alone is its end."""
        return self.year, self.month or 12


def months_between(one: Day, other: Day) -> int:
    """Calendar months from one day to another, negative if that is earlier; both need a month."""
    return (other.year - one.year) * 12 + other.month - one.month


def days(text: str) -> list[Day]:
    """The times that a text names by the calendar, in order."""
    found = []
    for match in _DAY.finditer(text):
        name = match["month"] or ""
        whole = match["first"] or match["last"] or match["year"]
        if name.lower() == "may" and not whole and not _IN.search(text[: match.start()]):
            continue  # the verb
        month = MONTHS.index(name.lower()) + 1 if name else 0
        year = int(match["year"] or match["alone"] or 0)
        day = int(match["first"] or match["last"] or 0)
        found.append(Day(year, month, day, match.start()))
    return found


def from_iso(date: str) -> Day:
    """An ISO day, month or year."""
    year, month, day = (int(part) for part in (date + "-0-0").split("-")[:3])
    return Day(year, month, day)


def spoken_day(day: Day) -> str:
    """A time in words: "25 July 2025", "July", "2025"."""
    name = MONTHS[day.month - 1].capitalize() if day.month else ""
    return " ".join(str(part) for part in (day.day, name, day.year) if part)


def asked_time(text: str) -> str:
    """The time a question names: an ISO day, month or year, "now", or empty."""
    if match := _MONTH_YEAR.search(text):
        day, month, other_day, year = match.groups()
        iso = f"{year}-{MONTHS.index(month.lower()) + 1:02}"
        return f"{iso}-{int(day or other_day):02}" if day or other_day else iso
    if match := _CHRISTMAS.search(text):
        return f"{match[1]}-12"
    if match := _YEAR.search(text):
        return match[1]
    return NOW if _NOW.search(text) else ""


def out_of_time(fact: Fact, asked: str) -> float:
    """How far a fact fails to hold at the time asked about: 0 (holds, or knows no times) to 1."""
    if asked in (NOW, ""):
        return (1.0 if asked else _DOUBTFUL) if fact.until else 0.0
    begins_later = fact.since is not None and fact.since[: len(asked)] > asked[: len(fact.since)]
    ended_before = fact.until is not None and fact.until[: len(asked)] < asked[: len(fact.until)]
    return float(begins_later or ended_before)


def spoken(date: str) -> str:
    """An ISO date in words: "2026-02" is "February 2026"."""
    return spoken_day(from_iso(date)) if date else ""
