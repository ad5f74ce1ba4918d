"""``Settings`` → wired objects. The only room that knows which adapter stands behind what."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from assistant import indexer
from assistant.adapters import weights
from assistant.adapters.embedder import MiniLMEmbedder
from assistant.adapters.index import ChromaIndex, remove_index
from assistant.adapters.lexical import LexicalIndex
from assistant.adapters.llm import LangChainModel, connect
from assistant.cascade import Cascade
from assistant.core.answering import Judge
from assistant.core.attribution import Attributor
from assistant.core.chat_calls import ChatCalls
from assistant.core.close_reading import CloseReader
from assistant.core.corrector import Corrector
from assistant.core.entities import EntityLinker
from assistant.core.gate import load_gates
from assistant.core.knowledge import Knowledge, load_knowledge
from assistant.core.languages import Languages
from assistant.core.names import names_from_text, small_words
from assistant.core.paraphrases import Paraphrases
from assistant.core.premises.premises import Premises
from assistant.core.prompts import load_prompts
from assistant.core.reckoning.reckoner import Reckoner
from assistant.core.retriever import Retriever
from assistant.core.support import SupportMaker
from assistant.core.tables.counting import Counter
from assistant.core.tables.ledger import Ledger
from assistant.core.tables.words import is_table_word
from assistant.core.talk.courtesy import Courtesy
from assistant.core.telling import Teller
from assistant.core.text import STOP_WORDS, words
from assistant.core.wording import Abstainer
from assistant.errors import IndexBusyError, IndexMismatchError, StorageError
from assistant.pipeline import Pipeline
from assistant.ports import ChatModel
from assistant.settings import Settings
from assistant.types import IndexReport

_LOCK_SECONDS = 600.0
Progress = Callable[[int, int], None]


@dataclass(slots=True)
class Parts:
    """What an assistant is made of."""

    pipeline: Pipeline
    judge: Judge
    ledger: Ledger
    embedder: MiniLMEmbedder
    report: IndexReport
    close: Callable[[], None]
    linker: EntityLinker
    calls_of: Callable[[ChatModel | None], ChatCalls | None]


def added_folder(settings: Settings) -> Path:
    """Where articles are kept that were added by the user, for this knowledge folder."""
    return settings.data_dir / "added" / _key(settings.knowledge)


def index_folder(settings: Settings) -> Path:
    """Where the index of this knowledge folder is kept."""
    return settings.data_dir / "index" / _key(settings.knowledge)


def _key(folder: Path) -> str:
    return f"{folder.name}-{hashlib.sha256(str(folder).encode()).hexdigest()[:8]}"


def knowledge_of(settings: Settings) -> Knowledge:
    """Load and validate the knowledge folder and what was added. Raises KnowledgeError."""
    return load_knowledge(settings.knowledge, added_folder(settings))


def chat_model(
    settings: Settings, *, on_notice: Callable[[str], None] | None = None
) -> LangChainModel | None:
    """The chat model of the settings, or None; ``on_notice`` hears why there is none."""
    return connect(settings, on_notice=on_notice)


def wire(
    settings: Settings,
    knowledge: Knowledge,
    *,
    model: LangChainModel | None,
    rebuild: bool = False,
    progress: Progress | None = None,
) -> Parts:
    """Open the indexes, bring them up to date and wire the pipeline."""
    embedder = MiniLMEmbedder(weights.locate_embedder(settings.cache_dir))
    threading.Thread(target=_quietly(embedder.warm), daemon=True).start()
    dense, lexical, report = _open(settings, knowledge, embedder, rebuild, progress)
    linker = _linker(knowledge, embedder)
    supports = SupportMaker(knowledge, linker)
    retriever = Retriever(knowledge, embedder=embedder, dense=dense, lexical=lexical)
    gates = load_gates()
    closer = CloseReader(embedder, gates, knowledge.curated)
    judge = Judge(retriever, supports, linker, gates, closer)
    ledger = Ledger(knowledge.facts.values(), linker)
    languages = Languages(linker, lambda word: word in STOP_WORDS or linker.knows(word))
    prompts = load_prompts(settings.prompts)

    def calls_of(model: ChatModel | None) -> ChatCalls | None:
        return ChatCalls(model, prompts, linker, languages, judge.gates) if model else None

    pipeline = Pipeline(
        judge,
        linker,
        languages,
        _cascade(settings, knowledge, judge, ledger, linker, embedder),
        Attributor(knowledge, judge.nearest),
        Courtesy(knowledge),
        calls=calls_of(model),
        max_question_chars=settings.max_question_chars,
    )
    return Parts(pipeline, judge, ledger, embedder, report, lexical.close, linker, calls_of)


def _cascade(
    settings: Settings,
    knowledge: Knowledge,
    judge: Judge,
    ledger: Ledger,
    linker: EntityLinker,
    embedder: MiniLMEmbedder,
) -> Cascade:
    premises = Premises(knowledge, linker)
    return Cascade(
        judge,
        Counter(ledger, linker, embedder),
        Reckoner(knowledge.facts.values(), linker),
        Teller(knowledge, linker),
        premises,
        Corrector(judge, linker, premises.reporters),
        Abstainer(knowledge, linker, judge.support),
        Paraphrases(embedder, embedder),
        top_k=settings.top_k,
        curated=knowledge.curated,
    )


def _quietly(load: Callable[[], None]) -> Callable[[], None]:
    def run() -> None:
        # Whoever needs the model next gets the same error in their own thread.
        with suppress(Exception):
            load()

    return run


def _open(
    settings: Settings,
    knowledge: Knowledge,
    embedder: MiniLMEmbedder,
    rebuild: bool,
    progress: Progress | None,
) -> tuple[ChromaIndex, LexicalIndex, IndexReport]:
    folder = index_folder(settings)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with FileLock(folder / "lock").acquire(timeout=_LOCK_SECONDS):
            if rebuild:
                _clear(folder)
            try:
                dense = _dense(folder, embedder)
            except IndexMismatchError:
                _clear(folder)  # the files are the truth; an index of another model is worthless
                dense = _dense(folder, embedder)
            lexical = LexicalIndex(folder / "words.sqlite")
            report = _sync(folder, knowledge, embedder, dense, lexical, progress)
            return dense, lexical, report
    except Timeout as error:
        raise IndexBusyError(f"{folder}: another process is indexing; try again later") from error
    except OSError as error:
        raise StorageError(f"{folder}: cannot be written ({error.strerror or error})") from error


def _dense(folder: Path, embedder: MiniLMEmbedder) -> ChromaIndex:
    return ChromaIndex(folder / "chroma", embedder=embedder.name, embedder_digest=embedder.digest)


def _clear(folder: Path) -> None:
    remove_index(folder / "chroma")
    for name in ("words.sqlite", "manifest.json"):
        (folder / name).unlink(missing_ok=True)


def _sync(
    folder: Path,
    knowledge: Knowledge,
    embedder: MiniLMEmbedder,
    dense: ChromaIndex,
    lexical: LexicalIndex,
    progress: Progress | None,
) -> IndexReport:
    """Synchronise unless the manifest says that nothing has changed since the last full run."""
    digest = hashlib.sha256()
    count = 0
    for entry in indexer.entries_of(knowledge):
        digest.update(f"{entry.id}\x1f{entry.digest}\n".encode())
        count += 1
    state = {"digest": digest.hexdigest(), "embedder": embedder.digest, "entries": count}
    manifest = folder / "manifest.json"
    with suppress(OSError, ValueError):
        if json.loads(manifest.read_text()) == state and dense.count() == count:
            return IndexReport(unchanged=count)
    manifest.unlink(missing_ok=True)
    report = indexer.sync(
        knowledge, embedder=embedder, dense=dense, lexical=lexical, progress=progress
    )
    manifest.write_text(json.dumps(state))
    return report


def _linker(knowledge: Knowledge, embedder: MiniLMEmbedder) -> EntityLinker:
    listed = knowledge.entities
    known = {a.lower() for e in listed for a in (e.name, *e.aliases)}
    # A list that came with the knowledge is complete for its own articles.
    complete = knowledge.curated if listed else frozenset()
    texts = [p.text for p in knowledge.passages.values() if p.article.slug not in complete]
    small = small_words(texts)
    found = [e for e in names_from_text(texts, small) if e.name.lower() not in known]
    facts = knowledge.facts.values()
    told = (*(f.statement for f in facts), *(p.text for p in knowledge.passages.values()))
    return EntityLinker(
        (*listed, *found),
        vocabulary=[w for text in told for w in words(text)],
        asked={w for f in facts for text in f.questions for w in words(text)},
        is_word=lambda word: _is_word(word, embedder),
        common=small,
    )


def _is_word(word: str, embedder: MiniLMEmbedder) -> bool:
    """Whether a folded word is one of the language; "ten-billion" is, for its parts are."""
    return embedder.is_word(word) or all(
        embedder.is_word(part) or is_table_word(part) for part in word.split("-")
    )
