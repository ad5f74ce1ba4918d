"""Accuracy over time: each run is logged to trackio, and ``assistant eval history`` shows the last.

trackio keeps runs in SQLite in our own cache folder and shows them as a dashboard. It is optional,
so the history is read from the records, which hold all of it.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import re
import shlex
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from assistant import Settings
from evals.cases import CATEGORIES
from evals.cli import positive
from evals.compare import RunError, read_run
from evals.report import Record, count, percentile
from evals.run import RUNS

PROJECT = "talent-war-assistant"
_SECONDS = 120  # that logging may take
_STEM = re.compile(r"(\d{4})(\d\d)(\d\d)-(\d\d)(\d\d)\d\d-(.+)")  # of a run, see ``run_path``
_LOG = """
import json, sys, trackio
run = json.load(sys.stdin)
quiet = {"embed": False, "auto_log_gpu": False, "auto_log_cpu": False}
trackio.init(run["project"], run["name"], config=run["config"], resume="allow", **quiet)
trackio.log(run["metrics"])
trackio.finish()
"""


def log_run(name: str, records: Sequence[Record], chosen: Mapping[str, object]) -> str:
    """Log a run with what was chosen to run; returns what went wrong, if anything did.

    Nothing is logged where trackio is not installed.
    """
    if not _installed() or not records:
        return ""
    config = {**records[0].get("made_by", {}), **chosen}
    run = {"project": PROJECT, "name": name, "config": config, "metrics": metrics(records)}
    # In a process of its own, since trackio reads its folder from the environment when it is
    # imported, and asks the model hub who the user is unless that is off by then.
    command = [sys.executable, "-P", "-c", _LOG]
    try:
        done = subprocess.run(
            command,
            input=json.dumps(run),
            env=_environment(),
            capture_output=True,
            encoding="utf-8",
            timeout=_SECONDS,
        )
    except subprocess.TimeoutExpired:
        return f"trackio took more than {_SECONDS} seconds"
    # What trackio cannot write it only warns of.
    warned = re.findall(r"Warning: (trackio .+)", done.stderr)
    if not done.returncode and not warned:
        return ""
    return str((warned or done.stderr.splitlines() or ["trackio failed"])[-1])


def _environment() -> dict[str, str]:
    """Without what would send runs elsewhere, and with the model hub switched off."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("TRACKIO_")}
    return {**kept, "TRACKIO_DIR": str(store()), "HF_HUB_OFFLINE": "1"}


def _installed() -> bool:
    return importlib.util.find_spec("trackio") is not None


def store() -> Path:
    """The folder in which trackio keeps the runs."""
    return Settings().cache_dir / "trackio"


def hint() -> str:
    """How to see the runs, or how to have them tracked."""
    if _installed():
        return (
            f"Dashboard: TRACKIO_DIR={shlex.quote(str(store()))} trackio show --project {PROJECT}"
        )
    return "To track runs and see them as a dashboard: pip install '.[evals]'"


def metrics(records: Sequence[Record]) -> dict[str, float]:
    """Accuracy in all and by category, how many cases of each, verdicts, seconds by route."""
    groups = {"all": list(records)}
    for r in records:
        groups.setdefault(str(r["category"]), []).append(r)
    found: dict[str, float] = {}
    for name, kept in groups.items():
        right, total = count(kept)
        found |= {f"accuracy/{name}": right / total, f"cases/{name}": total}
    found |= {f"verdicts/{v}": n for v, n in Counter(r["verdict"] for r in records).items()}
    for route in sorted({str(r["route"]) for r in records}):
        taken = [float(r["seconds"]) for r in records if r["route"] == route]
        found |= {f"seconds/{route}/p50": percentile(taken, 0.5)}
        found |= {f"seconds/{route}/p95": percentile(taken, 0.95)}
    return found


def history(runs: Mapping[str, Sequence[Record]]) -> Table:
    """Accuracy in percent: a column for each run by name, a row for each category."""
    table = Table(title="Right answers, %", title_justify="left", box=SIMPLE_HEAD)
    table.add_column("category")
    for name in runs:
        table.add_column(_heading(name), justify="right")
    for category in (*CATEGORIES, "all"):
        kept = [[r for r in run if category in ("all", r["category"])] for run in runs.values()]
        if category == "all":
            table.add_section()
        if any(kept):
            table.add_row(category, *(_percent(run) for run in kept))
    table.add_row("cases", *(str(len(run)) for run in runs.values()), style="dim")
    return table


def _heading(name: str) -> str:
    found = _STEM.fullmatch(name)
    if not found:
        return name
    year, month, day, hour, minute, model = found.groups()
    return f"{year}-{month}-{day}\n{hour}:{minute}\n{model}"


def _percent(records: Sequence[Record]) -> str:
    right, total = count(records)
    return f"{100 * right / total:.1f}" if total else "-"


def last_runs(folder: Path, number: int, model: str | None = None) -> dict[str, list[Record]]:
    """The records of the last runs by name, oldest first. A file that holds no run is left out."""
    found: dict[str, list[Record]] = {}
    for path in sorted(folder.glob("*.jsonl"), reverse=True):
        try:
            records = list(read_run(path).values())
        except RunError:
            continue  # such as one that was ended before its first answer
        made_by: dict[str, Any] = records[0].get("made_by", {})
        if model is None or made_by.get("model") == model:
            found[path.stem] = records
        if len(found) == number:
            break
    return dict(reversed(found.items()))


def main(argv: Sequence[str] | None = None) -> int:
    """``assistant eval history``."""
    parser = argparse.ArgumentParser(
        prog="assistant eval history", description="Accuracy of the last runs, by category."
    )
    parser.add_argument("--last", type=positive, default=6, metavar="N", help="how many runs (6)")
    parser.add_argument("--model", help="only runs of this model")
    parser.add_argument("--out", type=Path, default=RUNS, metavar="DIR", help="of the records")
    args = parser.parse_args(argv)
    runs = last_runs(args.out, args.last, args.model)
    if not runs:
        print(f"error: {args.out}: holds no run yet; `assistant eval` makes one", file=sys.stderr)
        return 1
    console = Console()
    if not console.is_terminal:
        console.width = max(console.width, 18 + 12 * len(runs))
    console.print(history(runs))
    console.print(hint(), markup=False, highlight=False, soft_wrap=True)
    return 0
