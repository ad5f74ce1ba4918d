"""One call of a chat model: a prompt filled in, a reply that fits its schema, and what it took."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from assistant.core.prompts import Prompts
from assistant.errors import ModelCallError
from assistant.ports import ChatModel


class Log(Protocol):
    """Where the seconds of a call go, and what the user should know of it."""

    timings: dict[str, float]
    notices: list[str]


class Calls:
    """Sends the prompts to one chat model. A call that fails is noted, not raised."""

    def __init__(self, model: ChatModel, prompts: Prompts) -> None:
        self.model = model
        self.prompts = prompts

    def reply(
        self, prompt: str, schema: Mapping[str, Any], max_tokens: int, log: Log, **values: str
    ) -> dict[str, Any] | None:
        """The reply to a prompt, or None if the model cannot be asked."""
        messages = self.prompts.messages(prompt, **values)
        with logged(log, prompt):
            return self.model.complete(messages, schema=schema, max_tokens=max_tokens)
        return None


@contextmanager
def logged(log: Log, step: str) -> Iterator[None]:
    """Adds the seconds; a model that cannot be asked leaves a notice and no reply."""
    began = time.perf_counter()
    try:
        yield
    except ModelCallError as error:
        log.notices.append(f"The chat model could not be asked: {error}")
    finally:
        log.timings[step] = log.timings.get(step, 0.0) + time.perf_counter() - began
