"""The assistant itself, as it ships: with the local model, and with none."""

from __future__ import annotations

from collections.abc import Sequence

from assistant import Answer, Assistant, AssistantError
from assistant.settings import LOCAL_MODEL, NO_MODEL
from assistant.types import Turn
from evals.peers.base import Entry, PeerError, Shared

_PACKAGES = ("talent-war-assistant", "chromadb", "xllamacpp")


class Ours:
    """An assistant with a model. Its citations count: what is right has to be cited right."""

    cites = True

    def __init__(self, shared: Shared, model: str) -> None:
        self._bot = Assistant(shared.settings.model_copy(update={"model": model}))
        self._bot.warm()

    async def ask(self, question: str, history: Sequence[Turn]) -> Answer:
        try:
            return self._bot.ask(question, list(history))
        except AssistantError as error:
            raise PeerError(str(error)) from error

    def close(self) -> None:
        self._bot.close()


def _with_model(shared: Shared) -> Ours:
    shared.server()  # says at once if the model is not here; without it the assistant would go on
    return Ours(shared, LOCAL_MODEL)


def _without_model(shared: Shared) -> Ours:
    return Ours(shared, NO_MODEL)


WITH_MODEL = Entry(
    "ours-local",
    "this assistant",
    _with_model,
    "as it ships, curated facts among its knowledge; citations judged too",
    _PACKAGES,
    LOCAL_MODEL,
)
WITHOUT_MODEL = Entry(
    "ours-none",
    "this assistant, no model",
    _without_model,
    "as it ships with no chat model, curated facts among its knowledge; citations judged too",
    _PACKAGES,
    NO_MODEL,
)
