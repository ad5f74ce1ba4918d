"""A large file being put together on disk: hashed as it grows, resumed after an interruption."""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.adapters.progress import Progress
from assistant.errors import StorageError, WeightsError

CHUNK = 4 << 20


def free_bytes(folder: Path) -> int:
    """Free space of the disk that holds ``folder``."""
    return shutil.disk_usage(folder).free


def disk_full(folder: Path, needed: int) -> StorageError:
    """The error for a disk that cannot take ``needed`` more bytes."""
    return StorageError(
        f"{folder}: the disk is too full: {needed / 1e6:,.0f} MB needed, "
        f"{free_bytes(folder) / 1e6:,.0f} MB free; make room, or choose another folder "
        "with ASSISTANT_CACHE_DIR"
    )


@contextmanager
def disk_errors(folder: Path, needed: int) -> Iterator[None]:
    """Turn trouble with the disk into a StorageError that names the folder and the fix."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise disk_full(folder, needed) from error
        raise StorageError(
            f"{folder}: cannot be written ({error.strerror or error}); "
            "choose another folder with ASSISTANT_CACHE_DIR"
        ) from error


class PartFile:
    """A file being put together: hashes and counts what is written.

    Beside it a small ``.json`` remembers how many whole wheels it holds, so that an
    interrupted fetch goes on where it stopped.
    """

    def __init__(self, path: Path, total: int, progress: Progress) -> None:
        self.path = path
        self.total = total
        self.size = 0
        self._progress = progress
        self._hash = hashlib.sha256()
        self._state = path.with_name(path.name + ".json")
        with self._disk():
            self._file = path.open("r+b" if path.exists() else "w+b")
            self.keep(path.stat().st_size)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._disk():
            self._file.close()
            if self.size == 0:
                self.path.unlink(missing_ok=True)

    def _disk(self) -> AbstractContextManager[None]:
        return disk_errors(self.path.parent, self.total - self.size)

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    def keep(self, size: int) -> None:
        """Cut the file to its first ``size`` bytes and hash those again."""
        if size == self.size:
            return
        size = size if size <= self.total else 0
        self._file.truncate(size)
        self._file.seek(0)
        self._hash = hashlib.sha256()
        self.size = 0
        while self.size < size:
            chunk = self._file.read(min(CHUNK, size - self.size))
            self._hash.update(chunk)
            self.size += len(chunk)
            self.show("checking what is already here")

    def write(self, chunk: bytes) -> None:
        if self.size + len(chunk) > self.total:
            raise WeightsError(f"{self.path.stem}: more bytes arrived than its {self.total}")
        with self._disk():
            self._file.write(chunk)
        self._hash.update(chunk)
        self.size += len(chunk)

    def show(self, what: str, ahead: int = 0) -> None:
        self._progress(what, min(self.size + ahead, self.total), self.total)

    def whole_wheels(self) -> tuple[int, int]:
        """How many wheels are joined already, and how many bytes those were."""
        try:
            wheels, size = json.loads(self._state.read_text())
        except (OSError, ValueError, TypeError):
            return 0, 0
        return (int(wheels), int(size)) if int(size) <= self.size else (0, 0)

    def wheel_done(self, number: int) -> None:
        self.sync()
        with self._disk():
            self._state.write_text(json.dumps([number, self.size]))

    def sync(self) -> None:
        with self._disk():
            self._file.flush()
            os.fsync(self._file.fileno())

    def discard(self) -> None:
        """Drop all bytes and what is remembered of them."""
        self.keep(0)
        self._state.unlink(missing_ok=True)

    def finish(self, path: Path) -> None:
        """Put the file in its place, at once and safe from a power cut."""
        self.sync()
        self._file.close()
        with self._disk():
            self.path.replace(path)
            self._state.unlink(missing_ok=True)
