"""What the reader learns from: pairs of a question and a text, hard ones rather than any."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from torch import Tensor

from evals.pupil import slips
from evals.tune import taught_facts, taught_sentences

PREMISES = Path(__file__).parent / "premises.jsonl"
NEAR_MISSES = Path(__file__).parent / "near_misses.jsonl"
_BATCH = 64  # pairs
_OWN = 0.4  # share of the draws that are of the knowledge
_PREMISES = 0.15  # share of those that are of false and true details in sentences
_SLIPS = 0.15  # share of misspelt questions
_NEAR = 12  # facts on either side, which are about the same things
_HARD = 3  # likeliest others of an article, of which one is taken
Pair = tuple[int, int, float]
"""Numbers of a question and a text, and 1 if the text answers it, else 0."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """A text with the questions that it answers and those that it does not, by number."""

    text: int
    group: str
    asked: tuple[int, ...]
    misspelt: tuple[int, ...]
    missed: tuple[int, ...]
    right: tuple[int, ...] = ()  # details and all
    wrong: tuple[int, ...] = ()  # but for one detail


class Texts:
    """Every text once, by number."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def add(self, texts: Sequence[str]) -> tuple[int, ...]:
        """The numbers of some texts."""
        return tuple(self._numbers.setdefault(text, len(self._numbers)) for text in texts)

    def all(self) -> list[str]:
        """The texts in order."""
        return list(self._numbers)


def lessons(texts: Texts) -> tuple[list[Lesson], list[Lesson]]:
    """What the knowledge teaches, and what the files of sentences do."""
    premises = [json.loads(line) for line in PREMISES.read_text("utf-8").splitlines()]
    further = {x["fact"]: x for x in map(json.loads, NEAR_MISSES.read_text("utf-8").splitlines())}
    details = {p.get("fact") or p["sentence"]: (p["true"], p["false"]) for p in premises}

    def lesson(
        text: str, group: str, key: str, asked: Sequence[str], missed: Sequence[str]
    ) -> Lesson:
        right, wrong = details.get(key, ((), ()))
        numbers = (asked, slips(asked), missed, right, wrong)
        (number,) = texts.add([text])
        return Lesson(number, group, *(texts.add(n) for n in numbers))

    own = []
    for f in taught_facts():
        more = further.get(f.id, {"questions": (), "near_misses": ()})
        asked = (*f.questions, *more["questions"])
        missed = (*f.near_misses, *more["near_misses"])
        own.append(lesson(f.statement, "", f.id, asked, missed))
    return own, [
        lesson(text, x["group"], x["sentence"], x["questions"], x["near_misses"])
        for text, x in taught_sentences()
    ]


class Draws:
    """Pairs to learn from, hard ones rather than any."""

    def __init__(
        self, own: Sequence[Lesson], others: Sequence[Lesson], vectors: Tensor, seed: int
    ) -> None:
        self._own, self._others, self._vectors = own, others, vectors
        self._with_details = [x for x in others if x.right and x.wrong]
        self._by_group: dict[str, list[Lesson]] = {}
        for x in others:
            self._by_group.setdefault(x.group, []).append(x)
        self._chance = random.Random(seed)

    def batch(self) -> list[Pair]:
        """``_BATCH`` pairs."""
        pairs: list[Pair] = []
        while len(pairs) < _BATCH:
            pairs += self._draw()
        return pairs[:_BATCH]

    def _draw(self) -> Iterator[Pair]:
        chance = self._chance.random()
        if chance < _OWN:
            at = self._chance.randrange(len(self._own))
            x = self._own[at]
            near = self._own[max(0, at - _NEAR) : at + _NEAR + 1]
            yield from self._details(x) if self._chance.random() < 0.5 else self._plain(x, near)
        elif chance < _OWN + _PREMISES:
            yield from self._details(self._chance.choice(self._with_details))
        else:
            x = self._chance.choice(self._others)
            yield from self._plain(x, self._by_group[x.group])

    def _plain(self, x: Lesson, near: Sequence[Lesson]) -> Iterator[Pair]:
        slip = x.misspelt and self._chance.random() < _SLIPS
        question = self._chance.choice(x.misspelt if slip else x.asked)
        yield question, x.text, 1.0
        others = [other.text for other in near if other is not x]
        if others:
            alike = self._vectors[others] @ self._vectors[question]
            hardest = alike.topk(min(_HARD, len(others))).indices.tolist()
            yield question, others[self._chance.choice(hardest)], 0.0
        if x.missed:
            yield self._chance.choice(x.missed), x.text, 0.0

    def _details(self, x: Lesson) -> Iterator[Pair]:
        for question in self._chance.sample(x.right, min(1, len(x.right))):
            yield question, x.text, 1.0
        for question in self._chance.sample(x.wrong, min(2, len(x.wrong))):
            yield question, x.text, 0.0
        yield self._chance.choice(x.asked), x.text, 1.0
