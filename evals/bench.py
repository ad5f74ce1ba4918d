"""How fast it is: answers from facts, the first answer of a process, indexing (``make bench``)."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from rich.box import SIMPLE
from rich.console import Console
from rich.progress import track
from rich.table import Table

from assistant import Assistant, AssistantError, Settings
from assistant.settings import NO_MODEL
from evals.cases import Case, CaseError, load_cases
from evals.report import percentile
from evals.run import data_dir

QUESTION = "Who did Meta hire from Apple?"
_WARM_UP = 20  # questions asked before the clock counts
_FIRST = """
import sys
from assistant import Assistant, Settings
with Assistant(Settings(model="none", data_dir=sys.argv[1])) as bot:
    print(bot.ask(sys.argv[2]).text, flush=True)
"""


def facts_seconds(bot: Assistant, cases: list[Case], console: Console) -> list[float]:
    """Seconds of each answer that comes from facts, the assistant being warm."""
    bot.warm()
    for case in cases[:_WARM_UP]:
        bot.ask(case.question, list(case.history))
    taken = []
    for case in track(cases, "Asking", console=console):
        began = time.perf_counter()
        answer = bot.ask(case.question, list(case.history))
        if answer.route == "facts":
            taken.append(time.perf_counter() - began)
    return taken


def first_answer_seconds(folder: Path) -> float:
    """From the start of a process to its first answer, the index in ``folder`` being there."""
    began = time.perf_counter()
    command = [sys.executable, "-c", _FIRST, str(folder), QUESTION]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        taken = time.perf_counter() - began
        process.stdout.read()
    if process.returncode or not line.strip():
        raise AssistantError(f"the first answer did not come (exit status {process.returncode})")
    return taken


def passages_per_second(bot: Assistant) -> tuple[int, float]:
    """Passages in all, and how many are indexed in a second into an empty index.

    Their sentences and the facts are part of the work, as in real use; loading the embedding
    model is not: the clock starts with the first batch done.
    """
    marks: list[tuple[int, float]] = []
    bot.index(progress=lambda done, _: marks.append((done, time.perf_counter())))
    batches = [mark for mark in marks if mark[0]]
    (done, began), (total, ended) = batches[0], batches[-1]
    passages = len(bot.knowledge.passages)
    return passages, passages * (total - done) / total / (ended - began)


def measure(console: Console) -> Table:
    """All three, without a chat model."""
    cases = load_cases(sets=("article",), splits=("dev",))
    with Assistant(Settings(model=NO_MODEL, data_dir=data_dir())) as bot:
        taken = facts_seconds(bot, cases, console)
    first = first_answer_seconds(data_dir())
    with (
        tempfile.TemporaryDirectory() as folder,
        Assistant(Settings(model=NO_MODEL, data_dir=Path(folder))) as bot,
    ):
        passages, rate = passages_per_second(bot)
    table = Table(
        title="Speed, without a chat model", title_justify="left", show_header=False, box=SIMPLE
    )
    p50, p95 = 1000 * percentile(taken, 0.5), 1000 * percentile(taken, 0.95)
    table.add_row("answers from facts", f"{len(taken)} of {len(cases)} questions")
    table.add_row("an answer from facts, p50 / p95", f"{p50:.0f} ms / {p95:.0f} ms")
    table.add_row("process start to first answer", f"{first:.2f} s")
    table.add_row(
        f"indexing ({passages} passages with sentences and facts)", f"{rate:.1f} a second"
    )
    return table


def main() -> int:
    try:
        Console().print(measure(Console(stderr=True)))
    except (AssistantError, CaseError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
