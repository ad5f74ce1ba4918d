"""``assistant eval``: its arguments, comparison and gate, reports, tracking, and new cases."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Sequence
from importlib.metadata import EntryPoint, EntryPoints
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from test_evals import ABSTAINED, CASES, Factory, FakeBot, answered

from assistant.__main__ import main as assistant_command
from assistant.errors import ModelCallError
from assistant.types import Answer, Turn
from evals import cases as eval_cases
from evals import new, tracking
from evals.__main__ import main
from evals.cases import load_cases
from evals.report import Record, read_records
from evals.run import write_run

Captured = pytest.CaptureFixture[str]
BY_QUESTION = {case.question: case for case in load_cases()}
WHO = ["--model", "none", "--set", "article", "--split", "dev", "--category", "who"]


class Oracle(FakeBot):
    """Answers every case right."""

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        case = BY_QUESTION[question]
        said = ". ".join(group[0] for group in case.expect)
        return ABSTAINED if case.abstain else answered(f"{said}. [1]")


class Rude(FakeBot):
    """Fails at every question."""

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        raise ModelCallError("the model did not answer")


class Pair(FakeBot):
    """Answers only when two questions are under way."""

    def __init__(self) -> None:
        super().__init__()
        self._both = threading.Barrier(2)

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        self._both.wait(timeout=30)
        return answered()


def oracle(model: str, knowledge: Path | None) -> FakeBot:
    return Oracle()


@pytest.fixture
def runs(tmp_path: Path) -> list[str]:
    """Arguments that keep a run within the test."""
    return ["--out", str(tmp_path / "runs"), "--no-tracking"]


# As a command of the assistant


def test_the_assistant_offers_the_evals(capsys: Captured) -> None:
    for arguments, shown in ((["--help"], "eval"), (["eval", "--help"], "--save-baseline")):
        with pytest.raises(SystemExit) as end:
            assistant_command(arguments)
        assert end.value.code == 0
        assert shown in capsys.readouterr().out


def test_arguments_and_exit_code_go_through(tmp_path: Path, capsys: Captured) -> None:
    assert assistant_command(["eval", "history", "--out", str(tmp_path)]) == 1
    assert f"error: {tmp_path}: holds no run yet" in capsys.readouterr().err


def installed(patch: pytest.MonkeyPatch, module: str) -> None:
    found = EntryPoints([EntryPoint("eval", f"{module}:main", "assistant.commands")])
    patch.setattr("assistant.__main__.entry_points", lambda group: found)


def test_without_the_checkout_one_line_says_where_to_run_it(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    installed(monkeypatch, "gone_with_the_checkout.__main__")
    assert assistant_command(["eval", "--split", "dev"]) == 2
    assert capsys.readouterr().err == (
        "assistant: `assistant eval` comes with the source checkout; run it there\n"
    )


def test_a_library_that_a_command_lacks_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Captured
) -> None:
    (tmp_path / "lacking_command.py").write_text("import no_such_library")
    monkeypatch.syspath_prepend(tmp_path)
    installed(monkeypatch, "lacking_command")
    assert assistant_command(["eval"]) == 1
    assert "no_such_library" in capsys.readouterr().err


def test_a_missing_library_of_a_benchmark_is_named_with_the_way_to_it(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setitem(sys.modules, "evals.benchmarks", None)
    assert main(["benchmarks", "folder"]) == 1
    assert "is not installed; pip install '.[evals]'" in capsys.readouterr().err


def test_two_runs_in_the_same_second_have_files_of_their_own(
    tmp_path: Path, runs: list[str]
) -> None:
    for _ in range(3):
        assert main([*WHO, "--sample", "1", *runs], Factory()) == 0
    assert [len(read_records(p)) for p in (tmp_path / "runs").glob("*.jsonl")] == [1, 1, 1]


# Workers


def test_several_workers_ask_at_the_same_time(tmp_path: Path) -> None:
    cases = [CASES[0], CASES[2]]
    path = tmp_path / "r.jsonl"
    console = Console(quiet=True)
    records = write_run(cases, "none", path, console, lambda model, knowledge: Pair(), workers=2)
    assert [r["verdict"] for r in records] == ["right", "wrong"]


def test_the_result_does_not_depend_on_the_workers(tmp_path: Path) -> None:
    def run(workers: int) -> tuple[list[Record], set[str]]:
        path = tmp_path / f"{workers}.jsonl"
        cases = load_cases(sets=("article",), splits=("dev",))[:60]
        records = write_run(cases, "none", path, Console(quiet=True), Factory(), workers)
        kept = [{**r, "seconds": 0, "workers": 0} for r in records]
        return kept, {str(r["id"]) for r in read_records(path)}

    assert run(1) == run(8)


@pytest.mark.parametrize("workers", ["1", "4"])
def test_a_failing_assistant_ends_the_run_with_its_message(
    runs: list[str], capsys: Captured, workers: str
) -> None:
    bot = Rude()
    assert main([*WHO, *runs, "--workers", workers], lambda model, knowledge: bot) == 1
    assert "error: the model did not answer" in capsys.readouterr().err
    assert bot.closed


# Comparison


def baseline(tmp_path: Path, runs: list[str]) -> Path:
    path = tmp_path / "baseline" / "none.jsonl"
    assert main([*WHO, "--sample", "12", *runs, "--save-baseline", str(path)], oracle) == 0
    return path


def test_a_baseline_holds_what_a_comparison_needs_and_no_more(
    tmp_path: Path, runs: list[str]
) -> None:
    kept = read_records(baseline(tmp_path, runs))
    assert len(kept) == 12
    assert {tuple(r) for r in kept} == {("id", "category", "question", "verdict", "answer")}


def test_the_gate_is_shut_where_a_category_fell(
    tmp_path: Path, runs: list[str], capsys: Captured
) -> None:
    compare = [*WHO, "--sample", "12", *runs, "--compare", str(baseline(tmp_path, runs))]
    assert main([*compare, "--gate"], oracle) == 0
    assert "became wrong:" not in capsys.readouterr().out
    assert main(compare, Factory()) == 0
    assert "became wrong:" in capsys.readouterr().out
    assert main([*compare, "--gate"], Factory()) == 1
    assert "error: accuracy fell significantly: who" in capsys.readouterr().err


def test_a_run_is_compared_by_its_name(tmp_path: Path, runs: list[str], capsys: Captured) -> None:
    earlier = tmp_path / "runs" / "earlier.jsonl"
    assert main([*WHO, "--sample", "3", *runs, "--resume", str(earlier)], Factory()) == 0
    assert main([*WHO, "--sample", "3", *runs, "--compare", "earlier"], oracle) == 0
    assert "became right:" in capsys.readouterr().out


def test_runs_over_other_questions_are_not_compared(
    tmp_path: Path, runs: list[str], capsys: Captured
) -> None:
    other = ["--model", "none", "--category", "why", "--sample", "2", *runs]
    assert main([*other, "--compare", str(baseline(tmp_path, runs)), "--gate"], oracle) == 1
    assert "no question in common" in capsys.readouterr().err


def test_a_changed_question_is_no_flip(tmp_path: Path, runs: list[str], capsys: Captured) -> None:
    path = baseline(tmp_path, runs)
    kept = read_records(path)
    kept[0] |= {"question": "Another?", "verdict": "wrong"}
    path.write_text("\n".join(map(json.dumps, kept)))
    assert main([*WHO, "--sample", "12", *runs, "--compare", str(path)], oracle) == 0
    assert "became right:" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--compare", "no-such-run"], "no-such-run: no such file, and no such run in"),
        (["--set", "folder", "--category", "ledger"], "no case is of this set"),
    ],
)
def test_unusable_arguments_are_named(
    runs: list[str], capsys: Captured, arguments: list[str], says: str
) -> None:
    assert main(["--model", "none", *arguments, *runs], Factory()) == 1
    assert says in capsys.readouterr().err


def test_a_gate_without_a_comparison_is_wrong_usage(capsys: Captured) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--gate"], Factory())
    assert end.value.code == 2
    assert "--gate goes with --compare" in capsys.readouterr().err


def both_models(patch: pytest.MonkeyPatch) -> None:
    class Verified:
        verified = True

    patch.setattr("assistant.adapters.weights.status", lambda *_: Verified)


def test_what_is_about_one_model_asks_for_it(
    monkeypatch: pytest.MonkeyPatch, runs: list[str], capsys: Captured
) -> None:
    both_models(monkeypatch)
    assert main(["--markdown", "report.md", *runs], Factory()) == 1
    assert "--markdown is about one model; add --model" in capsys.readouterr().err


# Reports


def test_reports_are_written(tmp_path: Path, runs: list[str]) -> None:
    few = [*WHO, "--sample", "3", *runs]
    assert main(few, Factory()) == 0
    (records,) = (tmp_path / "runs").glob("*.jsonl")
    assert "<html" in records.with_suffix(".html").read_text(encoding="utf-8")
    page, text = tmp_path / "here" / "page.html", tmp_path / "there" / "report.md"
    assert main([*few, "--report", str(page), "--markdown", str(text)], Factory()) == 0
    assert "<html" in page.read_text(encoding="utf-8")
    assert "model none" in text.read_text(encoding="utf-8")


def test_a_run_goes_on_without_the_libraries_of_its_page(
    monkeypatch: pytest.MonkeyPatch, runs: list[str], capsys: Captured
) -> None:
    monkeypatch.setitem(sys.modules, "evals.page", None)
    few = [*WHO, "--sample", "3", *runs]
    assert main(few, Factory()) == 0
    assert "Page not written: " in capsys.readouterr().out
    assert main([*few, "--report", "wanted.html"], Factory()) == 1
    assert "pip install '.[evals]'" in capsys.readouterr().err


# Tracking

LISTEN = """
import os, sys
def hear(event, arguments):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.bind"):
        with open(os.environ["HEARD"], "a") as file:
            print(event, arguments, file=file)
sys.addaudithook(hear)
"""
QUERY = """
import json, sys, trackio
(run,) = trackio.Api().runs(sys.argv[1])
print(json.dumps({"name": run.name, "config": run.config}))
"""


def tracked() -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-c", QUERY, tracking.PROJECT],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "TRACKIO_DIR": str(tracking.store()), "HF_HUB_OFFLINE": "1"},
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_a_run_is_tracked_on_this_machine_alone(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Captured
) -> None:
    pytest.importorskip("trackio")
    (tmp_path / "sitecustomize.py").write_text(LISTEN)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setenv("HEARD", str(tmp_path / "heard.txt"))
    # With these, trackio would log to a server and ask a hub for the user's name.
    monkeypatch.setenv("TRACKIO_SERVER_URL", "http://127.0.0.1:9/?write_token=x")
    monkeypatch.setenv("HF_TOKEN", "hf_not_a_token")
    assert main([*WHO, "--sample", "3", "--out", str(tmp_path / "runs")], Factory()) == 0
    shown = capsys.readouterr().out
    assert "not tracked" not in shown
    assert "trackio show --project talent-war-assistant" in shown
    assert not (tmp_path / "heard.txt").exists()
    run = tracked()
    (records,) = (tmp_path / "runs").glob("*.jsonl")
    assert run["name"] == records.stem
    assert {"model": "none", "set": "article", "split": "dev"}.items() <= run["config"].items()
    assert "knowledge" in run["config"]


def test_metrics_are_accuracy_by_category_verdicts_and_seconds_by_route(tmp_path: Path) -> None:
    records = write_run(CASES, "none", tmp_path / "r.jsonl", Console(quiet=True), Factory())
    records = [{**r, "seconds": 2.0} for r in records]
    found = tracking.metrics(records)
    assert found["accuracy/all"] == 0.75
    assert found["accuracy/number"] == 0
    assert (found["cases/all"], found["cases/who"]) == (4, 2)
    assert (found["verdicts/right"], found["verdicts/wrong"]) == (3, 1)
    assert (found["seconds/facts/p50"], found["seconds/facts/p95"]) == (2.0, 2.0)


def test_a_store_that_cannot_be_written_is_told(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Captured
) -> None:
    pytest.importorskip("trackio")
    (tmp_path / "cache").write_text("a file")
    assert main([*WHO, "--sample", "3", "--out", str(tmp_path / "runs")], Factory()) == 0
    assert "Run not tracked: trackio failed" in capsys.readouterr().out


def test_without_trackio_a_run_works_and_says_once_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Captured
) -> None:
    both_models(monkeypatch)
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    argv = ["--category", "why", "--sample", "2", "--out", str(tmp_path / "runs")]
    assert main(argv, Factory()) == 0
    assert capsys.readouterr().out.count("To track runs") == 1
    assert not tracking.store().exists()


def test_history_shows_the_last_runs_by_category(
    tmp_path: Path, runs: list[str], capsys: Captured
) -> None:
    folder = tmp_path / "runs"
    few = ["--model", "none", "--set", "article", "--category", "who", "--sample", "4"]
    for name, make in (("20260704-101500-none", oracle), ("20260705-101500-none", Factory())):
        assert main([*few, *runs, "--resume", str(folder / f"{name}.jsonl")], make) == 0
    (folder / "20260706-101500-none.jsonl").write_text("")
    capsys.readouterr()
    assert main(["history", "--out", str(folder)]) == 0
    shown = capsys.readouterr().out
    assert shown.index("2026-07-04") < shown.index("2026-07-05")
    assert "2026-07-06" not in shown
    (who,) = (line.split() for line in shown.splitlines() if "who" in line)
    assert who[1] == "100.0"
    assert float(who[2]) < 100
    assert main(["history", "--out", str(folder), "--last", "1"]) == 0
    assert "2026-07-04" not in capsys.readouterr().out
    assert main(["history", "--out", str(folder), "--model", "local"]) == 1


# New cases


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the cases, to be changed."""
    return Path(shutil.copytree(eval_cases.CASES, tmp_path / "cases"))


def feedback(path: Path, *lines: tuple[str, str, str]) -> list[str]:
    answer = {"text": "It was Wang.", "route": "facts"}
    told = [
        {"exchange": e, "verdict": v, "question": q, "answer": answer, "time": "2026-07-04"}
        for e, v, q in lines
    ]
    path.write_text("\n".join(map(json.dumps, told)) + "\n")
    return ["--feedback", str(path)]


def drafts(folder: Path) -> list[dict[str, Any]]:
    lines = (folder / "drafts.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_a_thumbs_down_becomes_a_draft_with_what_to_fill_in(
    tmp_path: Path, folder: Path, capsys: Captured
) -> None:
    told = feedback(tmp_path / "f.jsonl", ("a1", "down", "Who left?"), ("b2", "up", "Why?"))
    assert new.main(told, folder) == 0
    (draft,) = drafts(folder)
    assert draft.items() >= {"id": "chat-a1", "category": "who", "question": "Who left?"}.items()
    assert draft["expect"] == []
    shown = capsys.readouterr().out
    for part in ("Who left?", "It was Wang.", "expect", "article-dev.jsonl"):
        assert part in shown


def test_the_last_verdict_counts(tmp_path: Path, folder: Path) -> None:
    lines = [("a", "down", "A?"), ("b", "up", "B?"), ("a", "up", "A?"), ("b", "down", "B?")]
    assert new.main(feedback(tmp_path / "f.jsonl", *lines), folder) == 0
    assert [d["question"] for d in drafts(folder)] == ["B?"]


def test_an_exchange_is_drafted_once_also_when_it_has_become_a_case(
    tmp_path: Path, folder: Path, capsys: Captured
) -> None:
    told = feedback(tmp_path / "f.jsonl", ("a", "down", "Who left?"), ("b", "down", "Who came?"))
    assert new.main(told, folder) == 0
    first, second = drafts(folder)
    (folder / "drafts.jsonl").write_text(json.dumps(second) + "\n")
    with (folder / "article-dev.jsonl").open("a", encoding="utf-8") as file:
        file.write(json.dumps({**first, "expect": [["Pang"]]}) + "\n")
    assert new.main(told, folder) == 0
    assert "0 new drafts" in capsys.readouterr().out
    assert drafts(folder) == [second]
    assert load_cases(folder=folder, sets=("article",), splits=("dev",))[-1].id == "chat-a"


def test_a_broken_line_of_feedback_is_named_and_left_out(
    tmp_path: Path, folder: Path, capsys: Captured
) -> None:
    told = feedback(tmp_path / "f.jsonl", ("a", "down", "Who left?"))
    with (tmp_path / "f.jsonl").open("a") as file:
        file.write('{"exchange": "b", "verd')
    assert new.main(told, folder) == 0
    assert len(drafts(folder)) == 1
    assert "f.jsonl:2: not a verdict" in capsys.readouterr().err


def test_feedback_that_is_not_there_is_named(folder: Path, capsys: Captured) -> None:
    assert new.main([], folder) == 1
    assert "feedback.jsonl: cannot be read" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("question", "category"),
    [
        ("Who left?", "who"),
        ("whose idea was it", "who"),
        ("How many people left?", "number"),
        ("When did he go?", "when"),
        ("Why?", "why"),
        ("How did he go?", "what"),
        ("Whoever left, when did he go?", "what"),
    ],
)
def test_a_category_is_guessed_where_the_question_word_is_certain(
    question: str, category: str
) -> None:
    assert new.guessed_category(question) == category


def test_a_complete_case_is_added_in_one_line(folder: Path, capsys: Captured) -> None:
    before = load_cases(folder=folder)
    argv = ["Who signed the paper?", "--expect", "Pang | Ruoming", "--expect", "Wang"]
    assert new.main([*argv, "--history", "Hi", "Hello."], folder) == 0
    (added,) = (c for c in load_cases(folder=folder) if c not in before)
    assert added.expect == (("Pang", "Ruoming"), ("Wang",))
    assert added.history == (("user", "Hi"), ("assistant", "Hello."))
    assert (added.set, added.split, added.category) == ("article", "dev", "who")
    assert added.id in capsys.readouterr().out


def test_a_case_that_the_sources_do_not_tell_abstains(folder: Path) -> None:
    argv = ["Who signed it?", "--category", "not_in_sources", "--set", "public", "--split", "test"]
    assert new.main(argv, folder) == 0
    added = load_cases(folder=folder, sets=("public",), splits=("test",))[-1]
    assert added.abstain
    assert not added.expect


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["Who signed it?"], "needs --expect"),
        (["Who signed it?", "--expect", "a|"], "'expect' must be"),
        (["Who signed it?", "--expect", "?"], "neither a word nor a number"),
        (["Who signed it?", "--expect", "Pang", "--reject", "Pang"], "no answer can be right"),
        (["Who signed it?", "--expect", "Pang", "--set", "folder"], "'folder' goes with"),
        (["Who signed it?", "--expect", "x", "--category", "not_in_sources"], "'expect' goes"),
        (["who did meta hire from apple", "--expect", "Pang"], "is there already, as d-who-001"),
    ],
)
def test_an_unsound_case_is_refused_and_nothing_is_written(
    folder: Path, capsys: Captured, argv: list[str], says: str
) -> None:
    before = {path: path.read_bytes() for path in folder.iterdir()}
    assert new.main(argv, folder) == 1
    assert says in capsys.readouterr().err
    assert {path: path.read_bytes() for path in folder.iterdir()} == before


def test_a_complete_case_needs_its_question(folder: Path) -> None:
    with pytest.raises(SystemExit) as end:
        new.main(["--expect", "Pang"], folder)
    assert end.value.code == 2
