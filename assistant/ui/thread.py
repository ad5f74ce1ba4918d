"""A conversation as values: exchanges of a question and what became of it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from assistant.types import Answer, Citation, Delta, Event, Step, Turn

Status = Literal["pending", "done", "failed", "stopped"]
Verdict = Literal["up", "down"]


def _new_id() -> str:
    return secrets.token_hex(6)


@dataclass(frozen=True, slots=True)
class Exchange:
    """One question and its answer so far. A retry is a new exchange with a new ``id``."""

    id: str
    question: str
    status: Status = "pending"
    text: str = ""
    step: Step | None = None
    answer: Answer | None = None
    notice: str = ""
    verdict: Verdict | None = None


Thread = tuple[Exchange, ...]


def begin(question: str) -> Exchange:
    """A new exchange, waiting for its answer."""
    return Exchange(id=_new_id(), question=question)


def advance(exchange: Exchange, event: Event) -> Exchange:
    """The exchange after one more event of ``Answerer.stream``."""
    if isinstance(event, Step):
        return replace(exchange, step=event)
    if isinstance(event, Delta):
        return replace(exchange, text=exchange.text + event.text)
    return replace(exchange, status="done", text=event.text, step=None, answer=event)


def fail(exchange: Exchange, notice: str) -> Exchange:
    """The exchange ended by an error; ``notice`` is what the user reads."""
    return replace(exchange, status="failed", text="", step=None, notice=notice)


def stop(thread: Thread) -> Thread:
    """The thread with an unfinished last exchange marked as stopped by the user."""
    if not thread or thread[-1].status != "pending":
        return thread
    return (*thread[:-1], replace(thread[-1], status="stopped", step=None))


def judge(thread: Thread, exchange_id: str, verdict: Verdict) -> Thread:
    """The thread with the user's verdict on one answer."""
    return tuple(replace(e, verdict=verdict) if e.id == exchange_id else e for e in thread)


def find(thread: Thread, exchange_id: str) -> Exchange | None:
    """The exchange of that id, if it is still part of the thread."""
    return next((e for e in thread if e.id == exchange_id), None)


def citation_of(thread: Thread, key: str) -> tuple[Exchange, int, Citation] | None:
    """The citation that a marker's key ``<exchange id>:<position>`` points at."""
    exchange_id, _, position = key.partition(":")
    exchange = find(thread, exchange_id)
    if exchange is None or exchange.answer is None or not position.isdecimal():
        return None
    number, citations = int(position), exchange.answer.citations
    return (exchange, number, citations[number]) if number < len(citations) else None


def history(thread: Sequence[Exchange]) -> tuple[Turn, ...]:
    """Turns for the assistant: answered questions only, as plain text."""
    turns: list[Turn] = []
    for exchange in thread:
        if exchange.answer is not None:
            turns += [("user", exchange.question), ("assistant", exchange.answer.text)]
    return tuple(turns)
