"""Pieces of passages for a chat model to read, and the sentence that holds what it found.

A short answer is no answer to show: what is shown is the sentence that carries it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.core.entities import without
from assistant.core.evidence import plain, tells
from assistant.core.quantities import quantities
from assistant.core.questions import Question
from assistant.core.retriever import Candidate
from assistant.core.text import content_stems, evidence_spans, one_line, sentences
from assistant.types import Passage, Span

# Of 160 dev questions to folders the sentence that holds what the model answers is the right one
# for 98 when it reads the four nearest passages, and for 104 when it reads six sentences with those
# beside them, in three quarters of the time.
_MOST = 6  # sentences
_LEFT_OUT = "…"
_CARRIED = 0.5  # share of an answer's words that a sentence has to hold
_UNSEEN = 0.01  # confidence of a sentence that was not among those found
_NOT_STATED = ("not stated", "not mentioned", "not specified", "not given")


@dataclass(frozen=True, slots=True)
class Piece:
    """What is read of one passage: some of its sentences, in their order."""

    passage: Passage
    read: tuple[tuple[int, Span], ...]  # the number of each in the passage


def pieces(candidates: Sequence[Candidate]) -> list[Piece]:
    """What is worth reading: the best sentences, each with those beside it."""
    numbers: dict[str, set[int]] = {}
    passages: dict[str, Passage] = {}
    for candidate in candidates[:_MOST]:
        passage, start = candidate.span.passage, candidate.span.start
        told = sentences(passage.text)
        at = next(n for n, (low, high) in enumerate(told) if low <= start < high)
        passages[passage.id] = passage
        numbers.setdefault(passage.id, set()).update(range(max(0, at - 1), at + 2))
    return [Piece(p, tuple(_told(p, numbers[key]))) for key, p in passages.items()]


def _told(passage: Passage, numbers: set[int]) -> Iterator[tuple[int, Span]]:
    """Some sentences of a passage, without those that give orders."""
    for number, (start, end) in enumerate(sentences(passage.text)):
        span = Span(passage, start, end)
        if number in numbers and tells(span):
            yield number, span


def shown(read: Sequence[Piece]) -> str:
    """The pieces under their titles."""
    return "\n\n".join(f"{_title(piece.passage)}{_text(piece)}" for piece in read)


def _text(piece: Piece) -> str:
    """The sentences, with a sign where some were left out between them."""
    text, last = "", None
    for number, span in piece.read:
        gap = "" if last is None else " " if number == last + 1 else f" {_LEFT_OUT} "
        text += gap + one_line(span.text)
        last = number
    return text


def _title(passage: Passage) -> str:
    title = passage.article.title
    return f"{title}\n" if plain(title) else ""


def holder(
    answer: str,
    question: Question,
    read: Sequence[Piece],
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

    best = max(_sentences_of(read, candidates), key=carried, default=None)
    return best if best and carried(best) >= _CARRIED else None


def _parts_of(text: str) -> set[str]:
    """The stems of a text, and the values of its numbers: "twelve" is 12."""
    figures = quantities(text)
    return {*content_stems(without(text, figures)), *(f"{figure.value:g}" for figure in figures)}


def _sentences_of(read: Sequence[Piece], candidates: Sequence[Candidate]) -> Iterator[Candidate]:
    """The sentences of what was read: those found, best first, before the others there."""
    ids = {piece.passage.id for piece in read}
    found = [c for c in candidates if c.span.passage.id in ids]
    yield from found
    known = {_place(c.span) for c in found}
    spans = (span for piece in read for span in _spans(piece.passage) if _place(span) not in known)
    yield from (Candidate(span, confidence=_UNSEEN) for span in spans)


def _place(span: Span) -> tuple[str, int, int]:
    return span.passage.id, span.start, span.end


def _spans(passage: Passage) -> Iterator[Span]:
    spans = (Span(passage, start, end) for start, end in evidence_spans(passage.text))
    return (span for span in spans if tells(span))
