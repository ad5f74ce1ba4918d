"""The README holds: its Python runs, and what it lists is what there is."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest

from assistant import Assistant, Settings
from evals.cli import COMMANDS, arguments

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
_NOT_ALONE = r"- (?:pay|questions that follow|excerpts)"  # lines that lean on others
PYTHON = re.findall(r"^```python\n(.*?)^```", README, re.DOTALL | re.MULTILINE)


@pytest.mark.integration
def test_every_python_example_runs(
    indexed: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shutil.copytree(indexed, tmp_path / "data", dirs_exist_ok=True)
    monkeypatch.setenv("ASSISTANT_MODEL", "none")
    monkeypatch.setenv("ASSISTANT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)
    assert PYTHON
    names: dict[str, object] = {"__name__": "readme"}
    for number, example in enumerate(PYTHON, 1):
        exec(compile(example, f"README.md, example {number}", "exec"), names)
    assert "Ruoming Pang" in capsys.readouterr().out


@pytest.mark.integration
def test_every_question_that_it_lists_is_answered(indexed: Path) -> None:
    listed = re.search(
        r"^## What it answers\n(.*?)^Where sources", README, re.DOTALL | re.MULTILINE
    )
    assert listed is not None
    alone = [line for line in listed[1].splitlines() if not re.match(_NOT_ALONE, line)]
    questions = re.findall(r'"([^"…]+[?？])"', "\n".join(alone))
    assert len(questions) > 15
    with Assistant(Settings(model="none", data_dir=indexed)) as assistant:
        assert [q for q in questions if assistant.ask(q).abstained] == []


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_listed_with_its_default(name: str) -> None:
    row = re.search(rf"^\| `ASSISTANT_{name.upper()}` \| (.*?) \|", README, re.MULTILINE)
    assert row is not None
    default = Settings.model_fields[name].default
    if isinstance(default, str | int | float):
        assert row[1] == f"`{default}`"


def test_every_eval_command_is_understood() -> None:
    commands = re.findall(r"^\.venv/bin/assistant eval (.*)$", README, re.MULTILINE)
    assert commands
    for command in commands:
        words = shlex.split(command, comments=True)
        if words[0] not in COMMANDS:
            assert arguments(words).no_tracking is False


def test_the_file_tree_is_the_one_there_is() -> None:
    tree = re.search(r"^## Files\n+```text\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    assert tree is not None
    folders: list[str] = []
    for line in tree[1].splitlines():
        name = line.split()[0]
        depth = (len(line) - len(line.lstrip())) // 2
        folders[depth:] = [name]
        assert (ROOT / "".join(folders)).exists(), "".join(folders)


def test_make_help_lists_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    listed = set(re.findall(r"^([a-z]+):.*## ", makefile, re.MULTILINE))
    phony = re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    assert phony is not None
    assert listed == set(phony[1].split())
