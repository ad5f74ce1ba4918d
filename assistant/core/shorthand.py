"""Chat shorthand → words: "how mny ppl", "rev last yr", "left meta 4 who"."""

from __future__ import annotations

import re

from assistant.core.times import MONTHS

_WORDS = {
    "abt": "about", "acq": "acquisition", "b4": "before", "bc": "because", "biz": "business",
    "bn": "billion", "btw": "between", "cos": "companies", "comp": "compensation",
    "cuz": "because", "dept": "department", "govt": "government", "hw": "how", "mch": "much",
    "mkt": "market", "mny": "many", "org": "organisation", "pls": "please", "ppl": "people",
    "prev": "previous", "rev": "revenue", "sal": "salary", "uni": "university", "unis":
    "universities", "val": "valuation", "w": "with", "wen": "when", "whn": "when", "wht": "what",
    "wat": "what", "wats": "what is", "whats": "what is", "whos": "who is", "wrk": "work",
    "yr": "year", "yrs": "years",
}  # fmt: skip
_MONTHS = {month[:3]: month.capitalize() for month in MONTHS}
_MONTH = re.compile(
    r"\b(?P<short>jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\.?"
    r"(?= (?:\d{1,2},? )?(?:19|20)\d\d\b)",
    re.IGNORECASE,
)
_WORD = re.compile(r"(?<![\w$€£.])[a-z]+4?\b(?![.'’]\w)", re.IGNORECASE)
_MONEY = re.compile(r"\${2,}")
_FOR = re.compile(r"(?<=[a-z]) 4 (?=(?:who|whom|what|which|it|that|him|her|them)\b)", re.IGNORECASE)
_FOR_NAME = re.compile(
    r"(?<=\b)(?P<verb>py|pay|paid|pays|spend|spent|offer|offered|work|works|worked|left|leave|quit"
    r"|swap|swapped|go|went|come|came) 4 (?!(?:people|men|women|of)\b)(?=[a-z]+\b(?<!s))"
)
_TO_LAST = re.compile(r"(?<=[a-z]) 2(?=\s*\??$)")
_TO = re.compile(
    r"\b(?P<verb>moved|went|sold|gone|came|left|switched|defected) 2 (?=[a-z])", re.IGNORECASE
)


def spelled_out(text: str) -> str:
    """The text with common shorthand written out; anything else stays as it is."""
    text = _MONEY.sub("money", text)
    text = _MONTH.sub(lambda m: _MONTHS[m["short"][:3].lower()], text)
    text = _FOR.sub(" for ", text)
    if text.islower():
        text = _TO_LAST.sub(" to", _FOR_NAME.sub(lambda m: f"{m['verb']} for ", text))
    text = _TO.sub(lambda m: f"{m['verb']} to ", text)
    return _WORD.sub(lambda m: _WORDS.get(m.group().lower(), m.group()), text)
