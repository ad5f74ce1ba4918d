"""How much time lies between two dated facts: "How long from the announcement to the closing?" """

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

from assistant.core.entities import EntityLinker
from assistant.core.reckoning.dated import Dated, dated_pair, is_all, said_of
from assistant.core.reckoning.two_events import descriptions
from assistant.core.tables.lines import Lines, count_of
from assistant.core.tables.words import stems_of
from assistant.core.telling import Told
from assistant.core.times import Day, months_between
from assistant.types import Fact

_ASKS = re.compile(
    r"\bhow (?:many (?P<unit>days|weeks|months)|long|much time|far apart in time)\b"
    r"|\b(?:count|number of|give me) (?:the )?(?P<counted>days|weeks|months)\b"
    r"|\b(?:time|interval)\b(?: \w+){0,3}? (?:elapsed|passed|between|from)\b"
    r"|^(?:the )?(?P<plain>days|weeks|months) (?:between|from)\b|\bin (?P<in>days|weeks|months)\b"
    r"|\b(?P<apart>days|weeks|months) apart\b|\bhow soon after\b",
    re.IGNORECASE,
)
_KNOWN = stems_of(
    "long time elapsed elapse passed pass lay lie lies count number interval calendar separate "
    "separated separates gap apart take took taken far soon later answer go went whole need want"
)
_MONTH_DAYS = 30.44
_SAME_DAY = "0 days"


def time_between(text: str, facts: Sequence[Fact], linker: EntityLinker) -> Told | None:
    """The time between the two events that a question describes, if both are dated."""
    asks = _ASKS.search(text)
    if not asks:
        return None
    found = [
        pair
        for a, b, rest in descriptions(text)
        if (pair := dated_pair(a, b, facts, linker)) and is_all(rest, pair, linker, _KNOWN)
    ]
    if len({(a.day, b.day) for a, b in found}) != 1:
        return None
    unit = next((u for u in asks.groupdict().values() if u), "").lower()
    return told_between(*found[0], unit)


def told_between(one: Dated, other: Dated, unit: str) -> Told | None:
    """How far two dated facts are apart, in "days", "weeks", "months", or what is easy to grasp."""
    if not (one.day.day and other.day.day):
        return _told_in_months(one, other) if unit != "days" else None
    days_between = abs((_day(other.day) - _day(one.day)).days)
    return _answer(one, other, _length(days_between, unit))


def _told_in_months(one: Dated, other: Dated) -> Told | None:
    months = abs(months_between(one.day, other.day))
    return _answer(one, other, f"about {count_of(months, 'month', 'months')}") if months else None


def _day(day: Day) -> date:
    return date(day.year, day.month, day.day)


def _length(days_between: int, unit: str) -> str:
    """A length of time in days, and in the unit that is asked for or that is easier to grasp."""
    told = count_of(days_between, "day", "days")
    weeks, months = days_between / 7, days_between / _MONTH_DAYS
    if unit == "months" or (not unit and months >= 2):
        return f"{told} (about {months:.2g} months)"
    if unit == "weeks" or (not unit and weeks >= 2):
        about = "" if weeks == int(weeks) else "about "
        return f"{told} ({about}{round(weeks)} weeks)"
    return told


def _answer(one: Dated, other: Dated, length: str) -> Told:
    if length == _SAME_DAY:
        head = "Going by these, both are of the same day (0 days apart)"
    else:
        verb = "lies" if length in ("1 day", "about 1 month") else "lie"
        head = f"Going by these, {length} {verb} between the two"
    lines = Lines()
    return lines.told(f"{head}: {said_of((one, other), lines)}.")
