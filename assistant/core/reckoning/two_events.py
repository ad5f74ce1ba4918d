"""The two events between which a question asks for the time, each in its own words."""

from __future__ import annotations

import re
from collections.abc import Iterator

_END = r"(?:,? in (?:days|weeks|months)\b|[?!;]|\.$|: how|, how|,? for me\b|,? please\b|$)"
_AUX = r"(?:did|was|were|had|has|is|came|until|till|before|that)"
_TWO = (  # two descriptions, the earlier one first where the words say so
    re.compile(rf"\bfrom (?P<a>.+?),? (?P<by>to|until|till|up to) (?P<b>.+?){_END}", re.I),
    re.compile(rf"\b(?:after|following) (?P<a>.+?),? {_AUX} (?P<b>.+?){_END}", re.I),
    re.compile(rf"\b(?:later|sooner|earlier) than (?P<a>.+?),? {_AUX} (?P<b>.+?){_END}", re.I),
    re.compile(
        r"^(?P<a>.+?)[;,.] (?:and )?how (?:long|many (?:days|weeks|months)) (?:later|afterwards"
        rf"|after(?: that)?) (?:did|was|were|had) (?P<b>.+?){_END}",
        re.I,
    ),
    re.compile(rf"\bbefore (?P<b>.+?),? {_AUX} (?P<a>.+?){_END}", re.I),
)
_JOINED = (  # two descriptions in one
    re.compile(rf"\bbetween (?P<both>.+?){_END}", re.I),
    re.compile(rf"\b(?:apart|separat\w+|divid\w+|(?:elapsed|passed) between)"
               rf"(?: (?:are|were|is|was|lie|lay))? (?P<both>.+?){_END}", re.I),
)  # fmt: skip
_TO = re.compile(r" (?:to|until|till) ")
_AND = re.compile(r",? and |, | from ")


def descriptions(text: str) -> Iterator[tuple[str, str, str]]:
    """Both descriptions in each way that a question may be split, and what is left of it."""
    for pattern in _TWO:
        for match in pattern.finditer(text):
            yield match["a"], match["b"], _rest(text, match)
    for pattern, link in ((_TWO[0], _TO), *((pattern, _AND) for pattern in _JOINED)):
        for match in pattern.finditer(text):
            both = match.groupdict().get("both") or match.group().partition(" ")[2]
            for split in link.finditer(both):
                yield both[: split.start()], both[split.end() :], _rest(text, match)


def _rest(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}"
