"""Ask every question of the eval set and judge the answers: ``python -m evals``."""

from __future__ import annotations

import argparse
import hashlib
import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from platformdirs import user_cache_path
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

import assistant
from assistant import Answer, Assistant, AssistantError, Settings
from assistant.adapters import weights
from assistant.core.knowledge import Knowledge
from assistant.settings import LOCAL_MODEL, NO_MODEL
from assistant.types import Turn
from evals.cases import CATEGORIES, HERE, SETS, SPLITS, Case, CaseError, load_cases
from evals.failures import reason
from evals.judge import citation_faults, judge
from evals.report import Record, read_records, show, show_failures, tally

RUNS = HERE / "runs"
_DIGESTED = (".py", ".json", ".jsonl", ".md", ".txt", ".html")
_WIDTH = 100  # columns of a table that goes to a file


class Bot(Protocol):
    """What a run needs of an assistant."""

    @property
    def knowledge(self) -> Knowledge | None: ...
    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer: ...
    def close(self) -> None: ...


MakeBot = Callable[[str, Path | None], Bot]
"""Makes an assistant for a model's name and a knowledge folder (None: the one that ships)."""


def make_assistant(model: str, knowledge: Path | None) -> Assistant:
    """An assistant as it ships, ready to answer; its index is kept between runs."""
    values: dict[str, Any] = {"model": model, "data_dir": data_dir()}
    if knowledge is not None:
        values["knowledge"] = knowledge
    bot = Assistant(Settings(**values))
    bot.warm()
    return bot


def data_dir() -> Path:
    """Where the indexes of the evals are kept, apart from the user's own."""
    return user_cache_path("talent-war-assistant") / "evals"


def run_cases(
    cases: Sequence[Case], model: str, make: MakeBot = make_assistant
) -> Iterator[Record]:
    """Ask and judge each case, with one assistant for each knowledge folder."""
    for knowledge in dict.fromkeys(case.knowledge for case in cases):
        with closing(make(model, knowledge)) as bot:
            for case in cases:
                if case.knowledge == knowledge:
                    began = time.perf_counter()
                    answer = bot.ask(case.question, history=list(case.history))
                    seconds = time.perf_counter() - began
                    yield record_of(case, answer, seconds, bot.knowledge)


def record_of(case: Case, answer: Answer, seconds: float, knowledge: Knowledge | None) -> Record:
    """What is kept of a case and its answer, ready for JSON."""
    told = answer.to_dict()
    verdict = judge(case, answer)
    kept = ("route", "confidence", "abstained", "citations", "evidence", "claims", "timings")
    return {
        **{k: v for k, v in asdict(case).items() if k != "paragraphs"},
        "answer": answer.text,
        "verdict": verdict,
        "reason": reason(case, answer, verdict, knowledge),
        "faults": citation_faults(answer),
        **{k: told[k] for k in kept},
        "notices": list(answer.notices),
        "seconds": round(seconds, 4),
    }


def write_run(
    cases: Sequence[Case], model: str, path: Path, console: Console, make: MakeBot = make_assistant
) -> list[Record]:
    """Run the cases, one JSON line for each in ``path`` as it comes; returns the records.

    Cases that the file holds already, from an interrupted run of the same, are not asked again.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    made_by = digests(model)
    kept = read_records(path) if path.exists() else []
    records = [r for r in kept if r.get("made_by") == made_by]
    done = {r["id"] for r in records}
    cases = [case for case in cases if case.id not in done]
    columns = (
        TextColumn("{task.fields[model]}", markup=False),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[tally]}", markup=False),
    )
    with path.open("a", encoding="utf-8") as file, Progress(*columns, console=console) as bar:
        task = bar.add_task("", total=len(cases), model=model, tally="getting ready")
        for record in run_cases(cases, model, make):
            record["made_by"] = made_by
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            file.flush()
            records.append(record)
            bar.update(task, advance=1, tally=tally(records))
    return records


def digests(model: str) -> dict[str, str]:
    """What the verdicts depend on: the same digests, the same verdicts."""
    settings = Settings(model=model)
    return {
        "model": model,
        "knowledge": _digest(settings.knowledge),
        "prompts": _digest(settings.prompts),
        "program": _digest(Path(assistant.__file__).parent),
        "version": assistant.__version__,
    }


def _digest(folder: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.suffix in _DIGESTED and p.is_file()):
        whole.update(str(path.relative_to(folder)).encode() + b"\0" + path.read_bytes())
    return whole.hexdigest()[:16]


def models_to_run(named: str | None) -> list[str]:
    """The model that was named; else none, and the local one if it is on this machine."""
    if named:
        return [named]
    local = weights.status(weights.QWEN_CODER_1_5B, Settings().cache_dir)
    return [NO_MODEL, LOCAL_MODEL] if local.verified else [NO_MODEL]


def chosen_cases(args: argparse.Namespace) -> list[Case]:
    """The cases that the arguments select; a sample is the same for the same seed."""
    sets = SETS if args.set == "all" else (args.set,)
    splits = SPLITS if args.split == "all" else (args.split,)
    cases = load_cases(sets=sets, splits=splits)
    cases = [c for c in cases if not args.category or c.category in args.category]
    if args.sample is None or args.sample >= len(cases):
        return cases
    kept = set(random.Random(args.seed).sample(range(len(cases)), args.sample))
    return [c for n, c in enumerate(cases) if n in kept]


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument("--split", choices=[*SPLITS, "all"], default="all")
    parser.add_argument("--set", choices=[*SETS, "all"], default="all")
    parser.add_argument("--category", choices=CATEGORIES, action="append", help="may be repeated")
    parser.add_argument(
        "--model", help="none, local or provider:name; default: none, then local if it is here"
    )
    parser.add_argument("--sample", type=_positive, metavar="N", help="ask only N of the cases")
    parser.add_argument("--seed", type=int, default=0, metavar="S", help="of the sample")
    parser.add_argument("--show-failures", action="store_true", help="print what is not right")
    parser.add_argument(
        "--resume", type=Path, metavar="FILE", help="go on with the records of an interrupted run"
    )
    parser.add_argument("--out", type=Path, default=RUNS, metavar="DIR", help="of the records")
    return parser.parse_args(argv)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def run_path(folder: Path, model: str) -> Path:
    """Such as ``evals/runs/20260704-101500-openai-gpt-5-mini.jsonl``."""
    name = "".join(c if c.isalnum() or c in ".-" else "-" for c in model)
    return folder / f"{datetime.now().astimezone():%Y%m%d-%H%M%S}-{name}.jsonl"


def main(argv: Sequence[str] | None = None, make: MakeBot = make_assistant) -> int:
    """Run, print the tables and say where the records are; 1 if it could not be done."""
    args = arguments(argv)
    console = Console()
    if not console.is_terminal:
        console.width = max(console.width, _WIDTH)
    try:
        cases = chosen_cases(args)
        for model in models_to_run(args.model):
            path = args.resume or run_path(args.out, model)
            records = write_run(cases, model, path, Console(stderr=True), make)
            if args.show_failures:
                show_failures(records, console)
            show(records, model, console)
            console.print(f"Records: {path}", highlight=False, soft_wrap=True)
    except (AssistantError, CaseError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0
