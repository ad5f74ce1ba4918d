"""What the page needs from an assistant, and nothing more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from assistant.types import Answer, Event, Passage, Turn


class Answerer(Protocol):
    """The part of ``assistant.Assistant`` that the page uses. Methods raise AssistantError."""

    @property
    def examples(self) -> Sequence[str]:
        """Questions to offer on the empty page."""
        ...

    @property
    def knowledge_note(self) -> str:
        """What the knowledge holds and up to when, in a few words."""
        ...

    @property
    def model_name(self) -> str: ...

    @property
    def notices(self) -> Sequence[str]:
        """What the user should know before asking, such as a missing model."""
        ...

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Event]:
        """Steps and text as they come; the last event is the Answer."""
        ...

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer: ...

    def passage(self, passage_id: str) -> Passage: ...
