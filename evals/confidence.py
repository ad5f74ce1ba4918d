"""What a run's confidence is worth: against being right, and against what can be answered.

Confidence means one thing throughout, the probability that an answer is right: an answer's own
``confidence``, and for an abstention, which records how sure it is that nothing answers, 1 - that.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
from sklearn.metrics import roc_auc_score

from evals.report import Record, count

BINS = 10


@dataclass(frozen=True, slots=True)
class Point:
    """Of the risk-coverage curve: the most confident answers, as a share of all cases, and the
    share of them that is not right."""

    coverage: float
    risk: float


@dataclass(frozen=True, slots=True)
class Bin:
    """Cases of one tenth of the confidence: its mean, and the share that it came true for."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


def probability(record: Record) -> float:
    """That an answer is right, as the assistant sees it, whether or not it gave one."""
    confidence = float(record["confidence"])
    return 1.0 - confidence if record["abstained"] else confidence


def answerable_auc(records: Sequence[Record]) -> float | None:
    """How well confidence tells the cases that the sources answer from the others."""
    labels = [not r["abstain"] for r in records]
    if len(set(labels)) < 2:
        return None
    return float(roc_auc_score(labels, [probability(r) for r in records]))


def risk_coverage(records: Sequence[Record]) -> tuple[Point, ...]:
    """The curve over the answers given; it ends where abstaining begins. Ties share their risk."""
    answers = sorted((r for r in records if not r["abstained"]), key=probability, reverse=True)
    wrong: list[float] = []
    for _, group in groupby(answers, key=probability):
        right, total = count(group)
        wrong += [1.0 - right / total] * total
    risks = np.cumsum(wrong) / np.arange(1, len(wrong) + 1)
    return tuple(Point(n / len(records), float(risk)) for n, risk in enumerate(risks, 1))


def reliability(records: Iterable[Record]) -> tuple[Bin, ...]:
    """Confidence by tenths against what came true; empty tenths are left out.

    For an answer that is its being right; for an abstention, that the sources did hold an answer.
    """
    kept: dict[int, list[tuple[float, bool]]] = {}
    for r in records:
        came_true = not r["abstain"] if r["abstained"] else r["verdict"] == "right"
        p = probability(r)
        kept.setdefault(min(int(p * BINS), BINS - 1), []).append((p, came_true))
    return tuple(
        Bin(
            low=n / BINS,
            high=(n + 1) / BINS,
            count=len(pairs),
            confidence=sum(p for p, _ in pairs) / len(pairs),
            right=sum(t for _, t in pairs) / len(pairs),
        )
        for n, pairs in sorted(kept.items())
    )
