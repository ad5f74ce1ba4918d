"""Organisations that are spoken of by the name of who leads them: "from Altman to Zuckerberg"."""

from __future__ import annotations

import re

from assistant.core.entities import EntityLinker

_TOWARDS = re.compile(
    r"\b(?:from|to|by|at|for|with|under|into|joined|joins?|joining|left|leav(?:es|ing)|quit|off"
    r"|against|between|than)\s+$",
    re.IGNORECASE,
)
_IN_PERSON = re.compile(
    r"\b(?:report|answer|accountable|responsible)\w*(?: \w+){0,2}? to\s+$", re.IGNORECASE
)
_OWN = re.compile(
    r"^['’]s?\s+(?:(?:new|old|own|big|whole|ai|tech|tech giant|superintelligence|safety)\s+)*"
    r"(?:lab|labs|firm|company|shop|crew|outfit|house|place|group|camp|side|team|squad|troops"
    r"|ranks|workforce|staff|staffers|people|engineers|researchers|scientists|employees|hires"
    r"|recruits|catches|newcomers|poachers|bids?|offers?|packages?|stake|start-?up|venture"
    r"|business|empire|giant|investment|purchase|deal|note|list|memo)\b",
    re.IGNORECASE,
)
_DOES = re.compile(
    r"^(?:\s+\w+ed\b|\s+(?:has|had|have|did|got|get|gets|took|take|takes|bought|buy|buys|paid|pay"
    r"|pays|won|win|snag|bag|bags|grab|grabs|land|lands|pick|picks|lose|loses|lost|wins|put"
    r"|collect|go|went|make|made|spend|spent|steal|stole|nab|nabs|lure|lures)\b)",
    re.IGNORECASE,
)


def by_organisation(text: str, linker: EntityLinker) -> str:
    """The question with organisations in the place of the leaders whose names stand for them.

    A name may stand for one after a word of direction, before what only an organisation has, and
    where it hires, buys or pays; elsewhere the person is meant, and so it is where the
    organisation is named as well.
    """
    mentions = linker.mentions(text)
    named = {mention.name for mention in mentions}
    for mention in reversed(mentions):
        leads = linker.entities[mention.name].leads
        before, after = text[: mention.start], text[mention.end :]
        stands = _OWN.match(after) or (
            not re.match(r"['’]", after)
            and not _IN_PERSON.search(before)
            and (_TOWARDS.search(before) or _DOES.match(after))
        )
        if leads and stands and leads not in named:
            text = f"{before}{leads}{after}"
    return text
