"""Verdicts on answers, one JSON object a line."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime
from pathlib import Path

from assistant.errors import StorageError
from assistant.ui.thread import Exchange, Verdict


class FeedbackLog:
    """Appends to a file that nobody else writes. Safe to share between threads."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()

    def write(self, exchange: Exchange, verdict: Verdict) -> None:
        """Append one verdict. Raises StorageError if the file cannot be written."""
        line = json.dumps(
            {
                "time": datetime.now(UTC).isoformat(timespec="seconds"),
                "exchange": exchange.id,
                "verdict": verdict,
                "answer": exchange.answer.to_dict() if exchange.answer else None,
                "question": exchange.question,
            },
            ensure_ascii=False,
        )
        try:
            with self._lock:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(line + "\n")
        except OSError as error:
            raise StorageError(
                f"the feedback file {self._path} cannot be written ({error.strerror}); "
                "free some space or choose another file"
            ) from error
