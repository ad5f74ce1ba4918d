"""The dense index: entries and their vectors in persistent Chroma collections, cosine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.errors import IndexError_, IndexMismatchError, StorageError
from assistant.ports import Entry, Hit, Space, Vector

if TYPE_CHECKING:
    from chromadb import Collection

LAYOUT = 3
_SPACES: tuple[Space, ...] = ("texts", "questions", "answers")
_BATCH = 2000


class ChromaIndex:
    """Entries in Chroma; ``similarity`` is 1 - cosine distance, clipped to 0..1.

    Each space has a collection of its own: vectors of questions are of another kind than those of
    texts, and what is searched for in one must not be crowded out by another.

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
            strange = {c.name for c in client.list_collections()} - set(_SPACES)
            self._spaces = {
                space: client.get_or_create_collection(
                    space,
                    metadata=wanted,
                    embedding_function=None,
                    configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
                )
                for space in _SPACES
            }
        except OSError as error:
            raise StorageError(
                f"{folder}: cannot be written ({error.strerror or error})"
            ) from error
        except (ChromaError, InternalError, ValueError) as error:
            raise IndexError_(
                f"{folder}: the index cannot be opened ({error}); run `assistant index --rebuild`"
            ) from error
        differing = ["layout"] if strange else []
        for collection in self._spaces.values():
            stored = collection.metadata or {}
            differing += [k for k, v in wanted.items() if stored.get(k) != v]
        if differing:
            raise IndexMismatchError(
                f"{folder}: the index was built with another {differing[0]}; "
                "run `assistant index --rebuild`"
            )

    def count(self) -> int:
        """How many entries are stored."""
        return sum(collection.count() for collection in self._spaces.values())

    def digests(self) -> dict[str, str]:
        """Entry id to content digest of all that is stored."""
        return {i: d for space in self._spaces.values() for i, d in _digests(space)}

    def upsert(self, entries: Sequence[Entry], vectors: Sequence[Vector]) -> None:
        """Store entries, replacing those with the same ids."""
        for space, collection in self._spaces.items():
            chosen = [n for n, e in enumerate(entries) if e.space == space]
            for at in range(0, len(chosen), _BATCH):
                batch = chosen[at : at + _BATCH]
                collection.upsert(
                    ids=[entries[n].id for n in batch],
                    embeddings=np.asarray([vectors[n] for n in batch], dtype=np.float32),
                    documents=[entries[n].text for n in batch],
                    metadatas=[{"digest": entries[n].digest} for n in batch],
                )

    def delete(self, entry_ids: Sequence[str]) -> None:
        """Remove entries; unknown ids are ignored."""
        for at in range(0, len(entry_ids), _BATCH):
            for collection in self._spaces.values():
                collection.delete(ids=list(entry_ids[at : at + _BATCH]))

    def nearest(self, vector: Vector, space: Space, top_k: int) -> list[Hit]:
        """The nearest entries of a space, best first."""
        # Ids tell all that is needed: asking for metadata takes four times as long.
        got = self._spaces[space].query(
            query_embeddings=np.asarray([vector], dtype=np.float32),
            n_results=top_k,
            include=["distances"],
        )
        distances = (got["distances"] or [[]])[0]
        return [
            Hit.of(entry_id, max(0.0, min(1.0, 1.0 - float(distance))))
            for entry_id, distance in zip(got["ids"][0], distances, strict=True)
        ]


def _digests(collection: Collection) -> Iterator[tuple[str, str]]:
    for offset in range(0, collection.count(), _BATCH):
        got = collection.get(include=["metadatas"], limit=_BATCH, offset=offset)
        for entry_id, meta in zip(got["ids"], got["metadatas"] or [], strict=True):
            yield entry_id, str(meta["digest"])


def remove_index(folder: Path) -> None:
    """Delete an index folder that cannot be used any more."""
    from chromadb.api.client import SharedSystemClient  # type: ignore[attr-defined]

    SharedSystemClient.clear_system_cache()  # it would go on with files that are gone
    shutil.rmtree(folder, ignore_errors=True)
