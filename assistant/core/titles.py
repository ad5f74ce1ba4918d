"""Titles of posts, and the one name for each that goes by several."""

from __future__ import annotations

import re

TITLE = re.compile(
    r"\b(?P<title>ceo|cto|coo|cfo|(?:interim |deputy )?chief (?:(?:ai|research|technology|operating"
    r"|financial|people|product) )?(?:executive(?: officer)?|officer|scientist)"
    r"|technology chief|research chief|finance chief"
    r"|(?:vice-|executive )?(?:president|chairman))"
    r"(?:['’]s)?\b",
    re.IGNORECASE,
)
_SAME = {
    "ceo": "chief executive",
    "chief executive officer": "chief executive",
    "cto": "technology chief",
    "chief technology officer": "technology chief",
    "coo": "chief operating officer",
    "cfo": "finance chief",
    "chief financial officer": "finance chief",
    "chief research officer": "research chief",
}


def plain_title(title: str) -> str:
    """ "CTO" and "chief technology officer" are both "technology chief"."""
    return _SAME.get(title.lower(), title.lower())


def titles(text: str) -> frozenset[str]:
    """The titles that a text names."""
    return frozenset(plain_title(match["title"]) for match in TITLE.finditer(text))
