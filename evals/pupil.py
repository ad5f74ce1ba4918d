"""The embedding model with its upper layers under change, for ``evals.tune`` and ``evals.read``."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path
from typing import Any, cast

import numpy as np
import torch
from safetensors.numpy import load_file
from torch import Tensor, nn
from tqdm import tqdm
from transformers import AutoModel, AutoTokenizer

from evals.candidates import misspelt

# Three times as fast where there is AVX-512, and a hundred times as slow elsewhere.
_SHORTENED = torch.backends.cpu.get_cpu_capability().startswith("AVX512")
SHORT = torch.autocast("cpu", dtype=torch.bfloat16, enabled=_SHORTENED)
VALUES = (
    "attention.self.query",
    "attention.self.value",
    "attention.output.dense",
    "intermediate.dense",
    "output.dense",
)
_RANK = 32
_STEP = 32  # lengths of batches are multiples of it


class Change(nn.Module):
    """A linear layer with a low-rank change to its weight, which is all that is taught."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear
        self.down = nn.Parameter(torch.randn(_RANK, linear.in_features) * 0.02)
        self.up = nn.Parameter(torch.zeros(linear.out_features, _RANK))

    def forward(self, x: Tensor) -> Tensor:
        return cast(Tensor, self.linear(x) + 2 * (x @ self.down.T @ self.up.T))


class Pupil:
    """The upper layers under change, over what the lower ones make of each text, kept.

    ``first`` is the number of the lowest layer that is taught, ``adapter`` a change made before.
    """

    def __init__(
        self,
        folder: Path,
        texts: Sequence[str],
        *,
        first: int,
        parts: Sequence[str] = VALUES,
        longest: int = 64,
        adapter: Path | None = None,
    ) -> None:
        self._tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
        self._model: Any = AutoModel.from_pretrained(
            folder, local_files_only=True, use_safetensors=True, attn_implementation="eager"
        )
        self.layers = list(self._model.encoder.layer)[first:]
        self._longest = longest
        self._below = self._lower(texts, first)
        if adapter:
            _merge(self._model, adapter)
        for parameter in self._model.parameters():
            parameter.requires_grad_(False)
        self.changes: dict[str, Change] = {}
        for number, layer in enumerate(self.layers, first):
            for part in parts:
                whole, _, name = part.rpartition(".")
                parent = layer.get_submodule(whole)
                change = Change(getattr(parent, name))
                setattr(parent, name, change)
                self.changes[f"encoder.layer.{number}.{part}.weight"] = change
        self._model.train()

    def _lower(self, texts: Sequence[str], first: int) -> list[Tensor]:
        found: dict[int, Tensor] = {}
        order = sorted(range(len(texts)), key=lambda n: len(texts[n]))
        self._model.eval()
        whole = self._model.encoder.layer
        self._model.encoder.layer = whole[:first]
        for at in tqdm(range(0, len(order), 128), desc="lower layers"):
            batch = order[at : at + 128]
            fed = self._tokenizer(
                [texts[n] for n in batch],
                padding=True,
                truncation=True,
                max_length=self._longest,
                return_tensors="pt",
            )
            with torch.inference_mode(), SHORT:
                hidden = self._model(**fed).last_hidden_state
            for n, row, mask in zip(batch, hidden, fed["attention_mask"], strict=True):
                found[n] = row[: int(mask.sum())].half().clone()
        self._model.encoder.layer = whole
        return [found[n] for n in range(len(texts))]

    def tokens(self, text: str) -> list[str]:
        """The word pieces of a text, those that mark its ends among them."""
        ids = self._tokenizer(text, truncation=True, max_length=self._longest)["input_ids"]
        return list(self._tokenizer.convert_ids_to_tokens(ids))

    def below(self, number: int) -> Tensor:
        """What the lower layers make of the tokens of a text: tokens × 384."""
        return self._below[number].float()

    def above(self, hidden: Tensor, favours: Iterable[Tensor]) -> Tensor:
        """What the upper layers make of tokens, with something added to each one's attention."""
        for layer, favour in zip(self.layers, favours, strict=True):
            out = layer(hidden, favour)
            hidden = out[0] if isinstance(out, tuple) else out
        return hidden

    def read(self, numbers: Sequence[int]) -> tuple[Tensor, Tensor]:
        """Each token of some texts (texts × tokens × 384), and the mean of each (texts × 384)."""
        rows = [self.below(number) for number in numbers]
        there = padded([torch.ones(len(row)) for row in rows])
        beyond = (1 - there)[:, None, None, :] * -1e9
        hidden = self.above(padded(rows), repeat(beyond, len(self.layers)))
        return hidden, (hidden * there[..., None]).sum(1) / there.sum(1, keepdim=True)

    def parameters(self) -> list[nn.Parameter]:
        """All that is taught."""
        return [p for change in self.changes.values() for p in (change.down, change.up)]

    def learnt(self) -> Mapping[str, np.ndarray[Any, Any]]:
        """The changes as ``Encoder.changed_by`` reads them."""
        parts = {}
        for name, change in self.changes.items():
            for part, values in (("down", change.down), ("up", 2 * change.up)):
                parts[f"{name}.{part}"] = values.detach().numpy().astype(np.float16)
        return parts


def padded(rows: Sequence[Tensor], value: float = 0.0) -> Tensor:
    """Rows of one length, of few lengths in all: torch keeps something for each."""
    longest = max(len(row) for row in rows)
    rows = [*rows, rows[0].new_zeros(longest + -longest % _STEP, *rows[0].shape[1:])]
    return nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=value)[:-1]


def _merge(model: Any, adapter: Path) -> None:
    parts = {k: torch.from_numpy(v.astype(np.float32)) for k, v in load_file(adapter).items()}
    state = model.state_dict()
    with torch.no_grad():
        for key in parts:
            if key.endswith(".up"):
                name = key.removesuffix(".up")
                state[name] += parts[key] @ parts[f"{name}.down"]


@dataclass(frozen=True, slots=True)
class Taught:
    """Parameters that learn at ``times`` the rate of the others."""

    parameters: Sequence[nn.Parameter]
    times: float = 1.0


def learn(
    groups: Sequence[Taught], loss_of_next: Callable[[], Tensor], steps: int, rate: float
) -> None:
    """Adam, with a rate that rises for 50 steps and then falls to a twentieth."""
    every = [p for group in groups for p in group.parameters]
    fed = [{"params": list(group.parameters), "times": group.times} for group in groups]
    optimizer = torch.optim.AdamW(fed, lr=rate, weight_decay=0.01)
    progress = tqdm(range(steps), desc="teaching")
    for step in progress:
        for group in optimizer.param_groups:
            now = rate * min(1.0, (step + 1) / 50) * max(0.05, 1 - step / steps)
            group["lr"] = now * group["times"]
        loss = loss_of_next()
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        nn.utils.clip_grad_norm_(every, 1.0)
        optimizer.step()
        progress.set_postfix(loss=f"{loss.item():.2f}")


def arguments(prog: str, told: str | None, *, steps: int, rate: float, out: Path) -> Namespace:
    """``steps``, ``rate`` and ``out`` of a command that teaches; chance begins anew with it."""
    parser = ArgumentParser(prog=prog, description=told)
    parser.add_argument("--steps", type=int, default=steps)
    parser.add_argument("--rate", type=float, default=rate)
    parser.add_argument("--out", type=Path, default=out)
    torch.manual_seed(0)
    return parser.parse_args()


def slips(questions: Sequence[str]) -> list[str]:
    """The first questions as hurried typing makes them."""
    return [misspelt(q, n) for n, q in enumerate(questions[:4])]
