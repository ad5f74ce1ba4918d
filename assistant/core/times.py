"""When something held: the time a question asks about, against the time a fact speaks of."""

from __future__ import annotations

import re

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
_YEAR = re.compile(r"\b(?:in|of|during|as of|since|until|by|for|back in) ((?:19|20)\d\d)\b", re.I)
_DOUBTFUL = 0.3  # of a fact that has ended, for a question that names no time


def asked_time(text: str) -> str:
    """The time a question names: an ISO day, month or year, "now", or empty."""
    if match := _MONTH_YEAR.search(text):
        day, month, other_day, year = match.groups()
        iso = f"{year}-{MONTHS.index(month.lower()) + 1:02}"
        return f"{iso}-{int(day or other_day):02}" if day or other_day else iso
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
    year, _, rest = date.partition("-")
    month, _, day = rest.partition("-")
    name = MONTHS[int(month) - 1].capitalize() if month else ""
    return " ".join(part for part in (day.lstrip("0"), name, year) if part)
