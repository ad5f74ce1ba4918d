"""The eval's numbers and how they are shown: right of all by category, and seconds by route."""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from scipy.stats import bootstrap

from evals.cases import CATEGORIES

_SEED = 7  # the same records, the same interval
Record = dict[str, Any]


def read_records(path: Path) -> list[Record]:
    """The records of a run, one JSON object a line. Raises OSError or ValueError."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least ``share`` (0..1) of the values do not exceed."""
    if not values:
        return 0.0
    ordered = sorted(values)
    return ordered[max(1, math.ceil(share * len(ordered))) - 1]


def count(records: Iterable[Record]) -> tuple[int, int]:
    """How many records are right, and how many there are."""
    verdicts = [r["verdict"] for r in records]
    return sum(v == "right" for v in verdicts), len(verdicts)


def share(records: Iterable[Record]) -> str:
    """Such as "45/50 90.0%", or nothing if there are no records."""
    right, total = count(records)
    return f"{right}/{total} {100 * right / total:5.1f}%" if total else ""


def interval(records: Iterable[Record]) -> str:
    """The 95% confidence interval of the share that is right, by bootstrap, such as "82-94%"."""
    right = [float(r["verdict"] == "right") for r in records]
    if len(right) < 2 or len(set(right)) == 1:
        return ""  # nothing varies that could be drawn again
    drawn = bootstrap((right,), np.mean, n_resamples=2000, method="percentile", rng=_SEED)
    low, high = drawn.confidence_interval
    return f"{100 * low:.0f}-{100 * high:.0f}%"


def tally(records: Iterable[Record]) -> str:
    """The live line: right of all so far, and what is wrong by kind."""
    kept = list(records)
    kinds = [str(r["verdict"]) for r in kept if r["verdict"] != "right"]
    wrong = [f"{kinds.count(k)} {k.replace('_', ' ')}" for k in dict.fromkeys(sorted(kinds))]
    return ", ".join([f"{share(kept)} right", *wrong])


def show(records: Sequence[Record], model: str, console: Console) -> None:
    """Print accuracy by category and seconds by route."""
    console.print(accuracy(records, model))
    console.print(seconds(records))
    if any(r["verdict"] != "right" for r in records):
        console.print(reasons(records))


def accuracy(records: Sequence[Record], model: str) -> Table:
    """Rows are categories; columns are the sets and splits that were run, and all of them."""
    parts = list(dict.fromkeys((r["set"], r["split"]) for r in records))
    table = Table(title=f"Right answers, model {model}", title_justify="left", box=SIMPLE_HEAD)
    table.add_column("category")
    for name, split in parts:
        table.add_column(f"{name} {split}", justify="right")
    table.add_column("all", justify="right", style="bold")
    table.add_column("95% interval", justify="right")
    rows = [(c, [r for r in records if r["category"] == c]) for c in CATEGORIES]
    for category, kept in [*((c, k) for c, k in rows if k), ("all", list(records))]:
        if category == "all":
            table.add_section()
        cells = [share(r for r in kept if (r["set"], r["split"]) == part) for part in parts]
        table.add_row(category, *cells, share(kept), interval(kept))
    return table


def seconds(records: Sequence[Record]) -> Table:
    """How long answers took, by route."""
    workers = max((int(r.get("workers", 1)) for r in records), default=1)
    title = "Seconds by route" + (f", {workers} asked at a time" if workers > 1 else "")
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD)
    table.add_column("route")
    for name in ("answers", "p50", "p95"):
        table.add_column(name, justify="right")
    for route in sorted({str(r["route"]) for r in records}):
        taken = [float(r["seconds"]) for r in records if r["route"] == route]
        p50, p95 = percentile(taken, 0.5), percentile(taken, 0.95)
        table.add_row(route, str(len(taken)), f"{p50:.3f}", f"{p95:.3f}")
    return table


def reasons(records: Sequence[Record]) -> Table:
    """Which step lost the answers that are not right."""
    table = Table(title="Why it was not right", title_justify="left", box=SIMPLE_HEAD)
    table.add_column("reason")
    table.add_column("answers", justify="right")
    for reason, number in Counter(r["reason"] for r in records if r["reason"]).most_common():
        table.add_row(reason, str(number))
    return table


def show_failures(records: Iterable[Record], console: Console) -> None:
    """Print each answer that is not right, with what was expected."""
    for r in records:
        if r["verdict"] == "right":
            continue
        wanted = " & ".join("|".join(group) for group in r["expect"]) or "an abstention"
        lines = [f"{r['id']} {r['verdict']}: {r['reason']} ({r['route']}, {r['confidence']:.2f})"]
        lines += [f"  {role}: {text}" for role, text in r["history"]]
        lines += [
            f"  question: {r['question']}",
            f"  expected: {wanted}",
            f"  answer: {r['answer']}",
        ]
        lines += [f"  citations: {fault}" for fault in r["faults"]]
        console.print("\n".join(lines), markup=False, highlight=False)
