"""``Assistant``: the one object that callers, the terminal, the page and the evals use."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import urlparse

from assistant import build
from assistant.core.documents import fetch_article, find_articles, read_article, to_markdown
from assistant.core.knowledge import Knowledge
from assistant.core.tables.ledger import Table
from assistant.errors import DocumentError, KnowledgeError, StorageError
from assistant.ports import ChatModel
from assistant.settings import NO_MODEL, Settings
from assistant.types import Answer, Article, Event, Evidence, FactType, IndexReport, Passage, Turn

if TYPE_CHECKING:
    from langchain_core.retrievers import BaseRetriever

    from assistant.adapters.langchain import AnswerChain

Progress = Callable[[int, int], None]


class Assistant:
    """Answers questions about its knowledge, with citations.

    Making one only validates the knowledge; models and index are loaded at first use, or ahead
    of it by ``warm()``. Safe to use from several threads.

    Raises:
        KnowledgeError: a knowledge file is broken (``file:line``).
        ModelError: the chat model named in the settings cannot be set up.
    """

    def __init__(
        self, settings: Settings | None = None, *, progress: Progress | None = None
    ) -> None:
        self.settings = settings or Settings()
        self._progress = progress
        self._lock = threading.RLock()
        self._notices: list[str] = []
        self._knowledge = build.knowledge_of(self.settings)
        self._model = build.chat_model(self.settings, on_notice=self._on_notice)
        self._parts: build.Parts | None = None

    def _on_notice(self, reason: str) -> None:
        self._notices.append(
            f"No chat model: {reason}. Answers come from facts and extracts meanwhile."
        )

    def _wired(self) -> build.Parts:
        with self._lock:
            if self._parts is None:
                self._parts = build.wire(
                    self.settings, self._knowledge, model=self._model, progress=self._progress
                )
            return self._parts

    def warm(self) -> None:
        """Load everything now, the chat model included."""
        self._wired().embedder.warm()
        if self._model is not None:
            self._model.warm()

    def use(self, model: ChatModel | None) -> None:
        """Answer with another chat model from here on; None: with none."""
        parts = self._wired()
        parts.pipeline.calls = parts.calls_of(model)

    def ask(
        self, question: str, history: Sequence[Turn] = (), *, packs: Collection[str] = ()
    ) -> Answer:
        """Answer a question; ``history`` is earlier turns as ("user" | "assistant", text).

        With ``packs``, only those parts of the knowledge are used: "article" is the article,
        "public" the other reporting, "added" what the user added.

        Raises:
            QuestionError: the question is empty or too long.
            KnowledgeError: a pack is unknown.
        """
        for event in self.stream(question, history, packs=packs):
            if isinstance(event, Answer):
                return event
        raise AssertionError("a stream always ends with an answer")

    def stream(
        self, question: str, history: Sequence[Turn] = (), *, packs: Collection[str] = ()
    ) -> Iterator[Event]:
        """As ``ask``, but with steps and text as they come; the last event is the ``Answer``."""
        turns = [(str(role), str(text)) for role, text in history]
        yield from self._wired().pipeline.stream(question, turns, self._known(packs))

    def _known(self, packs: Collection[str]) -> frozenset[str]:
        chosen = frozenset([packs] if isinstance(packs, str) else packs)
        if unknown := sorted(chosen - set(self._knowledge.packs)):
            raise KnowledgeError(
                f"no pack is called {unknown[0]!r}; there are {', '.join(self._knowledge.packs)}"
            )
        return chosen

    def chat(self) -> Chat:
        """A conversation that remembers its turns."""
        return Chat(self)

    def retrieve(self, question: str, top_k: int | None = None) -> list[Evidence]:
        """The evidence nearest to a question, best first."""
        reading = self._wired().pipeline.read(question)
        return list(reading.evidence(top_k or self.settings.top_k))

    def passages(
        self, question: str, top_k: int | None = None, history: Sequence[Turn] = ()
    ) -> list[Passage]:
        """The passages nearest to a question in its conversation, best first.

        For prompts of your own: no fact takes part, and nothing is judged.
        """
        found = self._wired().pipeline.passages(question, history)
        return found[: top_k or self.settings.top_k]

    def facts(
        self,
        type: FactType | None = None,  # noqa: A002 - the name of the field
        *,
        who: str | None = None,
        origin: str | None = None,
        target: str | None = None,
        after: str | None = None,
        before: str | None = None,
        above: float | None = None,
        packs: Collection[str] = (),
    ) -> Table:
        """The typed facts that meet all conditions, as a table (``to_csv``, ``to_frame``).

        ``who``, ``origin`` and ``target`` are names in any spelling that the knowledge knows;
        ``after`` and ``before`` ISO dates or parts of them; ``above`` an amount in the fact's
        own unit. For a deal, ``origin`` is what was bought and ``target`` who bought it.
        """
        return self._wired().ledger.select(
            type=type,
            who=who,
            origin=origin,
            target=target,
            after=after,
            before=before,
            above=above,
            packs=self._known(packs),
        )

    def as_retriever(self, top_k: int | None = None) -> BaseRetriever:
        """A LangChain retriever over the same evidence."""
        from assistant.adapters.langchain import EvidenceRetriever

        return EvidenceRetriever(retrieve=lambda question: self.retrieve(question, top_k))

    @property
    def chain(self) -> AnswerChain:
        """A LangChain Runnable: a question, or {"question", "history"}, in; an ``Answer`` out."""
        from assistant.adapters.langchain import AnswerChain

        return AnswerChain(self.stream)

    def index(self, rebuild: bool = False, progress: Progress | None = None) -> IndexReport:
        """Bring the index to the state of the files; returns what changed, in entries."""
        with self._lock:
            self._knowledge = build.knowledge_of(self.settings)
            self._drop()
            self._parts = build.wire(
                self.settings,
                self._knowledge,
                model=self._model,
                rebuild=rebuild,
                progress=progress or self._progress,
            )
            return self._parts.report

    def add(self, source: str | Path) -> IndexReport:
        """Add an article: a .md, .txt or .html file, a folder of them, or an http(s) address.

        Raises:
            DocumentError: it cannot be read as an article; nothing is changed.
        """
        folder = build.added_folder(self.settings)
        for article in _articles(source):
            _save(article, folder)
        return self.index()

    def passage(self, passage_id: str) -> Passage:
        """A passage by id. Raises KnowledgeError if there is none."""
        try:
            return self._knowledge.passages[passage_id]
        except KeyError:
            raise KnowledgeError(f"no passage is called {passage_id!r}; ask again") from None

    @property
    def knowledge(self) -> Knowledge:
        return self._knowledge

    @property
    def knowledge_note(self) -> str:
        """What the knowledge holds and up to when."""
        return self._knowledge.note

    @property
    def model_name(self) -> str:
        return self._model.name if self._model else NO_MODEL

    @property
    def notices(self) -> Sequence[str]:
        """What the user should know before asking, such as a missing chat model."""
        return tuple(self._notices)

    @property
    def examples(self) -> Sequence[str]:
        """A few questions that the knowledge answers, from different parts of it."""
        return self._knowledge.examples

    def close(self) -> None:
        """End the chat model's process and close the index."""
        with self._lock:
            self._drop()
            if self._model is not None:
                self._model.close()

    def _drop(self) -> None:
        if self._parts is not None:
            self._parts.close()
            self._parts = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Chat:
    """A conversation: each question is understood in the light of the turns before it."""

    def __init__(self, assistant: Assistant) -> None:
        self._assistant = assistant
        self.history: list[Turn] = []

    def ask(self, question: str) -> Answer:
        """Ask the next question. Raises QuestionError."""
        answer = self._assistant.ask(question, self.history)
        self.history += [("user", question), ("assistant", answer.text)]
        return answer

    def stream(self, question: str) -> Iterator[Event]:
        """As ``ask``, with events as they come."""
        for event in self._assistant.stream(question, self.history):
            if isinstance(event, Answer):
                self.history += [("user", question), ("assistant", event.text)]
            yield event


def _articles(source: str | Path) -> list[Article]:
    if isinstance(source, str) and urlparse(source).scheme in ("http", "https"):
        return [fetch_article(source)]
    path = Path(source).expanduser()
    if path.is_dir():
        paths = find_articles(path)
        if not paths:
            raise DocumentError(f"{path}: holds no articles (.md, .txt, .html)")
        return [read_article(p) for p in paths]
    return [read_article(path)]


def _save(article: Article, folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part = folder / f".{article.slug}.part"
        part.write_text(to_markdown(article), encoding="utf-8")
        part.replace(folder / f"{article.slug}.md")
    except OSError as error:
        raise StorageError(f"{folder}: cannot be written ({error.strerror or error})") from error
