"""Knowledge → entries → both indexes, embedding only what is new or changed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from assistant.core.knowledge import Knowledge
from assistant.core.text import before, evidence_spans
from assistant.ports import Embedder, Entry, PassageIndex, Vector
from assistant.types import Fact, IndexReport, Passage

Progress = Callable[[int, int], None]
_BY_MEANING = ("near_miss", "answer")  # units that are not found by their words
_BATCH = 512  # long enough to sort texts by length: it embeds twice as fast as 64


class LexicalStore(Protocol):
    """What the indexer needs of the lexical side."""

    def digests(self) -> dict[str, str]: ...
    def upsert(self, entries: Sequence[Entry]) -> None: ...
    def delete(self, entry_ids: Sequence[str]) -> None: ...


def entries_of(knowledge: Knowledge) -> Iterator[Entry]:
    """All that is embedded: passages; sentences and statements, twice; forms; near misses."""
    for passage in knowledge.passages.values():
        yield from _passage_entries(passage)
    for fact in knowledge.facts.values():
        yield from _fact_entries(fact)


def _passage_entries(passage: Passage) -> Iterator[Entry]:
    title = passage.article.title
    yield Entry("passage", passage.id, f"{title}\n{passage.text}")
    for start, end in evidence_spans(passage.text):
        said = passage.text[start:end]
        context = f"{title}: {before(passage.text, start)} {said}"
        yield Entry("sentence", passage.id, said, start, end)
        yield Entry("answer", passage.id, said, start, end, context)


def _fact_entries(fact: Fact) -> Iterator[Entry]:
    yield Entry("statement", fact.id, fact.statement)
    yield Entry("answer", fact.id, fact.statement)
    for number, question in enumerate(fact.questions):
        yield Entry("question", fact.id, question, number)
    for number, question in enumerate(fact.near_misses):
        yield Entry("near_miss", fact.id, question, number)


def _vectors(
    entries: Sequence[Entry], embed: Callable[[Sequence[str]], Sequence[Vector]]
) -> list[Vector]:
    """One for each entry: of its text, or the mean of that and of the text in its context."""
    vectors = list(embed([e.text for e in entries]))
    within = [n for n, e in enumerate(entries) if e.context]
    in_context = embed([entries[n].context for n in within]) if within else []
    for n, other in zip(within, in_context, strict=True):
        vectors[n] = [(a + b) / 2 for a, b in zip(vectors[n], other, strict=True)]
    return vectors


def sync(
    knowledge: Knowledge,
    *,
    embedder: Embedder,
    dense: PassageIndex,
    lexical: LexicalStore,
    progress: Progress | None = None,
) -> IndexReport:
    """Bring both indexes to the state of the files; an interrupted run is finished by the next.

    What is gone is deleted first, so that nothing stale is served beside its replacement; an
    entry counts as stored only when each side that it belongs to holds its digest.
    """
    began = time.perf_counter()
    wanted = {entry.id: entry for entry in entries_of(knowledge)}
    stored, words = dense.digests(), lexical.digests()
    gone = [i for i in {**stored, **words} if i not in wanted]
    if gone:
        dense.delete([i for i in gone if i in stored])
        lexical.delete(gone)
    to_embed = [e for e in wanted.values() if stored.get(e.id) != e.digest]
    listed = [e for e in wanted.values() if e.unit not in _BY_MEANING]
    to_list = [e for e in listed if words.get(e.id) != e.digest]
    if to_list:
        lexical.upsert(to_list)
    if progress and to_embed:
        progress(0, len(to_embed))
    for at in range(0, len(to_embed), _BATCH):
        batch = to_embed[at : at + _BATCH]
        for as_texts, embed in ((True, embedder.embed), (False, embedder.embed_questions)):
            chosen = [e for e in batch if (e.space == "texts") == as_texts]
            dense.upsert(chosen, _vectors(chosen, embed))
        if progress:
            progress(at + len(batch), len(to_embed))
    changed = {e.id for e in to_embed} | {e.id for e in to_list}
    updated = sum(1 for i in changed if i in stored)
    return IndexReport(
        added=len(changed) - updated,
        updated=updated,
        removed=len(gone),
        unchanged=len(wanted) - len(changed),
        seconds=time.perf_counter() - began,
    )
