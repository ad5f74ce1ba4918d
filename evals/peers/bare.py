"""The local model alone: it is asked without any text to answer from."""

from __future__ import annotations

from collections.abc import Sequence

from assistant import Answer
from assistant.types import Turn
from evals.peers.base import MAX_TOKENS, Entry, Shared, peer_errors

PROMPT = "You are a helpful assistant. Answer briefly. If you don't know the answer, say so."


class Bare:
    """Question and history go to the model as they are, after one line of instruction."""

    cites = False

    def __init__(self, shared: Shared) -> None:
        self._server = shared.server()
        self._model = shared.chat(self._server)

    async def ask(self, question: str, history: Sequence[Turn]) -> Answer:
        with peer_errors():
            reply = await self._model.ainvoke([("system", PROMPT), *history, ("user", question)])
        return Answer(reply.text)

    def close(self) -> None:
        self._server.close()


ENTRY = Entry(
    "bare",
    "the model alone",
    Bare,
    f"no retrieval; instruction: {PROMPT!r}; at most {MAX_TOKENS} tokens",
    ("langchain-openai", "xllamacpp"),
)
