"""Chat shorthand → words: "how mny ppl", "rev last yr", "left meta 4 who"."""

from __future__ import annotations

import re

from assistant.core.times import MONTHS

_WORDS = {
    "abt": "about", "acq": "acquisition", "agn": "again", "b4": "before",
    "bc": "because", "bcoz": "because", "biz": "business", "bn": "billion", "btw": "between",
    "comp": "compensation", "cos": "companies", "coz": "because", "cud": "could",
    "cuz": "because", "dept": "department", "exec": "executive", "execs": "executives",
    "frm": "from", "govt": "government", "grp": "group", "hq": "headquarters", "hw": "how",
    "lft": "left", "mch": "much", "mgr": "manager", "mkt": "market", "mny": "many",
    "msg": "message", "n": "and", "nd": "and", "nu": "new", "nw": "new", "org": "organisation",
    "ovr": "over", "payed": "paid", "pct": "percent", "pic": "picture", "pics": "pictures",
    "pls": "please", "plz": "please", "ppl": "people", "prcnt": "percent", "prev": "previous",
    "py": "pay", "rev": "revenue", "rnd": "round", "sal": "salary", "sed": "said", "shud": "should",
    "teh": "the", "thru": "through", "tht": "that", "tok": "took", "u": "you",
    "uni": "university", "unis": "universities", "ur": "your", "val": "valuation", "w": "with",
    "wat": "what", "wats": "what is", "wen": "when", "whats": "what is", "whch": "which",
    "wher": "where", "whn": "when", "whos": "who is", "whr": "where", "wht": "what",
    "wich": "which", "wrk": "work", "wud": "would", "yr": "year", "yrs": "years",
}  # fmt: skip
_WORD = re.compile(r"(?<![\w$€£.-])[a-z]+4?\b(?![.'’-]\w)", re.IGNORECASE)
_MONEY = re.compile(r"\${2,}")
_FOR = re.compile(
    r"(?<=[a-z]) 4 (?=(?:who|whom|what|which|it|that|him|her|them|the|a|an|his|its|their|this)\b)",
    re.IGNORECASE,
)
_FOR_NAME = re.compile(
    r"(?<=\b)(?P<verb>py|pay|paid|pays|spend|spent|offer|offered|work|works|worked|left|leave|quit"
    r"|swap|swapped|go|went|come|came) 4 (?!(?:people|men|women|of)\b)(?=[a-z]+\b(?<!s))"
)
_FOR_WHOM = re.compile(r"\b(?P<verb>works?|worked|working|left|quit) 4(?=[,;])")
_MONTH = re.compile(
    r"\b(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?"
    r"(?= (?:\d{1,2},? )?(?:19|20)\d\d\b)"
    r"|(?<=\d )(?:jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b",
    re.IGNORECASE,
)
_TO_LAST = re.compile(r"(?<=[a-z]) 2(?=\s*\??$)")
_FOR_LAST = re.compile(r"(?<=[a-z]) 4(?=\s*\??$)")
_TO = re.compile(
    r"\b(?P<verb>moved|went|sold|gone|came|left|switched|defected) 2 (?=[a-z])", re.IGNORECASE
)
_TO_DO = re.compile(
    r"(?<=[a-z]) 2 (?=(?:buy|be|join|get|go|make|pay|hire|leave|do|meet|stay|keep|take|work|build"
    r"|start|launch|lead|run|win|poach)\b)"
)


def spelled_out(text: str) -> str:
    """The text with common shorthand written out; anything else stays as it is."""
    text = _MONEY.sub("money", text)
    text = _WORD.sub(_written_out, text)
    text = _FOR.sub(" for ", text)
    if text.islower():
        text = _FOR_NAME.sub(lambda m: f"{m['verb']} for ", text)
        text = _FOR_WHOM.sub(lambda m: f"{m['verb']} for", text)
        text = _TO_LAST.sub(" to", _FOR_LAST.sub(" for", _TO_DO.sub(" to ", text)))
    return _MONTH.sub(_month, _TO.sub(lambda m: f"{m['verb']} to ", text))


def _written_out(match: re.Match[str]) -> str:
    word = match.group()
    short = len(word) <= 2 and not word.islower()  # "Co", "U", "W" may be of a name
    return word if short else _WORDS.get(word.lower(), word)


def _month(match: re.Match[str]) -> str:
    return next(m.capitalize() for m in MONTHS if m.startswith(match.group().lower()[:3]))
