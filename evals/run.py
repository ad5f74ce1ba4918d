"""Ask the questions of the eval set, judge the answers, keep a record of each."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing
from dataclasses import asdict
from datetime import datetime
from functools import partial
from itertools import count
from pathlib import Path
from typing import Any, Protocol

from langchain_core.callbacks import get_usage_metadata_callback
from platformdirs import user_cache_path
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

import assistant
from assistant import Answer, Assistant, Settings
from assistant.core.knowledge import Knowledge
from assistant.settings import NO_MODEL
from assistant.types import Turn
from evals.cases import HERE, Case
from evals.failures import reason
from evals.judge import citation_faults, judge
from evals.report import Record, read_records, tally

RUNS = HERE / "runs"
_DIGESTED = (".py", ".json", ".jsonl", ".md", ".txt", ".html", ".tsv")


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


def default_workers(model: str) -> int:
    """Threads that ask at once: a chat model keeps all processors busy by itself."""
    if model != NO_MODEL:
        return 1
    here = getattr(os, "sched_getaffinity", None)  # not on every system
    return len(here(0)) if here else os.cpu_count() or 1


def run_cases(
    cases: Sequence[Case], model: str, make: MakeBot = make_assistant, workers: int = 1
) -> Iterator[Record]:
    """Ask and judge each case, with one assistant for each knowledge folder.

    The assistant is asked from several threads if there are several workers; records then come
    in the order in which the answers do.
    """
    for knowledge in dict.fromkeys(case.knowledge for case in cases):
        own = [case for case in cases if case.knowledge == knowledge]
        with closing(make(model, knowledge)) as bot:
            yield from _as_answered(partial(_asked, bot), own, workers)


def _as_answered(
    ask: Callable[[Case], Record], cases: Sequence[Case], workers: int
) -> Iterator[Record]:
    if workers == 1:
        yield from map(ask, cases)
        return
    with ThreadPoolExecutor(workers) as pool:
        try:
            for done in as_completed([pool.submit(ask, case) for case in cases]):
                yield done.result()
        finally:
            pool.shutdown(cancel_futures=True)  # of an interrupted run nothing more is asked


def _asked(bot: Bot, case: Case) -> Record:
    began = time.perf_counter()
    with get_usage_metadata_callback() as usage:
        answer = bot.ask(case.question, history=list(case.history))
    record = record_of(case, answer, time.perf_counter() - began, bot.knowledge)
    used = usage.usage_metadata.values()
    record["tokens"] = {
        "input": sum(u["input_tokens"] for u in used),
        "output": sum(u["output_tokens"] for u in used),
    }
    return record


def record_of(case: Case, answer: Answer, seconds: float, knowledge: Knowledge | None) -> Record:
    """What is kept of a case and its answer, ready for JSON."""
    told = answer.to_dict()
    verdict = judge(case, answer)
    kept = ("route", "confidence", "abstained", "citations", "evidence", "claims", "timings")
    return {
        **asdict(case),
        "answer": answer.text,
        "verdict": verdict,
        "reason": reason(case, answer, verdict, knowledge),
        "faults": citation_faults(answer),
        **{k: told[k] for k in kept},
        "notices": list(answer.notices),
        "seconds": round(seconds, 4),
    }


def write_run(
    cases: Sequence[Case],
    model: str,
    path: Path,
    console: Console,
    make: MakeBot = make_assistant,
    workers: int = 1,
) -> list[Record]:
    """Run the cases, one JSON line for each in ``path`` as it comes.

    Cases that the file holds already, from an interrupted run of the same, are not asked again.
    Returns the records in the order of the cases.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    made_by = digests(model)
    kept = read_records(path) if path.exists() else []
    records = [r for r in kept if r.get("made_by") == made_by]
    done = {r["id"] for r in records}
    left = [case for case in cases if case.id not in done]
    columns = (
        TextColumn("{task.fields[model]}", markup=False),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[tally]}", markup=False),
    )
    with path.open("a", encoding="utf-8") as file, Progress(*columns, console=console) as bar:
        task = bar.add_task("", total=len(left), model=model, tally="getting ready")
        for record in run_cases(left, model, make, workers):
            record |= {"made_by": made_by, "workers": workers}
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
            file.flush()
            records.append(record)
            bar.update(task, advance=1, tally=tally(records))
    places = {case.id: place for place, case in enumerate(cases)}
    return sorted(records, key=lambda record: places.get(record["id"], -1))


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


def run_path(folder: Path, model: str) -> Path:
    """A new file, such as ``evals/runs/20260704-101500-openai-gpt-5-mini.jsonl``."""
    name = "".join(c if c.isalnum() or c in ".-" else "-" for c in model)
    stem = f"{datetime.now().astimezone():%Y%m%d-%H%M%S}-{name}"
    tries = (folder / f"{stem}{f'-{n}' if n > 1 else ''}.jsonl" for n in count(1))
    return next(path for path in tries if not path.exists())
