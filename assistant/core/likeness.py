"""What an excerpt that is not in the knowledge as it stands is most like, and what differs."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from assistant.core.excerpts import Allowed, Excerpts, Token, tokens
from assistant.types import Fact, Span

_PIECE = 3  # tokens in a row by which similar texts are found
_PLACES = 3  # looked at closely
_REACH = 1.5  # lengths of the excerpt on either side of the place where most pieces are
_ALIKE = 0.7  # share of the excerpt's tokens from which a place is the same but for changes
_PART = 10  # tokens in a row that are worth telling where the rest is foreign


@dataclass(frozen=True, slots=True)
class Similar:
    """A place that is like an excerpt but not the same; ``fact`` if it is in a statement.

    ``changes`` are (words of the excerpt, words of the source), either of them may be empty;
    where there are none, just the words of ``span`` are the same and the rest is foreign.
    """

    span: Span
    share: float
    changes: tuple[tuple[str, str], ...]
    fact: Fact | None = None

    @property
    def text(self) -> str:
        """The words of the source."""
        return self.fact.statement if self.fact else self.span.text


def most_like(excerpt: str, excerpts: Excerpts, allowed: Allowed) -> Similar | None:
    """The place most like an excerpt, or None if no place shares much with it."""
    asked = tokens(excerpt)
    places = _places([t.form for t in asked], excerpts, allowed)
    found = [s for place in places if (s := _compared(excerpt, asked, excerpts, *place))]
    return max(found, key=lambda s: s.share, default=None)


def _places(
    forms: Sequence[str], excerpts: Excerpts, allowed: Allowed
) -> list[tuple[int, int, int]]:
    """(text, first token, last token) where most pieces of the excerpt are, most first."""
    hits: dict[int, set[int]] = {}
    for at in range(max(1, len(forms) - _PIECE + 1)):
        for index, offset in excerpts.occurrences("".join(forms[at : at + _PIECE])):
            hits.setdefault(index, set()).add(offset)
    length = len("".join(forms))
    regions = []
    for index, offsets in hits.items():
        text = excerpts.texts[index]
        if not text.title and allowed(text.article):
            ordered = sorted(offsets)
            counts = [bisect_right(ordered, o + length) - n for n, o in enumerate(ordered)]
            regions.append((max(counts), index, ordered[counts.index(max(counts))]))
    regions.sort(key=lambda region: (-region[0], region[1]))
    reach = int(_REACH * length)
    return [
        (index, excerpts.layout(index).at(max(0, o - reach)), excerpts.layout(index).at(o + reach))
        for _, index, o in regions[:_PLACES]
    ]


def _compared(
    excerpt: str, asked: Sequence[Token], excerpts: Excerpts, index: int, first: int, last: int
) -> Similar | None:
    text = excerpts.texts[index]
    here = excerpts.layout(index).places[first : last + 1]
    forms, forms_here = [t.form for t in asked], [t.form for _, t in here]
    near = fuzz.partial_ratio_alignment(forms, forms_here)
    if near is None:
        return None
    start = near.dest_start
    steps = list(Levenshtein.opcodes(forms, forms_here[start : near.dest_end]))
    same = [s for s in steps if s.tag == "equal"]
    if not same:
        return None
    share = sum(s.src_end - s.src_start for s in same) / len(forms)
    longest = max(same, key=lambda s: s.src_end - s.src_start)
    if share < _ALIKE and longest.src_end - longest.src_start < _PART:
        return None
    kept = steps[steps.index(same[0]) : steps.index(same[-1]) + 1]
    low, high = (longest, longest) if share < _ALIKE else (kept[0], kept[-1])
    span = excerpts.span(
        index, first + start + low.dest_start, first + start + high.dest_end - 1, like=excerpt
    )
    if share < _ALIKE:
        return Similar(span, share, (), text.fact)
    changes = []
    for differing, run in groupby(steps, key=lambda s: s.tag != "equal"):
        some = list(run)
        if not differing or (some[0] not in kept and all(s.tag == "insert" for s in some)):
            continue  # what the source goes on with is no change
        yours = asked[some[0].src_start : some[-1].src_end]
        theirs = here[start + some[0].dest_start : start + some[-1].dest_end]
        words = excerpt[yours[0].start : yours[-1].end] if yours else ""
        source = " ".join(text.parts[part][t.start : t.end] for part, t in theirs)
        changes.append((words, source))
    return Similar(span, share, tuple(changes), text.fact)
