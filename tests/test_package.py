"""The wheel works away from the checkout: it carries its knowledge, prompts, page and licence."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from assistant import Settings
from assistant.build import index_folder

pytestmark = pytest.mark.integration

ROOT = Path(__file__).resolve().parents[1]
QUESTION = "Who did Meta hire from Apple?"


def python(*arguments: str, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    python("-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), ".", cwd=ROOT)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("elsewhere")
    options = ["--no-deps", "--no-index", "--disable-pip-version-check", "--target", str(folder)]
    python("-m", "pip", "install", *options, str(wheel), cwd=folder)
    return folder


def test_the_wheel_carries_all_that_is_needed(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        (licence,) = (n for n in names if n.endswith(".dist-info/licenses/LICENSE"))
        assert "Apache License" in archive.read(licence).decode()
    for folder in ("knowledge", "prompts"):
        for path in (ROOT / folder).rglob("*"):
            if path.is_file():
                assert f"assistant/_bundled/{path.relative_to(ROOT).as_posix()}" in names
    for path in (ROOT / "assistant" / "ui" / "static").iterdir():
        assert f"assistant/ui/static/{path.name}" in names
    assert "assistant/py.typed" in names
    foreign = {n for n in names if not n.startswith(("assistant/", "talent_war_assistant-"))}
    assert not foreign


def test_it_answers_with_a_citation_outside_the_checkout(
    installed: Path, indexed: Path, tmp_path: Path
) -> None:
    package = installed / "assistant"
    data = tmp_path / "data"
    # The index of the same texts, built once for all tests: the program checks that it fits.
    its_index = index_folder(Settings(knowledge=package / "_bundled" / "knowledge", data_dir=data))
    shutil.copytree(index_folder(Settings(data_dir=indexed)), its_index)

    where = {"PYTHONPATH": str(installed), "ASSISTANT_DATA_DIR": str(data)}
    loaded = python("-c", "import assistant; print(assistant.__file__)", cwd=tmp_path, **where)
    assert Path(loaded.strip()).parent == package

    command = ["-m", "assistant", "ask", "--json", "--model", "none", QUESTION]
    answer = json.loads(python(*command, cwd=tmp_path, **where))
    assert not answer["abstained"]
    assert "Ruoming Pang" in answer["text"]
    citation = answer["citations"][0]
    assert citation["marker"] in answer["text"]
    assert "Pang" in citation["quote"]
    assert citation["title"]


def test_a_library_that_needs_another_has_got_it(tmp_path: Path) -> None:
    # trafilatura names what it needs of lxml by an extra, which an older pip passes over.
    python("-c", "import trafilatura", cwd=tmp_path)


def test_the_command_is_installed(installed: Path, tmp_path: Path) -> None:
    where = {"PYTHONPATH": str(installed)}
    command = str(installed / "bin" / "assistant")
    assert python(command, "--version", cwd=tmp_path, **where).startswith("assistant ")
