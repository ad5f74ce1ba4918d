"""What the core and its adapters say to each other: entries, hits, and who does what."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal, Protocol, cast

Unit = Literal["passage", "sentence", "statement", "question", "near_miss", "answer"]
Space = Literal["texts", "questions", "answers"]
"""Texts compared with a question as a text; questions, and what answers them, as questions."""
Vector = Sequence[float]


@dataclass(frozen=True, slots=True)
class Entry:
    """One embedded text of the index. ``owner`` is the id of its passage or fact.

    For a sentence, ``start`` and ``end`` are its offsets in the owner passage; for one of several
    questions of a fact, ``start`` is its number. ``context`` is the text once more, with what it is
    read after: the vector is the mean of both.
    """

    unit: Unit
    owner: str
    text: str
    start: int = 0
    end: int = 0
    context: str = ""

    @property
    def id(self) -> str:
        """All of the entry but its text; ``Hit.of`` reads it."""
        return f"{self.unit}:{self.owner}:{self.start}-{self.end}"

    @property
    def space(self) -> Space:
        """With what it is compared."""
        if self.unit == "answer":
            return "answers"
        return "questions" if self.unit in ("question", "near_miss") else "texts"

    @property
    def digest(self) -> str:
        parts = [self.id, self.text, *filter(None, [self.context])]
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry found by a search; ``similarity`` in 0..1 (dense) or a BM25 weight (lexical)."""

    unit: Unit
    owner: str
    similarity: float
    start: int = 0
    end: int = 0

    @classmethod
    def of(cls, entry_id: str, similarity: float) -> Hit:
        """What the id of an entry tells; indexes need to keep no more of it."""
        unit, owner, start, end = _told_by(entry_id)
        return cls(unit, owner, similarity, start, end)


@lru_cache(maxsize=50_000)  # every question meets hundreds of the same ids
def _told_by(entry_id: str) -> tuple[Unit, str, int, int]:
    unit, _, rest = entry_id.partition(":")
    owner, _, offsets = rest.rpartition(":")
    start, _, end = offsets.partition("-")
    return cast(Unit, unit), owner, int(start), int(end)


class Embedder(Protocol):
    """Turns texts into unit-length vectors. ``name`` and ``digest`` identify the model."""

    name: str
    digest: str

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """Embed texts; returns one unit-length vector of the same size for each."""
        ...

    def embed_questions(self, questions: Sequence[str]) -> list[list[float]]:
        """Embed questions and answers so that those that belong together are near each other."""
        ...

    def embed_both(self, question: str) -> tuple[list[float], list[float]]:
        """A question's vectors of ``embed`` and of ``embed_questions``."""
        ...


class Reader(Protocol):
    """Reads a question and a text together."""

    def logits(self, question: str, texts: Sequence[str]) -> list[float]:
        """For each text the log-odds that it answers the question."""
        ...


@dataclass(frozen=True, slots=True)
class Sketch:
    """What a question seems to ask of the tables, such as "people" or "deal-total".

    ``operation`` is "other" if it asks for anything else. ``sides`` tells for each company whether
    people left it ("from"), joined it ("to") or neither ("none"), and how probable that is.
    """

    operation: str
    probability: float
    sides: Mapping[str, tuple[str, float]]


class Sketcher(Protocol):
    """Reads off a question what it asks of the tables."""

    def sketch(self, question: str, firms: Sequence[str]) -> Sketch:
        """A sketch of the question, in which each company is one of the words ``firms``."""
        ...


class PassageIndex(Protocol):
    """Stores entries with their vectors and finds the nearest."""

    def digests(self) -> dict[str, str]:
        """Entry id to content digest, for everything stored."""
        ...

    def upsert(self, entries: Sequence[Entry], vectors: Sequence[Vector]) -> None:
        """Store entries, replacing those with the same ids."""
        ...

    def delete(self, entry_ids: Sequence[str]) -> None:
        """Remove entries; unknown ids are ignored."""
        ...

    def nearest(self, vector: Vector, space: Space, top_k: int) -> list[Hit]:
        """The ``top_k`` nearest entries of a space by cosine, best first."""
        ...


@dataclass(frozen=True, slots=True)
class Said:
    """A line that a chat model wrote, and the log-probability of each of its tokens.

    ``logprobs`` is empty where the model does not tell them.
    """

    text: str
    logprobs: tuple[float, ...] = ()


class ChatModel(Protocol):
    """The one door to a language model; see ``adapters/llm.py``.

    ``writes`` says whether it puts sentences into other words well enough to be waited for.
    """

    name: str
    writes: bool

    def complete(
        self,
        messages: Sequence[tuple[str, str]],
        *,
        schema: Mapping[str, Any],
        max_tokens: int = 256,
    ) -> dict[str, Any]:
        """A JSON object that fits ``schema``. Raises ModelCallError."""
        ...

    def say(self, messages: Sequence[tuple[str, str]], *, max_tokens: int = 60) -> Said:
        """The first line of a plain reply. Raises ModelCallError."""
        ...

    def yes_probability(self, messages: Sequence[tuple[str, str]]) -> float | None:
        """Probability of "yes" against "no" as the first token, or None if it gives none."""
        ...
