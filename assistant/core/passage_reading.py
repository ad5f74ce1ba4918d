"""Passages for a chat model to read, and the sentence in them that holds what it found.

A short answer is no answer to show: what is shown is the sentence that carries it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from assistant.core.entities import without
from assistant.core.evidence import plain, tells
from assistant.core.quantities import quantities
from assistant.core.questions import Question
from assistant.core.retriever import Candidate
from assistant.core.text import content_stems, evidence_spans, one_line, sentences
from assistant.types import Passage, Span

_MOST = 4  # passages
_CARRIED = 0.5  # share of an answer's words that a sentence has to hold
_UNSEEN = 0.01  # confidence of a sentence that was not among those found
_NOT_STATED = ("not stated", "not mentioned", "not specified", "not given")


def nearest(
    candidates: Sequence[Candidate], passages: Callable[[], Sequence[Passage]]
) -> list[Passage]:
    """Those worth reading: of the best sentences, and where these are of few, ``passages``."""
    holders = {c.span.passage.id: c.span.passage for c in candidates}
    if len(holders) < _MOST:
        holders |= {p.id: p for p in passages() if p.id not in holders}
    return list(holders.values())[:_MOST]


def shown(passages: Sequence[Passage]) -> str:
    """The passages under their titles, without what gives orders."""
    return "\n\n".join(f"{_title(p)}{' '.join(_told(p))}" for p in passages)


def _title(passage: Passage) -> str:
    title = passage.article.title
    return f"{title}\n" if plain(title) else ""


def _told(passage: Passage) -> Iterator[str]:
    spans = (Span(passage, start, end) for start, end in sentences(passage.text))
    return (one_line(span.text) for span in spans if tells(span))


def holder(
    answer: str,
    question: Question,
    passages: Sequence[Passage],
    candidates: Sequence[Candidate],
) -> Candidate | None:
    """The sentence that carries most of a short answer; None if none does, or it is no answer."""
    if any(sign in answer.lower() for sign in _NOT_STATED):
        return None
    said = _parts_of(answer)
    new = said - _parts_of(question.text) or said
    if not new:
        return None

    def carried(candidate: Candidate) -> float:
        return len(new & _parts_of(candidate.span.text)) / len(new)

    best = max(_sentences_of(passages, candidates), key=carried, default=None)
    return best if best and carried(best) >= _CARRIED else None


def _parts_of(text: str) -> set[str]:
    """The stems of a text, and the values of its numbers: "twelve" is 12."""
    figures = quantities(text)
    return {*content_stems(without(text, figures)), *(f"{figure.value:g}" for figure in figures)}


def _sentences_of(
    passages: Sequence[Passage], candidates: Sequence[Candidate]
) -> Iterator[Candidate]:
    """The sentences of some passages: those found, best first, before the others."""
    read = {p.id for p in passages}
    found = [c for c in candidates if c.span.passage.id in read]
    yield from found
    known = {_place(c.span) for c in found}
    spans = (span for span in _spans(passages) if _place(span) not in known)
    yield from (Candidate(span, confidence=_UNSEEN) for span in spans)


def _place(span: Span) -> tuple[str, int, int]:
    return span.passage.id, span.start, span.end


def _spans(passages: Sequence[Passage]) -> Iterator[Span]:
    for passage in passages:
        spans = (Span(passage, start, end) for start, end in evidence_spans(passage.text))
        yield from (span for span in spans if tells(span))
