"""Teach the vectors of questions: ``python -m evals.tune`` rewrites the adapter that ships.

The upper two layers of the embedding model get a low-rank change (LoRA), under which the question
forms of a fact come near each other and near the statement that answers them, and stay apart from
its near misses and from what belongs to other facts. Learnt from are the knowledge and
``lessons.jsonl``: sentences on well-known events of other fields, each with questions that it
answers and questions that only look so. No case of the evals takes part.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import Tensor, nn
from tqdm import tqdm
from transformers import AutoModel, AutoTokenizer

from assistant import Settings
from assistant.adapters.embedder import ADAPTER
from assistant.adapters.weights import locate_embedder
from assistant.build import knowledge_of
from assistant.core.text import leans
from evals.candidates import misspelt

_TAUGHT = 2  # layers, from the top
_RANK = 32
_FACTS = 32  # in a batch; half of them neighbours, which are about the same things
_LONGEST = 64  # tokens
_SHARPNESS = 20.0  # of the softmax over similarities
_MISSPELT = 0.2  # share of the questions
_OWN = 0.4  # share of the batches that are of the knowledge
LESSONS = Path(__file__).parent / "lessons.jsonl"
_PARTS = ("attention.self.query", "attention.self.value", "attention.output.dense")
_SHORT = torch.autocast("cpu", dtype=torch.bfloat16)  # three times as fast where there is AVX-512
_DENSE = (*_PARTS, "intermediate.dense", "output.dense")


@dataclass(frozen=True, slots=True)
class Lesson:
    """Of one fact or sentence, the numbers of its texts."""

    forms: tuple[int, ...]
    misspelt: tuple[int, ...]
    near_misses: tuple[int, ...]
    statement: int


class Change(nn.Module):
    """A linear layer with a low-rank change to its weight, which is all that is taught."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear
        self.down = nn.Parameter(torch.randn(_RANK, linear.in_features) * 0.02)
        self.up = nn.Parameter(torch.zeros(linear.out_features, _RANK))

    def forward(self, x: Tensor) -> Tensor:
        return cast(Tensor, self.linear(x) + 2 * (x @ self.down.T @ self.up.T))


def lessons(texts: list[str]) -> tuple[list[Lesson], list[Lesson]]:
    """What the knowledge teaches, and what the file does; every text is appended to ``texts``."""

    def add(new: Sequence[str]) -> tuple[int, ...]:
        texts.extend(new)
        return tuple(range(len(texts) - len(new), len(texts)))

    def lesson(statement: str, questions: Sequence[str], near_misses: Sequence[str]) -> Lesson:
        slips = [misspelt(q, n) for n, q in enumerate(questions[:4])]
        return Lesson(add(questions), add(slips), add(near_misses), *add([statement]))

    facts = [f for f in knowledge_of(Settings()).facts.values() if len(f.questions) > 1]
    own = [lesson(f.statement, f.questions, f.near_misses) for f in facts]
    lines = [json.loads(line) for line in LESSONS.read_text("utf-8").splitlines()]
    none = {"group": "", "sentence": ""}  # before the first
    return own, [
        lesson(_with_what_it_leans_on(x, last), x["questions"], x["near_misses"])
        for last, x in pairwise([none, *lines])
    ]


def _with_what_it_leans_on(line: Mapping[str, str], last: Mapping[str, str]) -> str:
    """A sentence as it stands as evidence: with the one before it, if it points back to that."""
    sentence = line["sentence"]
    points_back = leans(sentence) and last["group"] == line["group"]
    return f"{last['sentence']} {sentence}" if points_back else sentence


class Pupil:
    """The upper layers under change, over what the lower ones make of each text, kept."""

    def __init__(self, folder: Path, texts: Sequence[str]) -> None:
        self._tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self._model: Any = AutoModel.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, attn_implementation="eager"
        )
        layers = self._model.encoder.layer
        self._first = len(layers) - _TAUGHT
        self._below = self._lower(texts)
        for parameter in self._model.parameters():
            parameter.requires_grad_(False)
        self.changes: dict[str, Change] = {}
        for number in range(self._first, len(layers)):
            for part in _DENSE:
                whole, _, name = f"encoder.layer.{number}.{part}".rpartition(".")
                parent = self._model.get_submodule(whole)
                change = Change(getattr(parent, name))
                setattr(parent, name, change)
                self.changes[f"{whole}.{name}.weight"] = change
        self._model.train()

    def _lower(self, texts: Sequence[str]) -> list[Tensor]:
        found: dict[int, Tensor] = {}
        order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
        self._model.eval()
        for at in tqdm(range(0, len(order), 128), desc="lower layers"):
            batch = order[at : at + 128]
            fed = self._tokenizer(
                [texts[n] for n in batch],
                padding=True,
                truncation=True,
                max_length=_LONGEST,
                return_tensors="pt",
            )
            with torch.inference_mode(), _SHORT:
                hidden = self._model(**fed, output_hidden_states=True).hidden_states[self._first]
            for n, row, mask in zip(batch, hidden, fed["attention_mask"], strict=True):
                found[n] = row[: int(mask.sum())].float().clone()
        return [found[n] for n in range(len(texts))]

    def embed(self, numbers: Sequence[int]) -> Tensor:
        """Vectors of some texts: len(numbers) × 384, length 1."""
        rows = [self._below[n] for n in numbers]
        hidden = nn.utils.rnn.pad_sequence(rows, batch_first=True)
        lengths = torch.tensor([len(row) for row in rows])
        mask = (torch.arange(hidden.shape[1]) < lengths[:, None]).float()
        hidden = hidden.clone()  # what was made in inference mode takes no part in learning
        for layer in self._model.encoder.layer[self._first :]:
            out = layer(hidden, (1 - mask)[:, None, None, :] * -1e9)
            hidden = out[0] if isinstance(out, tuple) else out
        mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        return nn.functional.normalize(mean, dim=1)


def loss_of(pupil: Pupil, batch: Sequence[Lesson], chance: random.Random) -> Tensor:
    """How far a question is from being nearest to another of its own fact, and to its answer."""
    asked, same, other = [], [], []
    for lesson in batch:
        one, two = chance.sample(lesson.forms, 2)
        asked.append(chance.choice(lesson.misspelt) if chance.random() < _MISSPELT else one)
        same.append(two)
        other += chance.sample(lesson.near_misses, min(2, len(lesson.near_misses)))
    n = len(batch)
    vectors = pupil.embed([*asked, *same, *other])
    a, b, rest = vectors[:n], vectors[n : 2 * n], vectors[2 * n :]
    said = pupil.embed([lesson.statement for lesson in batch])  # longer: embedded apart

    def nearest(these: Tensor, among: Tensor) -> Tensor:
        own = torch.arange(n)
        return nn.functional.cross_entropy(these @ among.T * _SHARPNESS, own)

    alike = nearest(a, torch.cat([b, rest])) + nearest(b, torch.cat([a, rest])) / 2
    return alike + nearest(a, said) + nearest(said, torch.cat([b, rest])) / 2


def teach(
    pupil: Pupil, own: Sequence[Lesson], others: Sequence[Lesson], steps: int, rate: float
) -> None:
    """Adam, with a rate that rises for 50 steps and then falls to a twentieth."""
    chance = random.Random(0)
    parameters = [p for change in pupil.changes.values() for p in (change.down, change.up)]
    optimizer = torch.optim.AdamW(parameters, lr=rate, weight_decay=0.01)
    progress = tqdm(range(steps), desc="teaching")
    for step in progress:
        for group in optimizer.param_groups:
            group["lr"] = rate * min(1.0, (step + 1) / 50) * max(0.05, 1 - step / steps)
        taught = own if chance.random() < _OWN else others
        start = chance.randrange(len(taught))
        near = [taught[(start + n) % len(taught)] for n in range(_FACTS // 2)]
        far = chance.sample([lesson for lesson in taught if lesson not in near], _FACTS // 2)
        with _SHORT:
            loss = loss_of(pupil, near + far, chance)
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step()
        progress.set_postfix(loss=f"{loss.item():.2f}")


def main() -> None:
    """Teach and write."""
    parser = argparse.ArgumentParser(prog="python -m evals.tune", description=__doc__)
    parser.add_argument("--steps", type=int, default=1600)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--out", type=Path, default=ADAPTER)
    args = parser.parse_args()
    torch.manual_seed(0)
    texts: list[str] = []
    own, others = lessons(texts)
    pupil = Pupil(locate_embedder(), texts)
    teach(pupil, own, others, args.steps, args.rate)
    parts = {}
    for name, change in pupil.changes.items():
        for part, values in (("down", change.down), ("up", 2 * change.up)):
            parts[f"{name}.{part}"] = values.detach().numpy().astype(np.float16)
    save_file(parts, args.out)


if __name__ == "__main__":
    main()
