"""Once set up, nothing leaves this machine: the real program and page behind a fence."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from test_browser import CHROMIUM, QUIET, ask, marked

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = [
    pytest.mark.integration,
    pytest.mark.enable_socket,
    pytest.mark.filterwarnings("default"),
]

# Python runs this before anything else, in every process that the program starts. Whoever looks
# up a name or connects to another machine is refused, and named in the file.
FENCE = """
import os, sys

def fence(event, arguments):
    if event not in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        return
    place = arguments[0] if event == "socket.getaddrinfo" else arguments[1]
    host = place[0] if isinstance(place, tuple) else place
    if isinstance(host, bytes):
        host = host.decode()
    if host in (None, "", "localhost", "127.0.0.1", "::1", "0.0.0.0") or str(host).startswith("/"):
        return
    with open(os.environ["FENCE_FILE"], "a") as file:
        file.write(f"{event} {host}\\n")
    raise OSError(f"{event} {host}: outside of this machine")

sys.addaudithook(fence)
"""


@pytest.fixture
def fenced(tmp_path: Path, indexed: Path) -> dict[str, str]:
    """The environment of a program that reaches nothing but loopback."""
    (tmp_path / "sitecustomize.py").write_text(FENCE)
    shutil.copytree(indexed, tmp_path / "index")
    return {
        **os.environ,
        "PYTHONPATH": str(tmp_path),
        "FENCE_FILE": str(tmp_path / "outbound.txt"),
        "ASSISTANT_DATA_DIR": str(tmp_path / "index"),
    }


def outbound(environment: dict[str, str]) -> str:
    path = Path(environment["FENCE_FILE"])
    return path.read_text() if path.exists() else ""


def test_the_fence_holds(fenced: dict[str, str]) -> None:
    code = "import socket; socket.create_connection(('192.0.2.1', 80), timeout=1)"
    done = subprocess.run([sys.executable, "-c", code], env=fenced, capture_output=True)
    assert done.returncode == 1
    assert "192.0.2.1" in outbound(fenced)


def test_a_question_is_answered_with_the_local_model(fenced: dict[str, str]) -> None:
    question = "Which researcher did Meta take from OpenAI for $100 million?"
    command = [sys.executable, "-m", "assistant", "ask", question, "--model", "local"]
    done = subprocess.run(command, env=fenced, capture_output=True, encoding="utf-8", timeout=120)
    assert "Yu Jiahui" in done.stdout, done.stderr
    assert outbound(fenced) == ""


@pytest.fixture
def served(fenced: dict[str, str]) -> Iterator[str]:
    command = [sys.executable, "-m", "assistant", "serve", "--port", "0", "--model", "none"]
    with subprocess.Popen(command, env=fenced, stdout=subprocess.PIPE, encoding="utf-8") as program:
        assert program.stdout is not None
        found = re.search(r"http://\S+", program.stdout.readline())
        assert found is not None
        yield found[0]
        program.terminate()


@pytest.mark.browser
def test_the_page_answers_and_shows_its_source(served: str, fenced: dict[str, str]) -> None:
    api = pytest.importorskip("playwright.sync_api")
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with api.sync_playwright() as playwright:
        browser: Browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        page = browser.new_page()
        hosts: set[str | None] = set()
        page.on("request", lambda request: hosts.add(urlsplit(request.url).hostname))
        page.goto(served)
        page.locator(".tw-example").first.wait_for()
        exchange = ask(page, "What was PPTV sold for?")
        assert "$420 million" in (exchange.text_content() or "")
        exchange.get_by_role("button", name="Open source 1").first.click()
        assert "420 million" in marked(page)
        browser.close()
    assert hosts - {None} == {"127.0.0.1"}
    assert outbound(fenced) == ""
