"""The arguments of an eval run, and the cases and models that they choose."""

from __future__ import annotations

import argparse
import random
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from assistant import Settings
from assistant.adapters import weights
from assistant.settings import LOCAL_MODEL, NO_MODEL
from evals.cases import CATEGORIES, SETS, SPLITS, Case, CaseError, load_cases
from evals.compare import RunError
from evals.run import RUNS

_OF_ONE_MODEL = ("compare", "resume", "report", "markdown", "save_baseline")


class Command(NamedTuple):
    """A command beside the run; ``module.main`` takes its arguments and returns an exit code."""

    module: str
    text: str


COMMANDS = {
    "new": Command("evals.new", "write new cases, or drafts of them from the chat's feedback"),
    "history": Command("evals.tracking", "accuracy of the last runs, by category"),
    "compare": Command("evals.compare", "what flipped between two runs"),
    "benchmarks": Command("evals.benchmarks", "the general parts on public benchmarks"),
}


def arguments(argv: Sequence[str]) -> argparse.Namespace:
    """The arguments of a run. Exits with 2 where they are not usable."""
    others = "\n".join(f"  {name:<12} {command.text}" for name, command in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="assistant eval",
        description="Ask every question of the eval set and judge the answers.",
        epilog=f"other commands, with a --help of their own:\n{others}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_case_options(parser.add_argument_group("which questions"))
    _add_run_options(parser.add_argument_group("the run"))
    _add_result_options(parser.add_argument_group("what comes of it"))
    args = parser.parse_args(argv)
    if args.gate and not args.compare:
        parser.error("--gate goes with --compare RUN")
    return args


def _add_case_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--split", choices=[*SPLITS, "all"], default="all")
    group.add_argument("--set", choices=[*SETS, "all"], default="all")
    group.add_argument(
        "--category",
        choices=CATEGORIES,
        action="append",
        metavar="NAME",
        help=f"may be repeated; one of {', '.join(CATEGORIES)}",
    )
    group.add_argument("--sample", type=positive, metavar="N", help="ask only N of the cases")
    group.add_argument("--seed", type=int, default=0, metavar="S", help="of the sample")


def _add_run_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument(
        "--model", help="none, local or provider:name; default: none, then local if it is here"
    )
    group.add_argument(
        "--workers",
        type=positive,
        metavar="N",
        help="ask from N threads; verdicts stay the same, the seconds of an answer grow; "
        "default: one, or without a model as many as there are processors",
    )
    group.add_argument(
        "--resume", type=Path, metavar="FILE", help="go on with the records of an interrupted run"
    )
    group.add_argument("--out", type=Path, default=RUNS, metavar="DIR", help="of the records")


def _add_result_options(group: argparse._ArgumentGroup) -> None:
    group.add_argument("--show-failures", action="store_true", help="print what is not right")
    group.add_argument(
        "--report", type=Path, metavar="FILE.html", help="default: beside the records"
    )
    group.add_argument("--markdown", type=Path, metavar="FILE.md", help="for a pull request")
    group.add_argument(
        "--compare", metavar="RUN", help="show what flipped since a run: a file, or a name in DIR"
    )
    group.add_argument(
        "--gate", action="store_true", help="with --compare: fail if a category fell significantly"
    )
    group.add_argument(
        "--save-baseline", type=Path, metavar="FILE", help="write what --compare needs, no more"
    )
    group.add_argument("--no-tracking", action="store_true", help="do not log the run to trackio")


def positive(text: str) -> int:
    """A whole number of at least 1, for argparse."""
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def chosen_cases(args: argparse.Namespace) -> list[Case]:
    """The cases that the arguments select; a sample is the same for the same seed.

    Raises:
        CaseError: there are none.
    """
    sets = SETS if args.set == "all" else (args.set,)
    splits = SPLITS if args.split == "all" else (args.split,)
    cases = load_cases(sets=sets, splits=splits)
    cases = [c for c in cases if not args.category or c.category in args.category]
    if not cases:
        raise CaseError("no case is of this set, split and category; widen one of them")
    if args.sample is None or args.sample >= len(cases):
        return cases
    kept = set(random.Random(args.seed).sample(range(len(cases)), args.sample))
    return [c for n, c in enumerate(cases) if n in kept]


def models_to_run(args: argparse.Namespace) -> list[str]:
    """The model that was named; else none, and the local one if it is on this machine.

    Raises:
        RunError: there are two, and an option that goes with one.
    """
    if args.model:
        return [args.model]
    if not weights.status(weights.QWEN_CODER_1_5B, Settings().cache_dir).verified:
        return [NO_MODEL]
    for name in _OF_ONE_MODEL:
        if getattr(args, name):
            option = name.replace("_", "-")
            raise RunError(f"--{option} is about one model; add --model none or --model local")
    return [NO_MODEL, LOCAL_MODEL]
