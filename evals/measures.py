"""What a run's records tell beside accuracy: citations, abstention, confidence, retrieval, time.

A measure that has nothing to be counted over is None. Records hold no tokens, so none are counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import ir_measures
import numpy as np
from ir_measures import RR, R, Success, nDCG
from scipy.stats import bootstrap

from assistant.core.entities import EntityLinker
from evals.alce import CitationQuality, citation_quality, shipped_linker
from evals.cases import CATEGORIES
from evals.confidence import Bin, Point, answerable_auc, reliability, risk_coverage
from evals.report import Record, percentile

_SEED = 7  # the same records, the same interval
_RETRIEVAL = (Success @ 1, R @ 1, R @ 3, R @ 5, R @ 8, nDCG @ 5, nDCG @ 8, RR)


@dataclass(frozen=True, slots=True)
class Share:
    """How many of ``total`` are right, with the 95% interval if anything varies."""

    name: str
    right: int
    total: int
    low: float | None = None
    high: float | None = None

    @property
    def value(self) -> float | None:
        return self.right / self.total if self.total else None


@dataclass(frozen=True, slots=True)
class Abstention:
    """Precision: abstentions that were due; recall: cases due for one that got it."""

    precision: float | None
    recall: float | None
    given: int
    due: int


@dataclass(frozen=True, slots=True)
class Latency:
    """Seconds that answers of one route took."""

    route: str
    seconds: tuple[float, ...]

    @property
    def p50(self) -> float:
        return percentile(self.seconds, 0.5)

    @property
    def p95(self) -> float:
        return percentile(self.seconds, 0.95)


@dataclass(frozen=True, slots=True)
class Retrieval:
    """Means over the cases that name what holds their answer."""

    cases: int
    values: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Measures:
    """All that is measured of a run."""

    accuracy: Share
    categories: tuple[Share, ...]
    follow_up: Share
    citations: CitationQuality
    grounded: float | None
    abstention: Abstention
    answerable_auc: float | None
    risk: tuple[Point, ...]
    bins: tuple[Bin, ...]
    retrieval: Retrieval
    latency: tuple[Latency, ...]
    tokens: tuple[float, float] | None  # read and written by the chat model, mean of an answer

    @property
    def aurc(self) -> float | None:
        """Mean risk over the answers given, from the most confident down; lower is better."""
        return float(np.mean([p.risk for p in self.risk])) if self.risk else None

    @property
    def ece(self) -> float | None:
        """Expected calibration error: how far confidence is from what comes true, on average."""
        total = sum(b.count for b in self.bins)
        gap = sum(b.count * abs(b.confidence - b.right) for b in self.bins)
        return gap / total if total else None


def measure(records: Sequence[Record], linker: EntityLinker | None = None) -> Measures:
    """Everything at once; ``linker`` knows the names (default: those of the shipped knowledge)."""
    return Measures(
        accuracy=accuracy("all", records),
        categories=by_category(records),
        follow_up=accuracy("follow-up questions", [r for r in records if r["history"]]),
        citations=citation_quality(records, linker or shipped_linker()),
        grounded=grounded(records),
        abstention=abstention(records),
        answerable_auc=answerable_auc(records),
        risk=risk_coverage(records),
        bins=reliability(records),
        retrieval=retrieval(records),
        latency=latency(records),
        tokens=tokens(records),
    )


def accuracy(name: str, records: Iterable[Record]) -> Share:
    """The share of right answers, with its interval by bootstrap."""
    verdicts = [float(r["verdict"] == "right") for r in records]
    right, total = int(sum(verdicts)), len(verdicts)
    if total < 2 or right in (0, total):
        return Share(name, right, total)  # nothing varies that could be drawn again
    drawn = bootstrap((verdicts,), np.mean, n_resamples=2000, method="percentile", rng=_SEED)
    low, high = drawn.confidence_interval
    return Share(name, right, total, float(low), float(high))


def by_category(records: Sequence[Record]) -> tuple[Share, ...]:
    """Accuracy of each category that occurs, in the order of the eval set."""
    found = dict.fromkeys([*CATEGORIES, *(r["category"] for r in records)])
    shares = (accuracy(c, [r for r in records if r["category"] == c]) for c in found)
    return tuple(share for share in shares if share.total)


def grounded(records: Iterable[Record]) -> float | None:
    """The share of claims that the assistant itself marked as supported by what they cite."""
    verdicts = [c["verdict"] for r in records for c in r.get("claims", ())]
    return verdicts.count("supported") / len(verdicts) if verdicts else None


def abstention(records: Iterable[Record]) -> Abstention:
    """How well abstaining goes with the cases that the sources do not answer."""
    pairs = [(r["abstained"], r["abstain"]) for r in records]
    hits = sum(given and due for given, due in pairs)
    given, due = sum(g for g, _ in pairs), sum(d for _, d in pairs)
    return Abstention(hits / given if given else None, hits / due if due else None, given, due)


def retrieval(records: Iterable[Record]) -> Retrieval:
    """Whether the evidence holds the facts, or the paragraphs, that a case names; in its order."""
    qrels: list[Any] = []
    run: list[Any] = []
    cases = 0
    for r in records:
        gold = _gold(r)
        if not gold or "evidence" not in r:
            continue
        cases += 1
        qrels += [ir_measures.Qrel(r["id"], name, 1) for name in gold]
        found = dict.fromkeys(_names(r))
        run += [ir_measures.ScoredDoc(r["id"], d, float(-n)) for n, d in enumerate(found)]
    values = ir_measures.calc_aggregate(_RETRIEVAL, qrels, run) if cases else {}
    return Retrieval(cases, tuple((str(m), float(values[m])) for m in _RETRIEVAL if m in values))


def _gold(record: Record) -> list[str]:
    facts = list(dict.fromkeys(record.get("facts", ())))
    return facts or [f"p{n}" for n in dict.fromkeys(record.get("paragraphs", ()))]


def _names(record: Record) -> list[str]:
    """The evidence by fact, or by anchor of the passage where paragraphs are what is asked for."""
    evidence = record["evidence"]
    if record.get("facts"):
        return [e["fact_id"] or e["passage_id"] for e in evidence]
    return [e["passage_id"].rpartition("#")[2] for e in evidence]


def latency(records: Sequence[Record]) -> tuple[Latency, ...]:
    """Seconds by route, in the order of their names."""
    return tuple(
        Latency(route, tuple(float(r["seconds"]) for r in records if r["route"] == route))
        for route in sorted({str(r["route"]) for r in records})
    )


def tokens(records: Sequence[Record]) -> tuple[float, float] | None:
    """Mean tokens that the chat model read and wrote for an answer; None if it was never asked."""
    used = [r["tokens"] for r in records if "tokens" in r]
    if not any(u["input"] for u in used):
        return None
    return float(np.mean([u["input"] for u in used])), float(np.mean([u["output"] for u in used]))
