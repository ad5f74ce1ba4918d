"""The command line: what it prints where, its exit codes, and that no error shows a traceback."""

from __future__ import annotations

import io
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Self

import pytest
from page_fake import HIRED, UNKNOWN

from assistant import __version__
from assistant.__main__ import main
from assistant.errors import ModelCallError, QuestionError, StorageError, WeightsError
from assistant.settings import Settings
from assistant.types import Answer, Event, IndexReport, Step, Turn

REPORT = IndexReport(added=1200, updated=3, removed=2, unchanged=10, seconds=1.25)


@dataclass
class Fake:
    """The part of ``Assistant`` that the commands use."""

    settings: Settings = field(default_factory=Settings)
    answer: Answer = HIRED
    error: BaseException | None = None
    notices: Sequence[str] = ()
    knowledge_note: str = "1 article, 190 facts"
    model_name: str = "none"
    asked: list[object] = field(default_factory=list)
    history: list[Turn] = field(default_factory=list)
    closed: bool = False

    def stream(self, question: str) -> Iterator[Event]:
        self.asked.append(question)
        yield Step("reading")
        if self.error is not None:
            raise self.error
        yield replace(self.answer, question=question)

    def chat(self) -> Self:
        return self

    def index(self, rebuild: bool, progress: Callable[[int, int], None]) -> IndexReport:
        progress(0, 10)
        progress(10, 10)
        self.asked.append(rebuild)
        return REPORT

    def add(self, source: str) -> IndexReport:
        self.asked.append(source)
        return REPORT

    def warm(self) -> None:
        self.asked.append("warm")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Fake:
    fake = Fake()

    def open_fake(settings: Settings) -> Fake:
        fake.settings = settings
        return fake

    monkeypatch.setattr("assistant.cli.open_assistant", open_fake)
    return fake


@pytest.fixture
def knowledge(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A small knowledge folder that the settings point at."""
    folder = tmp_path / "knowledge"
    folder.mkdir()
    (folder / "lab.md").write_text("# Lab news\n\nJane Roe left Acme Labs for Beta Corp.\n")
    monkeypatch.setenv("ASSISTANT_KNOWLEDGE", str(folder))
    return folder


Captured = pytest.CaptureFixture[str]


def test_ask_prints_the_answer_and_then_its_sources(fake: Fake, capsys: Captured) -> None:
    fake.notices = ("No chat model.",)
    assert main(["ask", "Who did Meta hire", "from Apple?"]) == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[0] == HIRED.text
    assert lines[1] == ""
    source = "[1] The talent war for AI researchers, IT Times, 2025-07-19 — "
    assert lines[2] == f'{source}"{HIRED.citations[0].quote}"'
    assert err == "assistant: No chat model.\n"
    assert fake.asked == ["Who did Meta hire from Apple?"]
    assert fake.closed


def test_an_abstention_is_no_failure_and_lists_no_sources(fake: Fake, capsys: Captured) -> None:
    fake.answer = UNKNOWN
    assert main(["ask", "How tall is he?"]) == 0
    assert capsys.readouterr().out == UNKNOWN.text + "\n"


def test_json_is_the_whole_answer_and_nothing_else(fake: Fake, capsys: Captured) -> None:
    assert main(["ask", "--json", "庞若鸣?"]) == 0
    out = capsys.readouterr().out
    assert "庞若鸣?" in out
    assert json.loads(out) == replace(HIRED, question="庞若鸣?").to_dict()


def test_a_source_cannot_take_over_the_terminal(fake: Fake, capsys: Captured) -> None:
    fake.answer = Answer("one\x1b[2J\x07 two\x9b31m\nthree", notices=("a\x1b]0;b",))
    main(["ask", "x"])
    out, err = capsys.readouterr()
    assert out == "one[2J two31m\nthree\n"
    assert err == "assistant: a]0;b\n"


def test_options_become_settings(fake: Fake, tmp_path: Path) -> None:
    folders = ["--knowledge", str(tmp_path / "k"), "--data-dir", str(tmp_path / "d")]
    main(["ask", "x", "--model", "none", *folders])
    settings = fake.settings
    assert (settings.model, settings.knowledge, settings.data_dir) == (
        "none",
        tmp_path / "k",
        tmp_path / "d",
    )


def test_chat_asks_one_question_after_another(
    fake: Fake, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("first\n\n  \nsecond"))
    assert main(["chat"]) == 0
    out = capsys.readouterr().out
    assert fake.asked == ["first", "second"]
    assert out.startswith("1 article, 190 facts. Model: none.")
    assert out.count(HIRED.text) == 2


def test_chat_goes_on_after_an_error(
    fake: Fake, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake.error = ModelCallError("the model did not answer")
    monkeypatch.setattr(sys, "stdin", io.StringIO("first\nsecond\n"))
    assert main(["chat"]) == 0
    assert capsys.readouterr().err == "assistant: the model did not answer\n" * 2


@pytest.mark.parametrize("rebuild", [True, False])
def test_index_prints_what_changed(fake: Fake, capsys: Captured, rebuild: bool) -> None:
    assert main(["index", *(["--rebuild"] if rebuild else [])]) == 0
    expected = "Index entries: added 1,200, updated 3, removed 2, unchanged 10, in 1.2 s\n"
    assert capsys.readouterr().out == expected
    assert fake.asked == [rebuild]


def test_add_says_what_the_knowledge_holds_now(fake: Fake, capsys: Captured) -> None:
    assert main(["add", "notes.md"]) == 0
    out = capsys.readouterr().out
    assert "added 1,200" in out
    assert "now holds 1 article, 190 facts" in out
    assert fake.asked == ["notes.md"]


def test_serve_passes_its_options_on(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    served: dict[str, object] = {}
    monkeypatch.setattr("assistant.cli._warm", fake.asked.append)
    monkeypatch.setattr("assistant.ui.serve", lambda assistant, **given: served.update(given))
    assert main(["serve", "--host", "::1", "--port", "0", "--open"]) == 0
    feedback = fake.settings.data_dir / "feedback.jsonl"
    assert served == {"host": "::1", "port": 0, "open_browser": True, "feedback_file": feedback}


# Errors


@pytest.mark.parametrize(
    "error", [QuestionError("the question\nis empty"), StorageError("the question is empty")]
)
def test_an_error_that_can_be_mended_is_one_line(
    fake: Fake, capsys: Captured, error: Exception
) -> None:
    fake.error = error
    assert main(["ask", "x"]) == 2
    assert capsys.readouterr() == ("", "assistant: the question is empty\n")
    assert fake.closed


def test_a_bug_is_one_line_with_the_way_to_its_traceback(fake: Fake, capsys: Captured) -> None:
    fake.error = ZeroDivisionError("a bug")
    assert main(["ask", "x"]) == 1
    err = capsys.readouterr().err
    assert err.startswith("assistant: unexpected ZeroDivisionError: a bug")
    assert "ASSISTANT_DEBUG=1" in err
    assert err.count("\n") == 1


def test_a_developer_gets_the_traceback(
    fake: Fake, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ASSISTANT_DEBUG", "1")
    fake.error = ZeroDivisionError("a bug")
    assert main(["ask", "x"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_ctrl_c_ends_with_130(fake: Fake, capsys: Captured) -> None:
    fake.error = KeyboardInterrupt()
    assert main(["ask", "x"]) == 130
    assert "Traceback" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["ask", "x", "--model", "gpt"], "setting 'model'"),
        (["serve", "--port", "99999"], "setting 'port'"),
        (["ask", "x", "--model", "none", "--knowledge", "/no/such"], "/no/such: no such folder"),
        (["add", "/no/such.md", "--model", "none"], "/no/such.md: cannot be read"),
    ],
)
@pytest.mark.usefixtures("knowledge")
def test_unusable_input_is_named(capsys: Captured, arguments: list[str], says: str) -> None:
    assert main(arguments) == 2
    err = capsys.readouterr().err
    assert says in err
    assert err.count("\n") == 1


@pytest.mark.parametrize("arguments", [[], ["frobnicate"], ["ask"], ["serve", "--port", "x"]])
def test_wrong_usage_exits_with_2(arguments: list[str], capsys: Captured) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    assert end.value.code == 2
    assert "usage: assistant" in capsys.readouterr().err


def test_version(capsys: Captured) -> None:
    with pytest.raises(SystemExit) as end:
        main(["--version"])
    assert end.value.code == 0
    assert capsys.readouterr().out == f"assistant {__version__}\n"


# Models and the doctor


def test_fetch_gets_both_models(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("assistant.adapters.weights.locate_embedder", lambda _: tmp_path / "mini")
    monkeypatch.setattr("assistant.adapters.weights.fetch", lambda *_, offline: tmp_path / "qwen")
    assert main(["fetch"]) == 0
    out = capsys.readouterr().out
    assert f"Embedding model, verified: {tmp_path / 'mini'}" in out
    assert f"Chat model, verified: {tmp_path / 'qwen'}" in out


def test_fetch_gets_no_chat_model_that_is_not_wanted(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("assistant.adapters.weights.locate_embedder", lambda _: tmp_path)
    monkeypatch.delattr("assistant.adapters.weights.fetch")
    assert main(["fetch", "--model", "none"]) == 0
    assert "nothing to fetch" in capsys.readouterr().out


def checks(capsys: Captured) -> dict[str, dict[str, object]]:
    return {check["name"]: check for check in json.loads(capsys.readouterr().out)["checks"]}


@pytest.mark.usefixtures("knowledge")
def test_doctor_names_what_is_missing_and_the_command_that_mends_it(capsys: Captured) -> None:
    assert main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "MISSING  chat model: Qwen2.5-Coder-1.5B-Instruct (Q4_K_M) is not there" in out
    assert "To mend chat model: `assistant fetch`" in out
    assert "To mend index: `assistant index`" in out
    assert "knowledge: articles 1, passages 1, facts 0" in out


@pytest.mark.usefixtures("knowledge")
def test_doctor_is_content_when_all_is_there(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from assistant.build import index_folder

    monkeypatch.setattr("assistant.adapters.weights.locate_embedder", lambda _: tmp_path)
    folder = index_folder(Settings())
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text('{"entries": 12}')
    assert main(["doctor", "--json", "--model", "none"]) == 0
    found = checks(capsys)
    assert all(check["ok"] for check in found.values())
    assert str(found["index"]["state"]).startswith("12 entries")
    assert {"python", "torch", "chat model", "data folder"} <= found.keys()


def test_doctor_goes_on_past_what_is_broken(
    capsys: Captured, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from assistant.build import index_folder

    def broken(_: Path) -> Path:
        raise WeightsError("the embedding model is not installed")

    monkeypatch.setattr("assistant.adapters.weights.locate_embedder", broken)
    missing = tmp_path / "missing"
    folder = index_folder(Settings(knowledge=missing))
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("nonsense")
    options = ["--json", "--model", "openai:gpt-5-mini", "--knowledge", str(missing)]
    assert main(["doctor", *options]) == 1
    found = checks(capsys)
    failing = {name for name, check in found.items() if not check["ok"]}
    assert failing == {"embedding model", "chat model", "knowledge", "index"}
    assert all(found[name]["fix"] for name in failing)
    assert "OPENAI_API_KEY" in str(found["chat model"]["state"])


# As a program


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant", *arguments],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **environment},
        timeout=60,
    )


def test_a_closed_pipe_is_quiet() -> None:
    command = f"{sys.executable} -m assistant doctor --json --model none | true"
    done = subprocess.run(["bash", "-c", command], capture_output=True, encoding="utf-8")
    assert done.stderr == ""


@pytest.mark.integration
@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGINT")
def test_the_page_is_served_at_once_and_ended_in_the_middle_of_indexing() -> None:
    command = [sys.executable, "-m", "assistant", "serve", "--port", "0", "--model", "none"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as program:
        assert program.stdout is not None
        assert "http://127.0.0.1:" in program.stdout.readline()
        time.sleep(3)
        program.send_signal(signal.SIGINT)
        _, err = program.communicate(timeout=20)
    assert program.returncode == 0
    assert err == ""


@pytest.mark.integration
def test_an_address_that_is_taken_is_one_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        done = run("serve", "--model", "none", "--port", str(other.getsockname()[1]))
    assert done.returncode == 2
    assert done.stderr.startswith("assistant: cannot serve on 127.0.0.1:")
    assert done.stderr.count("\n") == 1


def test_a_terminal_of_few_letters_is_no_error() -> None:
    done = run("ask", "x", "--model", "none", "--knowledge", "/no/庞", PYTHONIOENCODING="ascii")
    assert done.returncode == 2
    assert done.stderr.startswith("assistant: /no/")


def test_importing_the_package_loads_no_heavy_library() -> None:
    heavy = ["torch", "chromadb", "gradio", "langchain", "numpy", "sentence_transformers"]
    code = f"import assistant.__main__, sys; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, encoding="utf-8")
    assert done.stdout.strip() == "[]", done.stderr
