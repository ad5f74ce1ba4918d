"""Ask this assistant and its peers the same cases: ``python -m evals.peers``."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from assistant import AssistantError, Settings
from assistant.adapters.embedder import MiniLMEmbedder
from assistant.build import knowledge_of
from evals.cases import CATEGORIES, Case, CaseError, load_cases
from evals.peers import bare, langchain_rag, ours, paper_qa, results
from evals.peers.base import MODEL, Entry, Shared, digest_of, sources_of
from evals.peers.run import run, sample
from evals.report import Record, tally
from evals.run import RUNS, data_dir, digests

ENTRIES = (ours.WITH_MODEL, ours.WITHOUT_MODEL, langchain_rag.ENTRY, paper_qa.ENTRY, bare.ENTRY)
_RESULTS = Path(__file__).with_name("results.json")
_WIDTH = 120


def made_by(entry: Entry, shared: Shared) -> dict[str, object]:
    """What a system's answers depend on."""
    kept: dict[str, object] = {
        "limit": shared.limit,
        "setting": entry.setting,
        "sources": digest_of(shared.sources),
        "versions": dict(entry.versions),
    }
    if entry.assistant:
        kept |= digests(entry.assistant)
    return kept


def about(args: argparse.Namespace, cases: Sequence[Case]) -> dict[str, Any]:
    """What was run, when and where."""
    return {
        "date": f"{datetime.now().astimezone():%Y-%m-%d}",
        "per_category": args.per_category,
        "seed": args.seed,
        "cases": len(cases),
        "limit_seconds": args.limit,
        "model": MODEL.name,
        "embedder": MiniLMEmbedder.name,
        "machine": f"{os.cpu_count()} cores ({platform.machine()})",
        "python": platform.python_version(),
    }


def run_all(
    chosen: Sequence[Entry], cases: Sequence[Case], args: argparse.Namespace, console: Console
) -> Mapping[str, list[Record]]:
    """The records of each system, one system after another."""
    settings = Settings(data_dir=data_dir())
    shared = Shared(settings, sources_of(knowledge_of(settings)), args.limit)
    made = {entry.name: made_by(entry, shared) for entry in chosen}  # all are installed
    columns = (
        TextColumn("{task.fields[system]}", markup=False),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[tally]}", markup=False),
    )
    found: dict[str, list[Record]] = {}
    with Progress(*columns, console=console) as bar:
        for entry in chosen:
            task = bar.add_task("", total=len(cases), system=entry.title, tally="")
            show = partial(_show, bar, task, [])
            records = run(entry, shared, cases, args.records, made[entry.name], show)
            bar.update(task, completed=len(cases), tally=tally(records))
            found[entry.name] = records
    return found


def _show(bar: Progress, task: TaskID, new: list[Record], record: Record) -> None:
    new.append(record)
    bar.update(task, advance=1, tally=tally(new))


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals.peers", description=__doc__)
    add = parser.add_argument
    add("--per-category", type=_positive, default=4, metavar="N", help="cases of each category")
    add("--seed", type=int, default=0, metavar="S", help="of the sample")
    add("--limit", type=_positive, default=300, metavar="SECONDS", help="for one answer")
    add(
        "--system",
        choices=[e.name for e in ENTRIES],
        action="append",
        help="may be repeated; default: all",
    )
    add("--category", choices=CATEGORIES, action="append", help="may be repeated; default: all")
    add("--records", type=Path, default=RUNS / "peers.jsonl", help="kept, and gone on with")
    add(
        "--results",
        type=Path,
        metavar="FILE",
        help="where the numbers go; default: results.json here, if all systems were run",
    )
    return parser.parse_args(argv)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def main(argv: Sequence[str] | None = None) -> int:
    """Run, save the numbers and print them; 1 if it could not be done."""
    args = arguments(argv)
    console = Console()
    if not console.is_terminal:
        console.width = max(console.width, _WIDTH)
    try:
        cases = load_cases(sets=("article", "public"), splits=("test",))
        cases = sample(cases, args.per_category, args.seed)
        cases = [c for c in cases if not args.category or c.category in args.category]
        chosen = [e for e in ENTRIES if not args.system or e.name in args.system]
        records = run_all(chosen, cases, args, Console(stderr=True))
        found = results.results(records, chosen, about(args, cases))
        whole = None if args.system or args.category else _RESULTS
        if path := args.results or whole:
            results.save(found, path)
    except (AssistantError, CaseError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except ModuleNotFoundError as error:
        print(f"error: {error}; `make bench-peers` installs what it needs", file=sys.stderr)
        return 1
    console.print(results.table(found))
    print(results.markdown(found))
    return 0
