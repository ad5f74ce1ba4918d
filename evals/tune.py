"""Teach the vectors of questions: ``python -m evals.tune`` rewrites the adapter that ships.

The upper two layers of the embedding model get a low-rank change (LoRA), under which the question
forms of a fact come near each other and near the statement that answers them, and stay apart from
its near misses and from what belongs to other facts. Learnt from are the knowledge and
``lessons.jsonl``: sentences on well-known events of other fields, each with questions that it
answers and questions that only look so. No case of the evals takes part.
"""

from __future__ import annotations

import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import torch
from safetensors.numpy import save_file
from torch import Tensor, nn

from assistant import Settings
from assistant.adapters.embedder import ADAPTER
from assistant.adapters.weights import locate_embedder
from assistant.build import knowledge_of
from assistant.core.text import leans
from assistant.types import Fact
from evals.pupil import SHORT, Pupil, Taught, arguments, learn, slips

_FIRST = 4  # of the layers that are taught
_FACTS = 32  # in a batch; half of them neighbours, which are about the same things
_SHARPNESS = 20.0  # of the softmax over similarities
_MISSPELT = 0.2  # share of the questions
_OWN = 0.4  # share of the batches that are of the knowledge
LESSONS = Path(__file__).parent / "lessons.jsonl"


@dataclass(frozen=True, slots=True)
class Lesson:
    """Of one fact or sentence, the numbers of its texts."""

    forms: tuple[int, ...]
    misspelt: tuple[int, ...]
    near_misses: tuple[int, ...]
    statement: int


def lessons(texts: list[str]) -> tuple[list[Lesson], list[Lesson]]:
    """What the knowledge teaches, and what the file does; every text is appended to ``texts``."""

    def add(new: Sequence[str]) -> tuple[int, ...]:
        texts.extend(new)
        return tuple(range(len(texts) - len(new), len(texts)))

    def lesson(statement: str, questions: Sequence[str], near_misses: Sequence[str]) -> Lesson:
        return Lesson(add(questions), add(slips(questions)), add(near_misses), *add([statement]))

    own = [lesson(f.statement, f.questions, f.near_misses) for f in taught_facts()]
    sentences = taught_sentences()
    return own, [lesson(text, x["questions"], x["near_misses"]) for text, x in sentences]


def taught_facts() -> list[Fact]:
    """The facts that are asked for in more ways than one."""
    return [f for f in knowledge_of(Settings()).facts.values() if len(f.questions) > 1]


def taught_sentences() -> list[tuple[str, dict[str, Any]]]:
    """Each line of the file of lessons, with the text that it teaches."""
    lines = [json.loads(line) for line in LESSONS.read_text("utf-8").splitlines()]
    none = {"group": "", "sentence": ""}  # before the first
    return [(_with_what_it_leans_on(x, last), x) for last, x in pairwise([none, *lines])]


def _with_what_it_leans_on(line: Mapping[str, str], last: Mapping[str, str]) -> str:
    """A sentence as it stands as evidence: with the one before it, if it points back to that."""
    sentence = line["sentence"]
    points_back = leans(sentence) and last["group"] == line["group"]
    return f"{last['sentence']} {sentence}" if points_back else sentence


def embed(pupil: Pupil, numbers: Sequence[int]) -> Tensor:
    """Vectors of some texts: len(numbers) × 384, length 1."""
    return nn.functional.normalize(pupil.read(numbers)[1], dim=1)


def loss_of(pupil: Pupil, batch: Sequence[Lesson], chance: random.Random) -> Tensor:
    """How far a question is from being nearest to another of its own fact, and to its answer."""
    asked, same, other = [], [], []
    for lesson in batch:
        one, two = chance.sample(lesson.forms, 2)
        asked.append(chance.choice(lesson.misspelt) if chance.random() < _MISSPELT else one)
        same.append(two)
        other += chance.sample(lesson.near_misses, min(2, len(lesson.near_misses)))
    n = len(batch)
    vectors = embed(pupil, [*asked, *same, *other])
    a, b, rest = vectors[:n], vectors[n : 2 * n], vectors[2 * n :]
    said = embed(pupil, [lesson.statement for lesson in batch])  # longer: embedded apart

    def nearest(these: Tensor, among: Tensor) -> Tensor:
        own = torch.arange(n)
        return nn.functional.cross_entropy(these @ among.T * _SHARPNESS, own)

    alike = nearest(a, torch.cat([b, rest])) + nearest(b, torch.cat([a, rest])) / 2
    return alike + nearest(a, said) + nearest(said, torch.cat([b, rest])) / 2


def teach(
    pupil: Pupil, own: Sequence[Lesson], others: Sequence[Lesson], steps: int, rate: float
) -> None:
    """One kind of lessons at a time: half of a batch neighbours, half from anywhere."""
    chance = random.Random(0)

    def loss_of_next() -> Tensor:
        taught = own if chance.random() < _OWN else others
        start = chance.randrange(len(taught))
        near = [taught[(start + n) % len(taught)] for n in range(_FACTS // 2)]
        far = chance.sample([lesson for lesson in taught if lesson not in near], _FACTS // 2)
        with SHORT:
            return loss_of(pupil, near + far, chance)

    learn([Taught(pupil.parameters())], loss_of_next, steps, rate)


def main() -> None:
    """Teach and write."""
    args = arguments("python -m evals.tune", __doc__, steps=1600, rate=1e-3, out=ADAPTER)
    texts: list[str] = []
    own, others = lessons(texts)
    pupil = Pupil(locate_embedder(), texts, first=_FIRST)
    teach(pupil, own, others, args.steps, args.rate)
    save_file(dict(pupil.learnt()), args.out)


if __name__ == "__main__":
    main()
