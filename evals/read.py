"""Teach the reader: ``python -m evals.read`` rewrites ``assistant/adapters/reader.safetensors``.

It learns to tell a text that answers a question from one that only looks so, reading both together
(see ``assistant.adapters.reader``). Learnt from are the question forms and near misses of the
knowledge; more of both in ``near_misses.jsonl``, which the index does not hold; ``lessons.jsonl``;
and ``premises.jsonl``: for facts and sentences, questions that take something for granted which
they contradict, and others of the same kind with every detail right.
No case of the evals takes part.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from safetensors.numpy import save_file
from torch import Tensor, nn
from tqdm import tqdm

from assistant.adapters.embedder import ADAPTER
from assistant.adapters.reader import FIRST, READER, SCALE
from assistant.adapters.weights import locate_embedder
from evals.draws import Draws, Pair, Texts, lessons
from evals.pupil import SHORT, VALUES, Pupil, Taught, arguments, learn, padded
from evals.tune import embed

_PARTS = ("attention.self.key", *VALUES)
_LONGEST = 96  # tokens
_APART = -2.0  # what words of the two texts begin with for each other, in attention


class Head(nn.Module):
    """What is read off the two texts; named as in the file."""

    def __init__(self, layers: int) -> None:
        super().__init__()
        self.part = nn.Parameter(torch.zeros(2, 384))
        self.across = nn.Parameter(torch.full((layers, 12, 2), _APART))
        self.likeness = nn.Parameter(torch.tensor([8.0]))
        self.each = nn.Parameter(torch.zeros(4 * 384))
        self.bias = nn.Parameter(torch.tensor([-4.0]))


def logits_of(pupil: Pupil, head: Head, pairs: Sequence[Pair]) -> Tensor:
    """The log-odds of some pairs, as ``Reader`` works them out."""
    both = [(pupil.below(question), pupil.below(text)) for question, text, _ in pairs]
    sides = [torch.cat([torch.zeros(len(q)), torch.ones(len(t))]) for q, t in both]
    hidden = padded([torch.cat(pair) for pair in both])
    side = padded(sides, 2.0)
    one, two = (side == 0).float(), (side == 1).float()
    hidden = hidden + one[..., None] * head.part[0] + two[..., None] * head.part[1]
    beyond = (side == 2).float()[:, None, None, :] * -1e9
    to_text = (one[:, :, None] * two[:, None, :])[:, None]
    to_question = (two[:, :, None] * one[:, None, :])[:, None]
    favours = (
        beyond
        + to_text * across[None, :, 0, None, None]
        + to_question * across[None, :, 1, None, None]
        for across in head.across
    )
    hidden = pupil.above(hidden, favours)
    a, b = (
        nn.functional.normalize((hidden.float() * own[..., None]).sum(1) / own.sum(1)[:, None])
        for own in (one, two)
    )
    each = torch.cat([a, b, a * b, (a - b).abs()], 1) * SCALE
    return head.likeness * (a * b).sum(1) + each @ head.each + head.bias


def vectors_of(pupil: Pupil, count: int) -> Tensor:
    """The vectors that questions and answers have before anything is taught: count × 384."""
    found = torch.zeros(count, 384)
    order = sorted(range(count), key=lambda n: len(pupil.below(n)))
    with torch.inference_mode(), SHORT:
        for at in tqdm(range(0, count, 256), desc="vectors"):
            batch = order[at : at + 256]
            found[batch] = embed(pupil, batch).float()
    return found


def teach(pupil: Pupil, head: Head, draws: Draws, steps: int, rate: float) -> None:
    """What is added across the texts learns ten times as fast as the rest."""
    rest = [*pupil.parameters(), *(p for p in head.parameters() if p is not head.across)]

    def loss_of_next() -> Tensor:
        pairs = draws.batch()
        with SHORT:
            logits = logits_of(pupil, head, pairs)
        wanted = torch.tensor([answers for _, _, answers in pairs])
        return nn.functional.binary_cross_entropy_with_logits(logits.float(), wanted)

    learn([Taught(rest), Taught([head.across], times=10.0)], loss_of_next, steps, rate)


def main() -> None:
    """Teach and write."""
    args = arguments("python -m evals.read", __doc__, steps=2000, rate=6e-4, out=READER)
    texts = Texts()
    own, others = lessons(texts)
    pupil = Pupil(
        locate_embedder(), texts.all(), first=FIRST, parts=_PARTS, longest=_LONGEST, adapter=ADAPTER
    )
    head = Head(len(pupil.layers))
    draws = Draws(own, others, vectors_of(pupil, len(texts.all())), seed=0)
    teach(pupil, head, draws, args.steps, args.rate)
    values = {name: p.detach().numpy().astype(np.float16) for name, p in head.named_parameters()}
    save_file({**pupil.learnt(), **values}, args.out)


if __name__ == "__main__":
    main()
