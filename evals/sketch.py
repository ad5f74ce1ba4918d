"""Teach the sketcher: ``python -m evals.sketch``.

It rewrites ``assistant/adapters/sketcher.safetensors``. Learnt is which operation on the tables a
question asks for, and which of its companies were left and which were joined: from the questions
of ``sketches.jsonl``, each with what it asks, and from questions of the dev split and
forms of facts that ask for nothing of the tables.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import Tensor, nn

from assistant import Assistant, Settings
from assistant.adapters.sketcher import FIRST, KINDS, OF_SUMS, SIDES, SKETCHER, SUMS
from assistant.adapters.weights import locate_embedder
from assistant.build import knowledge_of
from assistant.core.entities import EntityLinker, Mention
from assistant.core.knowledge import Knowledge
from assistant.core.questions import analyse
from assistant.core.tables.sketching import FIRMS, masked
from assistant.types import Fact
from evals.cases import HERE, load_asked, load_cases
from evals.pupil import SHORT, VALUES, Pupil, Taught, arguments, learn
from evals.run import data_dir

SKETCHES = HERE / "sketches.jsonl"
_PARTS = ("attention.self.key", *VALUES)
_LONGEST = 64  # tokens
_BATCH = {True: 28, False: 22}  # questions to the tables, and others
_OF_TABLES = ("ledger", "list_comparison", "language", "correction", "false_premise", "time")
_SINGLE = ("quote", "statistic", "role", "profile")  # types of facts that no table holds
_FORMS = 8  # of each fact
_SMOOTH = 0.05
_UNSIDED = ("other", "repeat", "employer", "career", "months", *OF_SUMS)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question with stand-ins for its names, what it asks, and the sides of its companies."""

    text: str
    operation: str
    sides: dict[str, str]

    @property
    def kind(self) -> str:
        return self.operation.partition("-")[0]

    @property
    def of_sum(self) -> str:
        return self.operation.partition("-")[2]


class Head(nn.Module):
    """What is read off a question, as in ``assistant.adapters.sketcher``."""

    def __init__(self) -> None:
        super().__init__()
        self.kind = nn.Linear(384, len(KINDS))
        self.sum = nn.Linear(384, len(SUMS))
        self.side = nn.Linear(384, len(SIDES))


def lessons(knowledge: Knowledge, linker: EntityLinker) -> list[Lesson]:
    """All that is learnt from."""
    found, known = [], set()
    for line in SKETCHES.read_text(encoding="utf-8").splitlines():
        told = json.loads(line)
        known.add(told["q"])
        found.append(_lesson(told["q"], told["op"], told.get("from"), told.get("to"), linker))
    asked = (*load_cases(sets=("article", "public"), splits=("dev",)), *load_asked())
    others = [c for c in asked if not c.history and c.category not in _OF_TABLES]
    forms = (form for fact in knowledge.facts.values() for form in _not_of_tables(fact, linker))
    texts = dict.fromkeys((*(case.question for case in others), *forms))
    return [*found, *(_lesson(t, "other", None, None, linker) for t in texts if t not in known)]


def _not_of_tables(fact: Fact, linker: EntityLinker) -> list[str]:
    """Some forms of a fact that ask for nothing of the tables; of moves and sums: when, why, …"""
    forms = list(fact.questions)
    if fact.type not in _SINGLE:
        forms = [f for f in forms if analyse(f, linker).kind in ("when", "why", "number", "where")]
    return random.Random(fact.id).sample(forms, min(_FORMS, len(forms)))


def _lesson(
    text: str,
    operation: str,
    left: Sequence[str] | None,
    joined: Sequence[str] | None,
    linker: EntityLinker,
) -> Lesson:
    """One question; companies that no entity knows are found by how they are written."""
    sides: dict[str, str] = {}
    kinds: dict[str, str] = {}
    mentions = []
    for side, names in (("from", left or ()), ("to", joined or ())):
        for name in names:
            own = next(iter(linker.names(name)), name)
            sides[own], kinds[own] = side, "organisation"
            places = re.finditer(re.escape(name), text, re.IGNORECASE)
            mentions += [Mention(own, m.start(), m.end()) for m in places]
    for mention in linker.mentions(text):
        if not any(mention.start < m.end and m.start < mention.end for m in mentions):
            mentions.append(mention)
            kinds.setdefault(mention.name, linker.entities[mention.name].type)
    plain, stands_for = masked(text, list(_apart(mentions)), kinds)
    own_sides = {w: sides.get(n, "none") for w, n in stands_for.items() if w in FIRMS}
    return Lesson(plain, operation, own_sides)


def _apart(mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Mentions in order, without those that begin inside another."""
    end = 0
    for mention in sorted(mentions, key=lambda m: (m.start, -m.end)):
        if mention.start >= end:
            yield mention
            end = mention.end


class Course:
    """The lessons as the layers see them."""

    def __init__(self, taught: Sequence[Lesson]) -> None:
        self.lessons = taught
        texts = [lesson.text for lesson in taught]
        self.pupil = Pupil(locate_embedder(), texts, first=FIRST, parts=_PARTS, longest=_LONGEST)
        self.head = Head()
        self._tokens = [self.pupil.tokens(text) for text in texts]

    def loss(self, batch: Sequence[int]) -> Tensor:
        """How far what is read off some lessons is from what they ask."""
        taught = [self.lessons[number] for number in batch]
        with SHORT:
            tokens, means = (part.float() for part in self.pupil.read(batch))
        loss = _away(self.head.kind(means), [KINDS.index(one.kind) for one in taught])
        sums = [n for n, one in enumerate(taught) if one.of_sum]
        if sums:
            wanted = [SUMS.index(taught[n].of_sum) for n in sums]
            loss = loss + _away(self.head.sum(means[sums]), wanted) / 2
        places = [
            (n, place, SIDES.index(side))
            for n, (number, one) in enumerate(zip(batch, taught, strict=True))
            if one.kind not in _UNSIDED
            for firm, side in one.sides.items()
            for place, token in enumerate(self._tokens[number])
            if token == firm
        ]
        if places:
            lesson, place, side = (list(column) for column in zip(*places, strict=True))
            loss = loss + _away(self.head.side(tokens[lesson, place]), side)
        return loss


def _away(odds: Tensor, wanted: Sequence[int]) -> Tensor:
    target = torch.tensor(wanted)
    return nn.functional.cross_entropy(odds, target, label_smoothing=_SMOOTH)


def main() -> None:
    """Teach and write."""
    args = arguments("python -m evals.sketch", __doc__, steps=1250, rate=6e-4, out=SKETCHER)
    with closing(Assistant(Settings(model="none", data_dir=data_dir()))) as bot:
        taught = lessons(knowledge_of(Settings()), bot._wired().linker)
    course = Course(taught)
    chance = random.Random(1)
    drawn = {
        of_tables: [n for n, one in enumerate(taught) if (one.kind != "other") == of_tables]
        for of_tables in _BATCH
    }

    def loss_of_next() -> Tensor:
        return course.loss([n for own in _BATCH for n in chance.sample(drawn[own], _BATCH[own])])

    groups = [Taught(course.pupil.parameters()), Taught(list(course.head.parameters()), times=3.0)]
    learn(groups, loss_of_next, args.steps, args.rate)
    values = {n: p.detach().numpy().astype(np.float16) for n, p in course.head.named_parameters()}
    save_file({**course.pupil.learnt(), **values}, args.out)


if __name__ == "__main__":
    main()
