"""Who came to a company and who left it, where a question asks for both."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.core.entities import EntityLinker
from assistant.core.tables.groups import COUNTED, by_person
from assistant.core.tables.ledger import Row
from assistant.core.tables.lines import Lines, listed, notes_on
from assistant.core.tables.moves import is_arrival, is_move
from assistant.core.tables.windows import Window, windowed
from assistant.core.tables.words import KNOWN, stems_of, strange_stems
from assistant.core.telling import Told
from assistant.core.text import has_pronoun

_IN = r"(?:came(?: in)?|joined|arrived|moved in|got in|was hired|were hired|came aboard)"
_OUT = r"(?:went(?: out)?|left|quit|departed|moved out|got out|walked(?: out)?|was lost)"
_BOTH = re.compile(
    rf"\bwho (?:has |have )?{_IN}\b.{{0,30}}?\band who (?:has |have )?{_OUT}\b"
    rf"|\bwho (?:has |have )?{_OUT}\b.{{0,30}}?\band who (?:has |have )?{_IN}\b"
    r"|\b(?:comings and goings|goings and comings)\b"
    r"|\b(?:arrivals|joiners|newcomers|hires)(?: and|/|,? as well as) (?:the )?"
    r"(?:departures|leavers|exits|losses)\b"
    r"|\b(?:departures|leavers|exits|losses)(?: and|/|,? as well as) (?:the )?(?:arrivals|joiners"
    r"|newcomers|hires)\b",
    re.IGNORECASE,
)
_AGAIN = re.compile(r"\bagain\b", re.IGNORECASE)  # of those who came, who left
_WORDS = KNOWN | stems_of("lively busy quiet eventful month week time coming comings goings period")
_MOST_NAMED = 20


def asks_both(text: str) -> bool:
    """Whether a question asks who came and who left."""
    return bool(_BOTH.search(text))


def comings(text: str, rows: Sequence[Row], linker: EntityLinker) -> Told | None:
    """The people on either side of one company; None if more is said than can be heeded."""
    window, bare = windowed(text)
    names = linker.names(bare)
    if len(names) != 1 or has_pronoun(bare) or _AGAIN.search(bare):
        return None
    (firm,) = linker.of_type(names, "organisation") or ("",)
    if not firm or strange_stems(bare, linker, _WORDS, months=True):
        return None
    timed = [r for r in rows if window.holds(r.moment)]
    arriving = [r for r in timed if firm in r.target and (is_move(r) or is_arrival(r))]
    leaving = [r for r in timed if firm in r.origin and is_move(r)]
    lines = Lines()
    came, left = _side(lines, arriving, arriving=True), _side(lines, leaving, arriving=False)
    return lines.told(_said(firm, window, came, left)) if came or left else None


def _side(lines: Lines, rows: Sequence[Row], *, arriving: bool) -> list[str]:
    """Each person with where they came from, or went to, and when."""
    named = []
    for person, row in list(by_person(rows).items())[:_MOST_NAMED]:
        other = row.origin if arriving else row.target
        notes = [f"{'from' if arriving else 'to'} {listed(other)}"] if other else []
        notes += notes_on(row)
        noted = f"{person} ({', '.join(notes)})" if notes else person
        named.append(lines.cite(noted, row.fact))
    return named


def _said(firm: str, window: Window, came: Sequence[str], left: Sequence[str]) -> str:
    arrived = f"Came to {firm}{window.phrase}: {'; '.join(came) or 'nobody who is named'}."
    gone = f"Left {firm}{window.phrase}: {'; '.join(left) or 'nobody who is named'}."
    return f"{arrived} {gone} {COUNTED}"
