"""A GGUF model served on loopback by llama.cpp, as an OpenAI-compatible endpoint.

llama.cpp runs in a process of its own: loading it inside this one would hold the interpreter's
lock for seconds and freeze the page, and a crash of native code would take everything down.
"""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import ModelError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_MAGIC = b"GGUF"
_CHILD = Path(__file__).with_name("llama_process.py")
_START_SECONDS = 180.0


class LocalServer:
    """Serves one GGUF file on 127.0.0.1 from first use on; safe to use from any thread.

    ``context`` is what the model can see at once, in tokens: longer requests are refused, never
    cut. ``key`` is the bearer token the endpoint asks for. If the process dies, the next use of
    ``url`` starts another.
    """

    def __init__(self, path: Path, *, context: int = 4096, threads: int | None = None) -> None:
        self.path = path
        self.key = secrets.token_urlsafe(24)
        self._context = context
        self._threads = threads or usable_cores()
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._url = ""
        self._end: Callable[[], object] | None = None

    @property
    def running(self) -> bool:
        process = self._process
        return process is not None and process.poll() is None

    @property
    def url(self) -> str:
        """Base address, such as ``http://127.0.0.1:40001``; waits while the model is loaded.

        Raises:
            ModelError: the file is no GGUF model, or llama.cpp cannot run it.
        """
        with self._lock:
            if not self.running:
                self._stop()
                self._start()
            return self._url

    def close(self) -> None:
        """End the server; safe to call twice."""
        with self._lock:
            self._stop()

    def _start(self) -> None:
        _require_gguf(self.path)
        process = subprocess.Popen(
            # -P: the folder of the script must not shadow library modules
            [sys.executable, "-P", str(_CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            encoding="utf-8",
        )
        self._process = process
        self._end = weakref.finalize(self, _end, process)  # also when nobody calls close()
        asked = {
            "path": str(self.path),
            "key": self.key,
            "context": self._context,
            "threads": self._threads,
        }
        try:
            answer = _converse(process, json.dumps(asked))
            if "url" not in answer:
                raise ModelError(
                    f"{self.path}: llama.cpp cannot run this model ({answer.get('error')}); "
                    "fetch it again, or set ASSISTANT_MODEL to another one"
                )
        except BaseException:
            self._stop()
            raise
        self._url = answer["url"]

    def _stop(self) -> None:
        self._process, self._url = None, ""
        if self._end is not None:
            self._end()


class LocalChat:
    """Returns the chat model of a local server when called, starting the server if need be."""

    def __init__(self, server: LocalServer, *, timeout: float) -> None:
        self._server = server
        self._timeout = timeout
        self._lock = threading.Lock()
        self._url = ""
        self._model: BaseChatModel | None = None
        self._hang_up: Callable[[], None] | None = None

    def __call__(self) -> BaseChatModel:
        url = self._server.url
        with self._lock:
            if self._model is None or url != self._url:
                self._dial(url)
            assert self._model is not None
            return self._model

    def close(self) -> None:
        """Close the connections and end the server."""
        with self._lock:
            self._model = None
            if self._hang_up is not None:
                self._hang_up()
        self._server.close()

    def _dial(self, url: str) -> None:
        from langchain_openai import ChatOpenAI
        from openai import DefaultHttpxClient
        from pydantic import SecretStr

        if self._hang_up is not None:
            self._hang_up()
        # A proxy set for the outer world must not be asked for this machine's loopback.
        client = DefaultHttpxClient(trust_env=False)
        self._hang_up = client.close
        self._url = url
        self._model = ChatOpenAI(
            model="local",
            base_url=f"{url}/v1",
            api_key=SecretStr(self._server.key),
            temperature=0,
            timeout=self._timeout,
            max_retries=0,
            use_responses_api=False,
            http_client=client,
            openai_proxy="",
            http_socket_options=(),
        )


def _end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):  # it died with unread input
                pipe.close()


def _converse(process: subprocess.Popen[str], line: str) -> dict[str, str]:
    """Send one line and wait for one; says how the process ended if none comes."""
    assert process.stdin is not None
    assert process.stdout is not None
    watchdog = threading.Timer(_START_SECONDS, process.kill)
    watchdog.daemon = True
    watchdog.start()
    try:
        process.stdin.write(line + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
    except OSError:
        answer = ""
    finally:
        watchdog.cancel()
    if answer:
        said: dict[str, str] = json.loads(answer)
        return said
    status = process.wait()
    # -9 is how Linux ends a process when memory runs out
    return {"error": "out of memory" if status == -9 else f"its process ended with status {status}"}


def usable_cores() -> int:
    """Threads worth using: beyond four, the second thread of a core or a slow core only hinders."""
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    else:
        cores = os.cpu_count() or 1
    return cores if cores <= 4 else max(4, cores // 2)


def _require_gguf(path: Path) -> None:
    try:
        with path.open("rb") as file:
            magic = file.read(len(_MAGIC))
    except OSError as error:
        raise ModelError(
            f"{path}: the model file cannot be read ({error.strerror}); fetch it again"
        ) from error
    if magic != _MAGIC:
        raise ModelError(f"{path}: this is not a GGUF model file; fetch it again")
