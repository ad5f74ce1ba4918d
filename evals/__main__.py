"""``assistant eval``, which is also ``python -m evals``."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console

from assistant import AssistantError
from evals import tracking
from evals.cases import CaseError
from evals.cli import COMMANDS, arguments, chosen_cases, models_to_run
from evals.compare import RunError, baseline, compare, find_run, gate, read_run, show_flips
from evals.report import Record, show, show_failures
from evals.run import MakeBot, default_workers, make_assistant, run_path, write_run

_WIDTH = 130  # columns of a table that goes to a file


def main(argv: Sequence[str] | None = None, make: MakeBot = make_assistant) -> int:
    """Do an eval run, or the other command that the first argument names.

    Returns the exit code: 1 if it could not be done, or if the gate is shut.
    """
    given = list(sys.argv[1:] if argv is None else argv)
    try:
        if given and given[0] in COMMANDS:
            module = importlib.import_module(COMMANDS[given[0]].module)
            code: int = module.main(given[1:])
            return code
        return _run(arguments(given), make)
    except ModuleNotFoundError as error:
        print(f"error: {_missing(error)}", file=sys.stderr)
    except (AssistantError, CaseError, RunError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
    return 1


def _run(args: argparse.Namespace, make: MakeBot) -> int:
    console = Console()
    if not console.is_terminal:
        console.width = max(console.width, _WIDTH)
    cases, models = chosen_cases(args), models_to_run(args)
    earlier = read_run(find_run(args.compare, args.out)) if args.compare else None
    for model in models:
        path = args.resume or run_path(args.out, model)
        workers = args.workers or default_workers(model)
        records = write_run(cases, model, path, Console(stderr=True), make, workers)
        if args.show_failures:
            show_failures(records, console)
        show(records, model, console)
        _keep(args, records, model, path, console)
        if earlier is not None:
            flips = compare(earlier, {r["id"]: r for r in records})
            show_flips(flips, console)
            if args.gate:
                gate(flips)
    if not args.no_tracking:
        console.print(tracking.hint(), markup=False, highlight=False, soft_wrap=True)
    return 0


def _keep(
    args: argparse.Namespace, records: list[Record], model: str, path: Path, console: Console
) -> None:
    """Write and log what the arguments ask for, and say where it is."""

    def say(what: str, where: object) -> None:
        console.print(f"{what}: {where}", markup=False, highlight=False, soft_wrap=True)

    say("Records", path)
    try:
        from evals.page import write_page
    except ModuleNotFoundError as error:
        if args.report:
            raise
        say("Page not written", _missing(error))
    else:
        page = args.report or path.with_suffix(".html")
        write_page(records, page, model)
        say("Page", page)
    if args.markdown:
        from evals.markdown import markdown

        say("Markdown", _written(args.markdown, markdown(records, model)))
    if args.save_baseline:
        say("Baseline", _written(args.save_baseline, baseline(records)))
    if not args.no_tracking:
        chosen = {name: getattr(args, name) for name in ("set", "split", "category", "sample")}
        problem = tracking.log_run(path.stem, records, chosen)
        if problem:
            say("Run not tracked", problem)


def _written(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _missing(error: ModuleNotFoundError) -> str:
    return f"{error.name} is not installed; pip install '.[evals]'"


if __name__ == "__main__":
    sys.exit(main())
