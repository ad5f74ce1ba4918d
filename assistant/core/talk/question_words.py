"""Questions that are a question word and no more, put into the one before: "Why?", "For how much?".

And the time at which something was the case, told by what the question before asked about: "How old
was he at the time?".
"""

from __future__ import annotations

import re

_WORD = re.compile(
    r"^(?P<word>(?:(?:in|for|by|since|at|from|to|with|of|on|and) )*"
    r"(?:why|when|where|whom?|how(?: (?:much|many|long|often|come))?"
    r"|(?:what|which) (?:for|price|sum|year|month|date|day|reason)))"
    r"(?: (?:was|is) (?:that|this|it))?(?: (?:exactly|precisely|so|though|then|again))?\W*$",
    re.IGNORECASE,
)
_HELPING = r"(?:is|are|was|were|do|does|did|has|have|had|will|would|can|could)"
_WHETHER = re.compile(rf"^(?:(?:and|but|so)\W+)*(?P<rest>{_HELPING}\b.+)$", re.IGNORECASE)
_OF_OBJECT = re.compile(
    r"^(?:(?:and|but|so)\W+)*(?:(?:for|in|since|by|at|from|to|on) )?"
    r"(?:why|whom?|when|where|how(?: (?:much|many \w+|long))?|what(?: \w+)?|which \w+(?: \w+)?)"
    rf" (?P<rest>{_HELPING}\b.+)$",
    re.IGNORECASE,
)
_OF_SUBJECT = re.compile(
    r"^(?:(?:and|but|so)\W+)*(?:who|which (?:\w+ )?(?:company|firm|lab|start-?up|person|executive"
    r"|researcher|buyer))(?: was it (?:who|that))? (?P<rest>\w+.+)$",
    re.IGNORECASE,
)
_THEN = re.compile(
    r"\b(?:at (?:the|that) (?:time|point|moment)|back then|(?<! )then)(?=\W*$)", re.IGNORECASE
)


def worded(bare: str, whole: str, answered: str) -> str:
    """What a mere question word asks after the question ``whole``, "" if it is none.

    ``answered`` is the name of whom or what that question asked for.
    """
    asked = _WORD.match(bare)
    if not asked:
        return ""
    word, before = asked["word"].capitalize(), whole.rstrip("?. ")
    if polar := _WHETHER.match(before):
        return f"{word} {_lowered(polar['rest'])}?"
    if (subject := _OF_SUBJECT.match(before)) and answered and not _WHETHER.match(subject["rest"]):
        return f"{word} {answered} {subject['rest']}?"
    asks = _OF_OBJECT.match(before)
    return f"{word} {asks['rest']}?" if asks else ""


def timed(question: str, whole: str, answered: str) -> str:
    """A question with its "at the time" told by what ``answered`` did, "" if that is not known."""
    subject = _OF_SUBJECT.match(whole.rstrip("?. "))
    if not (subject and answered and _THEN.search(question)):
        return ""
    return _THEN.sub(f"when {answered} {subject['rest']}", question, count=1)


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
