"""What the systems have in common: the texts they answer from, the local model, their door."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from assistant import Answer, Settings
from assistant.adapters import weights
from assistant.adapters.local_llm import LocalServer
from assistant.core.knowledge import Knowledge
from assistant.errors import WeightsError
from assistant.types import Turn

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

MAX_TOKENS = 512  # of one reply of the model to a peer: about 350 words
MODEL = weights.QWEN_CODER_1_5B


class PeerError(Exception):
    """A system gave no answer; the message says what it raised."""


@dataclass(frozen=True, slots=True)
class Source:
    """One article or page of the knowledge, as every system gets it."""

    name: str
    citation: str
    text: str


@dataclass(frozen=True, slots=True)
class Shared:
    """What systems are made of. ``limit`` is how long one answer may take, in seconds."""

    settings: Settings
    sources: tuple[Source, ...]
    limit: float

    def server(self) -> LocalServer:
        """A server of the local model, as the assistant would run it. Raises WeightsError."""
        have = weights.status(MODEL, self.settings.cache_dir)
        if not have.verified:
            raise WeightsError(f"{have.path}: {MODEL.name} {have.reason}; run `assistant fetch`")
        return LocalServer(have.path, context=self.settings.model_context)

    def chat(self, server: LocalServer) -> BaseChatModel:
        """LangChain's client of a server, deterministic and without retries."""
        from langchain_openai import ChatOpenAI
        from pydantic import SecretStr

        return ChatOpenAI(
            model="local",
            base_url=f"{server.url}/v1",
            api_key=SecretStr(server.key),
            temperature=0,
            max_completion_tokens=MAX_TOKENS,
            timeout=self.limit,
            max_retries=0,
            use_responses_api=False,
        )

    def embedder(self) -> Path:
        """The folder of the embedding model. Raises WeightsError."""
        return weights.locate_embedder(self.settings.cache_dir)


class System(Protocol):
    """One of those compared. ``cites`` says whether its citations are judged too."""

    @property
    def cites(self) -> bool: ...
    async def ask(self, question: str, history: Sequence[Turn]) -> Answer:
        """Its answer. Raises PeerError if it gives none; may be cancelled."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Entry:
    """A system by name, how it is set and what it is built of; ``make`` makes it ready to ask.

    ``assistant`` is the model of an assistant of ours; a peer has none.
    """

    name: str
    title: str
    make: Callable[[Shared], System]
    setting: str
    packages: tuple[str, ...]
    assistant: str = ""

    @property
    def versions(self) -> Mapping[str, str]:
        """The installed releases of its packages. Raises PackageNotFoundError."""
        return {name: metadata.version(name) for name in self.packages}


@contextmanager
def peer_errors() -> Iterator[None]:
    """Whatever a peer's libraries raise within becomes a PeerError."""
    try:
        yield
    # Each peer's libraries have their own exceptions: here all of them are turned into ours.
    except Exception as error:
        text = " ".join(str(error).split())[:300]
        raise PeerError(f"{type(error).__name__}: {text}") from error


def sources_of(knowledge: Knowledge) -> tuple[Source, ...]:
    """Every article and page: the texts of all its passages under its title, publisher, day."""
    found = []
    for article in knowledge.articles:
        title = "" if article.title.startswith("[") else article.title  # it was not seen
        citation = ", ".join(p for p in (title, article.publisher, article.published) if p)
        passages = [p.text for p in knowledge.passages_of(article.slug)]
        found.append(Source(article.slug, citation, "\n\n".join([citation, *passages])))
    return tuple(found)


def digest_of(sources: Sequence[Source]) -> str:
    """Changes with any text."""
    joined = "\x1f".join(text for s in sources for text in (s.name, s.citation, s.text))
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


def conversation(history: Sequence[Turn]) -> str:
    """The turns so far, one a line."""
    names = {"user": "Human", "assistant": "Assistant"}
    return "\n".join(f"{names[role]}: {text}" for role, text in history)
