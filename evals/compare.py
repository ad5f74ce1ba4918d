"""Two runs over the same cases: what flipped, and whether it is more than chance.

``assistant eval compare OLD NEW [--gate]``; with ``--gate`` it fails where a category fell.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from scipy.stats import binomtest

from evals.report import Record, read_records
from evals.run import RUNS

_SIGNIFICANT = 0.05
_COMPARED = ("id", "category", "question", "verdict", "answer")  # of a record


class RunError(Exception):
    """A run cannot be used as asked, or did worse; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Flips:
    """Of one category: cases in both runs, those that became right, and those that became wrong."""

    category: str
    both: int
    gained: tuple[tuple[Record, Record], ...]
    lost: tuple[tuple[Record, Record], ...]

    @property
    def p_value(self) -> float:
        """Of McNemar's exact test: how likely chance alone flips so unevenly."""
        flipped = len(self.gained) + len(self.lost)
        return float(binomtest(len(self.lost), flipped, 0.5).pvalue) if flipped else 1.0

    @property
    def fell(self) -> bool:
        return len(self.lost) > len(self.gained) and self.p_value < _SIGNIFICANT


def find_run(name: str, folder: Path = RUNS) -> Path:
    """The records of a run: a file, or the name of a run in the folder. Raises RunError."""
    for path in (Path(name), folder / name, folder / f"{name}.jsonl"):
        if path.is_file():
            return path
    raise RunError(f"{name}: no such file, and no such run in {folder}")


def read_run(path: Path) -> dict[str, Record]:
    """The records of a run by case. Raises RunError."""
    try:
        found = read_records(path)
        run = {r["id"]: r for r in found if all(isinstance(r[k], str) for k in _COMPARED)}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(
            f"{path}: no records of a run ({error}); give a .jsonl of evals/runs"
        ) from error
    if not run:
        raise RunError(f"{path}: holds no records")
    return run


def baseline(records: Iterable[Record]) -> str:
    """What a later run is compared with, one JSON object a line: small enough to keep in git."""
    kept = ({name: r[name] for name in _COMPARED} for r in records)
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in kept)


def compare(old: dict[str, Record], new: dict[str, Record]) -> list[Flips]:
    """The flips of each category, and of all together last, over the questions in both runs.

    Raises:
        RunError: there are none.
    """
    pairs = [(r, new[i]) for i, r in old.items() if i in new]
    pairs = [(before, now) for before, now in pairs if before["question"] == now["question"]]
    if not pairs:
        raise RunError("the two runs have no question in common; compare with another run")
    categories = dict.fromkeys(str(after["category"]) for _, after in pairs)
    found = [_flips(c, [p for p in pairs if p[1]["category"] == c]) for c in categories]
    return [*found, _flips("all", pairs)]


def _flips(category: str, pairs: Sequence[tuple[Record, Record]]) -> Flips:
    right = [(a["verdict"] == "right", b["verdict"] == "right") for a, b in pairs]
    gained = tuple(p for p, (a, b) in zip(pairs, right, strict=True) if b and not a)
    lost = tuple(p for p, (a, b) in zip(pairs, right, strict=True) if a and not b)
    return Flips(category, len(pairs), gained, lost)


def show_flips(flips: Sequence[Flips], console: Console) -> None:
    """A table by category, then every question that flipped."""
    table = Table(title="What flipped", title_justify="left", box=SIMPLE_HEAD)
    table.add_column("category")
    for name in ("in both", "became right", "became wrong", "p (McNemar)"):
        table.add_column(name, justify="right")
    for f in flips:
        counts = (str(f.both), str(len(f.gained)), str(len(f.lost)), f"{f.p_value:.3f}")
        table.add_row(f.category, *counts, style="bold" if f.fell else None)
    console.print(table)
    for word, pairs in (("became right", flips[-1].gained), ("became wrong", flips[-1].lost)):
        for before, after in pairs:
            console.print(
                f"{after['id']} {word}: {after['question']}\n"
                f"  before: {before['answer']}\n  now: {after['answer']}",
                markup=False,
                highlight=False,
            )


def gate(flips: Iterable[Flips]) -> None:
    """Raise RunError if a category fell significantly."""
    if fallen := [f.category for f in flips if f.fell]:
        raise RunError(f"accuracy fell significantly: {', '.join(fallen)}")


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="assistant eval compare", description=__doc__)
    parser.add_argument("old", help="the earlier run: a file of records, or a name in evals/runs")
    parser.add_argument("new", help="the later run")
    parser.add_argument("--gate", action="store_true", help="fail if a category fell significantly")
    args = parser.parse_args(argv)
    try:
        flips = compare(read_run(find_run(args.old)), read_run(find_run(args.new)))
        show_flips(flips, Console())
        if args.gate:
            gate(flips)
    except RunError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
