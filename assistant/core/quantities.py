"""Numbers as people write them, compared by value and unit.

"$14.3 billion", "14.3bn dollars" and "USD 14,300 million" are one quantity; "49%" and
"49 percent" are one; "twelve" is 12.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty"
).split()
CURRENCIES = frozenset(("USD", "EUR", "GBP", "CNY"))
NUMBER_WORDS = {word: float(value) for value, word in enumerate(_SMALL)} | {
    "thirty": 30.0,
    "forty": 40.0,
    "fifty": 50.0,
    "sixty": 60.0,
    "seventy": 70.0,
    "eighty": 80.0,
    "ninety": 90.0,
    "hundred": 100.0,
    "dozen": 12.0,
}
_SCALES = {
    "k": 1e3,
    "thousand": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "mln": 1e6,
    "mil": 1e6,
    "million": 1e6,
    "millions": 1e6,
    "b": 1e9,
    "bn": 1e9,
    "bln": 1e9,
    "billion": 1e9,
    "billions": 1e9,
    "tn": 1e12,
    "trillion": 1e12,
}
_UNITS = {
    "$": "USD",
    "us$": "USD",
    "usd": "USD",
    "dollar": "USD",
    "dollars": "USD",
    "€": "EUR",
    "eur": "EUR",
    "euro": "EUR",
    "euros": "EUR",
    "£": "GBP",
    "gbp": "GBP",
    "pounds": "GBP",
    "¥": "CNY",
    "cny": "CNY",
    "rmb": "CNY",
    "yuan": "CNY",
    "%": "percent",
    "percent": "percent",
    "per cent": "percent",
}
_PATTERN = re.compile(
    r"(?P<pre>us\$|[$€£¥]|\b(?:usd|eur|gbp|cny|rmb)\s?)?"
    r"(?P<num>(?<![\w.])\d{1,3}(?:,\d{3})+(?:\.\d+)?|(?<![\w.])\d+(?:\.\d+)?|\b(?:"
    + "|".join(NUMBER_WORDS)
    + r")\b(?:-(?:one|two|three|four|five|six|seven|eight|nine))?)"
    r"(?:[\s-]?(?P<scale>thousand|millions?|billions?|trillion|mln|mil|bln|bn|mn|tn|[kmb])\b)?"
    r"(?:[\s-]?(?P<post>%|per\s?cent\b|us dollars?\b|dollars?\b|usd\b|euros?\b|pounds\b|yuan\b"
    r"|rmb\b|cny\b))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a text: full value, unit (USD, CNY, percent, ... or "" if bare) and offsets."""

    value: float
    unit: str
    start: int
    end: int

    def matches(self, other: Quantity) -> bool:
        """Same value; same unit, where both have one."""
        same = abs(self.value - other.value) <= 1e-6 * max(1.0, abs(self.value))
        return same and (self.unit == other.unit or not self.unit or not other.unit)


def is_of_a_date(figure: Quantity) -> bool:
    """Whether a number can be a day or a year; "the 60 researchers" is a count to be heeded."""
    return not figure.unit and (1 <= figure.value <= 31 or 1900 <= figure.value < 2100)


def quantities(text: str) -> list[Quantity]:
    """All numbers of a text, in order."""
    found: list[Quantity] = []
    for match in _PATTERN.finditer(text):
        value = _value(match["num"].lower())
        scale = (match["scale"] or "").lower()
        unit_text = (match["pre"] or match["post"] or "").strip().lower()
        unit = _UNITS.get(unit_text, _UNITS.get(unit_text.removeprefix("us ").rstrip("s"), ""))
        if len(scale) == 1 and not unit and match["num"][0].isalpha():
            scale = ""
        found.append(Quantity(value * _SCALES.get(scale, 1.0), unit, match.start(), match.end()))
    return found


def _value(number: str) -> float:
    if number[0].isdigit():
        return float(number.replace(",", ""))
    tens, _, ones = number.partition("-")
    return NUMBER_WORDS[tens] + NUMBER_WORDS.get(ones, 0.0)


def missing_quantities(claim: str, support: str) -> list[Quantity]:
    """Quantities of ``claim`` that ``support`` does not hold."""
    held = quantities(support)
    return [q for q in quantities(claim) if not any(q.matches(h) for h in held)]
