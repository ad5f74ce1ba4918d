"""Which of two events came first: "Which was signed first, the Groq deal or the Manus one?" """

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.core.entities import EntityLinker
from assistant.core.reckoning.dated import dated_pair, is_all, said_of
from assistant.core.tables.lines import Lines
from assistant.core.tables.words import stems_of
from assistant.core.telling import Told
from assistant.types import Fact

_FIRST = r"(?:first|earlier|sooner|(?P<last>last|later|second|more recent(?:ly)?))"
_HAPPENED = (
    r"(?:came|come|happened|was(?: it)?|took place|is|occurred|got (?:signed|announced|done)|fell"
    r"|were)"
)
_PAIRS = (
    re.compile(rf"\b(?:which|what)(?: of (?:the|these) two)?(?: \w+)? {_HAPPENED}(?: \w+)? "
               rf"{_FIRST}[,:;]? (?P<a>.+?),? or (?P<b>.+?)(?:[?!;]|\.?$)", re.I),
    re.compile(rf"^(?P<a>.+?),? or (?P<b>.+?)[,:;] (?:which|what)(?: \w+)? {_HAPPENED}(?: \w+)? "
               rf"{_FIRST}\b", re.I),
    re.compile(r"^(?:was|were|did|is) (?P<a>.+?) (?:come |happen |take place )?(?:before or after"
               r"|earlier or later than|sooner or later than) (?P<b>.+?)(?:[?!;]|\.?$)", re.I),
)  # fmt: skip
_KNOWN = stems_of("first earlier sooner last later answer day date happened came come two")


def which_first(text: str, facts: Sequence[Fact], linker: EntityLinker) -> Told | None:
    """Both events with their dates, the one that is asked for at the head."""
    found = []
    for a, b, rest, last in _descriptions(text):
        pair = dated_pair(a, b, facts, linker)
        if pair and pair[0].fact.id != pair[1].fact.id and is_all(rest, pair, linker, _KNOWN):
            found.append((pair, last))
    if len({(one.day, other.day) for (one, other), _ in found}) != 1:
        return None
    (one, other), last = found[0]
    whole = bool(one.day.day and other.day.day)
    moments = [(*d.day.sorts, d.day.day if whole else 0) for d in (one, other)]
    if moments[0] == moments[1]:
        return None  # which of them came first is not known
    early, late = (one, other) if moments[0] < moments[1] else (other, one)
    lines = Lines()
    if last:
        after, before = said_of((late,), lines), said_of((early,), lines)
        return lines.told(f"This came later: {after}. Before it: {before}.")
    before, after = said_of((early,), lines), said_of((late,), lines)
    return lines.told(f"This came first: {before}. After it: {after}.")


def _descriptions(text: str) -> Iterator[tuple[str, str, str, bool]]:
    """Two descriptions, what is left of the question, and whether the later one is asked for."""
    for pattern in _PAIRS:
        if match := pattern.search(text):
            rest = f"{text[: match.start()]} {text[match.end() :]}"
            yield match["a"], match["b"], rest, bool(match.groupdict().get("last"))
