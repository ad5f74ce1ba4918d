"""The lexical index: BM25 over entries in an SQLite full-text table, on disk, incremental."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path

from assistant.errors import IndexError_, StorageError
from assistant.ports import Entry, Hit

_SCHEMA = """
CREATE VIRTUAL TABLE IF NOT EXISTS entries USING fts5(
    text, entry_id UNINDEXED, tokenize = 'porter unicode61 remove_diacritics 2');
CREATE TABLE IF NOT EXISTS meta(entry_id TEXT PRIMARY KEY, digest TEXT, row INT);
"""


class LexicalIndex:
    """Full-text search beside the dense index; its ``similarity`` is BM25, unbounded.

    Raises:
        StorageError: disk full or folder not writable.
        IndexError_: the file is no SQLite database.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, check_same_thread=False)
            self._db.executescript(_SCHEMA)
        except OSError as error:
            raise StorageError(f"{path}: cannot be written ({error.strerror or error})") from error
        except sqlite3.DatabaseError as error:
            raise self._error(error) from error

    def _error(self, error: sqlite3.Error) -> StorageError | IndexError_:
        if "full" in str(error):
            return StorageError(f"{self._path}: the disk is full; free some space and run again")
        return IndexError_(f"{self._path}: {error}; run `assistant index --rebuild`")

    def digests(self) -> dict[str, str]:
        """Entry id to content digest of all that is stored."""
        with self._lock, closing(self._db.execute("SELECT entry_id, digest FROM meta")) as rows:
            return dict(rows.fetchall())

    def upsert(self, entries: Sequence[Entry]) -> None:
        """Store entries, replacing those with the same ids."""
        try:
            with self._lock, self._db:
                self._remove(e.id for e in entries)
                for entry in entries:
                    row = self._db.execute(
                        "INSERT INTO entries(text, entry_id) VALUES (?, ?)", (entry.text, entry.id)
                    ).lastrowid
                    self._db.execute(
                        "INSERT INTO meta VALUES (?, ?, ?)", (entry.id, entry.digest, row)
                    )
        except sqlite3.Error as error:
            raise self._error(error) from error

    def delete(self, entry_ids: Sequence[str]) -> None:
        """Remove entries; unknown ids are ignored."""
        try:
            with self._lock, self._db:
                self._remove(entry_ids)
        except sqlite3.Error as error:
            raise self._error(error) from error

    def _remove(self, entry_ids: Iterable[str]) -> None:
        for entry_id in entry_ids:
            found = self._db.execute("SELECT row FROM meta WHERE entry_id = ?", (entry_id,))
            row = found.fetchone()
            if row:
                self._db.execute("DELETE FROM entries WHERE rowid = ?", row)
                self._db.execute("DELETE FROM meta WHERE entry_id = ?", (entry_id,))

    def search(self, terms: Sequence[str], top_k: int) -> list[Hit]:
        """The best entries that hold any of the terms, by BM25, best first."""
        quoted = ['"' + term.replace('"', "") + '"' for term in terms if term.strip('"')]
        if not quoted:
            return []
        query = "SELECT entry_id, -rank FROM entries WHERE entries MATCH ? ORDER BY rank LIMIT ?"
        try:
            with self._lock:
                rows = self._db.execute(query, (" OR ".join(quoted), top_k)).fetchall()
        except sqlite3.Error as error:
            raise self._error(error) from error
        return [Hit.of(entry_id, weight) for entry_id, weight in rows]

    def close(self) -> None:
        """Close the file."""
        self._db.close()
