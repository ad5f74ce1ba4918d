"""Progress of a long fetch: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bar

Progress = Callable[[str, int, int], None]
"""Called as ``progress(what, bytes_done, bytes_in_all)``; may be called often."""

_LINE_EVERY = 2.0  # seconds


def quiet(what: str, done: int, total: int) -> None:
    """Show nothing."""


class TerminalProgress:
    """Shows progress on stderr: a rich bar on a terminal, else a line at most every two seconds."""

    def __init__(self) -> None:
        self._console = Console(file=sys.stderr)
        self._bar: Bar | None = None
        self._last_line = ("", 0.0)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()

    def __call__(self, what: str, done: int, total: int) -> None:
        if self._console.is_terminal:
            self._show_bar(what, done, total)
        else:
            self._show_line(what, done, total)

    def _show_bar(self, what: str, done: int, total: int) -> None:
        if self._bar is None:
            text = TextColumn("{task.description}", markup=False)
            self._bar = Bar(
                text, BarColumn(), DownloadColumn(), TimeRemainingColumn(), console=self._console
            )
            self._bar.add_task(what, total=total)
            self._bar.start()
        self._bar.update(self._bar.task_ids[0], description=what, completed=done, total=total)

    def _show_line(self, what: str, done: int, total: int) -> None:
        last, at = self._last_line
        now = time.monotonic()
        if what == last and now - at < _LINE_EVERY:
            return
        self._last_line = (what, now)
        print(f"{what}: {done / 1e6:,.0f} of {total / 1e6:,.0f} MB", file=sys.stderr, flush=True)
