"""The dense index: entries and their vectors in a persistent Chroma collection, cosine."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from assistant.errors import IndexError_, IndexMismatchError, StorageError
from assistant.types import Entry, Hit, Vector

if TYPE_CHECKING:
    from chromadb import Collection

LAYOUT = 2
_COLLECTIONS = ("entries", "questions")
_BATCH = 2000


class ChromaIndex:
    """Entries in Chroma; ``similarity`` is 1 - cosine distance, clipped to 0..1.

    Questions have vectors of another kind than other texts, and so a collection of their own.

    Raises:
        IndexMismatchError: the collection was built by another embedder or layout.
        StorageError: the folder cannot be written.
    """

    def __init__(self, folder: Path, *, embedder: str, embedder_digest: str) -> None:
        import chromadb
        from chromadb.config import Settings as ChromaSettings
        from chromadb.errors import ChromaError, InternalError

        wanted = {"embedder": embedder, "embedder_digest": embedder_digest, "layout": LAYOUT}
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            client = chromadb.PersistentClient(
                str(folder), settings=ChromaSettings(anonymized_telemetry=False)
            )
            self._texts, self._questions = (
                client.get_or_create_collection(
                    name,
                    metadata=wanted,
                    embedding_function=None,
                    configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
                )
                for name in _COLLECTIONS
            )
        except OSError as error:
            raise StorageError(
                f"{folder}: cannot be written ({error.strerror or error})"
            ) from error
        except (ChromaError, InternalError, ValueError) as error:
            raise IndexError_(
                f"{folder}: the index cannot be opened ({error}); run `assistant index --rebuild`"
            ) from error
        stored = self._texts.metadata or {}
        differing = [k for k, v in wanted.items() if stored.get(k) != v]
        if differing:
            raise IndexMismatchError(
                f"{folder}: the index was built with another {differing[0]} "
                f"({stored.get(differing[0])!r}); run `assistant index --rebuild`"
            )

    def count(self) -> int:
        """How many entries are stored."""
        return sum(collection.count() for collection in (self._texts, self._questions))

    def digests(self) -> dict[str, str]:
        """Entry id to content digest of all that is stored."""
        return {**_digests(self._texts), **_digests(self._questions)}

    def upsert(self, entries: Sequence[Entry], vectors: Sequence[Vector]) -> None:
        """Store entries, replacing those with the same ids."""
        for questions in (False, True):
            chosen = [n for n, e in enumerate(entries) if e.is_question == questions]
            for at in range(0, len(chosen), _BATCH):
                batch = [entries[n] for n in chosen[at : at + _BATCH]]
                (self._questions if questions else self._texts).upsert(
                    ids=[e.id for e in batch],
                    embeddings=np.asarray(
                        [vectors[n] for n in chosen[at : at + _BATCH]], dtype=np.float32
                    ),
                    documents=[e.text for e in batch],
                    metadatas=[_metadata(e) for e in batch],
                )

    def delete(self, entry_ids: Sequence[str]) -> None:
        """Remove entries; unknown ids are ignored."""
        for at in range(0, len(entry_ids), _BATCH):
            for collection in (self._texts, self._questions):
                collection.delete(ids=list(entry_ids[at : at + _BATCH]))

    def nearest(self, vector: Vector, top_k: int) -> list[Hit]:
        """The nearest passages, sentences and statements, best first."""
        return _nearest(self._texts, vector, top_k)

    def nearest_questions(self, vector: Vector, top_k: int) -> list[Hit]:
        """The nearest question forms and near misses, best first."""
        return _nearest(self._questions, vector, top_k)


def _digests(collection: Collection) -> dict[str, str]:
    found: dict[str, str] = {}
    for offset in range(0, collection.count(), _BATCH):
        got = collection.get(include=["metadatas"], limit=_BATCH, offset=offset)
        for entry_id, meta in zip(got["ids"], got["metadatas"] or [], strict=True):
            found[entry_id] = str(meta["digest"])
    return found


def _nearest(collection: Collection, vector: Vector, top_k: int) -> list[Hit]:
    got = collection.query(
        query_embeddings=np.asarray([vector], dtype=np.float32),
        n_results=top_k,
        include=["metadatas", "distances"],
    )
    metadatas: list[Any] = (got["metadatas"] or [[]])[0]
    distances = (got["distances"] or [[]])[0]
    return [
        Hit(
            entry_id,
            meta["unit"],
            meta["owner"],
            max(0.0, min(1.0, 1.0 - float(distance))),
            int(meta["start"]),
            int(meta["end"]),
        )
        for entry_id, meta, distance in zip(got["ids"][0], metadatas, distances, strict=True)
    ]


def remove_index(folder: Path) -> None:
    """Delete an index folder that cannot be used any more."""
    from chromadb.api.client import SharedSystemClient  # type: ignore[attr-defined]

    SharedSystemClient.clear_system_cache()  # it would go on with files that are gone
    shutil.rmtree(folder, ignore_errors=True)


def _metadata(entry: Entry) -> dict[str, str | int]:
    return {
        "digest": entry.digest,
        "unit": entry.unit,
        "owner": entry.owner,
        "start": entry.start,
        "end": entry.end,
    }
