"""The local model: served on loopback, silent, guarded by a key, and never fatal to the caller."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.adapters import weights
from assistant.adapters.llm import LangChainModel, connect
from assistant.adapters.local_llm import LocalServer
from assistant.errors import ModelCallError, ModelError
from assistant.settings import Settings

CHECK = (
    "You check whether a statement answers a question, about the very same people, companies, "
    "event, year and property. Reply yes or no."
)
PANG = "Ruoming Pang, one of Apple's central AI executives, was hired away by Meta."
SCHEMA = {
    "type": "object",
    "properties": {"answer": {"type": "string"}},
    "required": ["answer"],
    "additionalProperties": False,
}


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"not a model", "not a GGUF"), (None, "cannot be read")],
    ids=["something else", "missing"],
)
def test_what_is_no_model_is_refused(tmp_path: Path, data: bytes | None, says: str) -> None:
    path = tmp_path / "model.gguf"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(ModelError, match=says):
        _ = LocalServer(path).url


@pytest.mark.integration
def test_a_truncated_model_is_an_error_not_a_crash(tmp_path: Path) -> None:
    path = tmp_path / "model.gguf"
    path.write_bytes(b"GGUF" + bytes(100))
    server = LocalServer(path)
    with pytest.raises(ModelError, match="cannot run this model"):
        _ = server.url
    assert not server.running


@pytest.fixture(scope="module")
def small() -> Path:
    """A real model that is small and mostly wrong."""
    return weights.fetch(weights.SMOLLM2_135M, Settings().cache_dir)


@pytest.fixture
def server(small: Path) -> Iterator[LocalServer]:
    server = LocalServer(small, context=512)
    yield server
    server.close()


def status_of(url: str, key: str = "") -> int:
    request = urllib.request.Request(url, json.dumps({"prompt": "a", "n_predict": 1}).encode())
    request.add_header("Content-Type", "application/json")
    request.add_header("Authorization", f"Bearer {key}")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=30) as reply:
            return int(reply.status)
    except urllib.error.HTTPError as error:
        with error:
            return error.code


@pytest.mark.integration
def test_nothing_runs_before_first_use_or_after_close(server: LocalServer) -> None:
    assert not server.running
    assert server.url.startswith("http://127.0.0.1:")
    assert server.running
    server.close()
    server.close()
    assert not server.running


@pytest.mark.integration
def test_only_who_knows_the_key_is_served(server: LocalServer) -> None:
    url = f"{server.url}/v1/completions"
    assert status_of(url) == 401
    assert status_of(url, server.key) == 200


@pytest.mark.integration
def test_many_threads_start_one_server(server: LocalServer) -> None:
    urls: list[str] = []
    threads = [threading.Thread(target=lambda: urls.append(server.url)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(urls) == 4
    assert len(set(urls)) == 1


@pytest.mark.integration
def test_llama_cpp_prints_nothing_and_ends_with_the_program(small: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from assistant.adapters.local_llm import *;"
        "s = LocalServer(Path(sys.argv[1]), context=512); assert s.url; print(s._process.pid)"
    )
    root = Path(__file__).resolve().parents[1]
    done = subprocess.run(
        [sys.executable, "-c", code, str(small)],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert done.stderr == ""
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


@pytest.fixture(scope="module")
def qwen() -> Iterator[LangChainModel]:
    model = connect(Settings(model="local"), fetch=True)
    assert model is not None
    yield model
    model.close()


@pytest.mark.integration
def test_the_real_model_tells_an_answer_from_none(qwen: LangChainModel) -> None:
    def yes(question: str) -> float:
        text = f"Statement: {PANG}\nQuestion: {question}\nDoes the statement answer the question?"
        found = qwen.yes_probability([("system", CHECK), ("user", text)])
        assert found is not None
        return found

    assert yes("Who did Meta hire from Apple?") > 0.6
    assert yes("How old is Ruoming Pang?") < 0.5


@pytest.mark.integration
def test_the_real_model_writes_json_that_fits(qwen: LangChainModel) -> None:
    ask = [("user", f"{PANG}\nWhich company hired Ruoming Pang? Name the company only.")]
    assert "Meta" in qwen.complete(ask, schema=SCHEMA, max_tokens=32)["answer"]


@pytest.mark.integration
def test_a_reply_over_the_limit_and_a_question_over_the_context_are_errors(
    qwen: LangChainModel,
) -> None:
    with pytest.raises(ModelCallError, match="cut off"):
        qwen.complete([("user", "Tell me a long story.")], schema=SCHEMA, max_tokens=8)
    with pytest.raises(ModelCallError, match="context size"):
        qwen.complete([("user", "word " * 6000)], schema=SCHEMA)


@pytest.mark.integration
def test_a_proxy_in_the_environment_is_not_asked_for_loopback(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from assistant.adapters.local_llm import LocalChat

    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "OPENAI_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    chat = LocalChat(LocalServer(small, context=512), timeout=60)
    try:
        assert LangChainModel(chat).yes_probability([("user", "Yes or no?")]) is not None
    finally:
        chat.close()


@pytest.mark.integration
@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_server_that_died_is_replaced(small: Path) -> None:
    from assistant.adapters.local_llm import LocalChat

    server = LocalServer(small, context=512)
    chat = LocalChat(server, timeout=60)
    model = LangChainModel(chat, on_close=chat.close)
    model.warm()
    process = server._process
    assert process is not None
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert model.yes_probability([("user", "Yes or no?")]) is not None
    model.close()
