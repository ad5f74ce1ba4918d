"""What happens when the user asks, retries, stops, opens a source or gives a verdict.

The page's only broad ``except`` is here: an unforeseen error becomes a short reference id for
the user and a traceback in the log, and the page stays up.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from assistant.errors import AssistantError, QuestionError
from assistant.ui import evidence
from assistant.ui.feedback import FeedbackLog
from assistant.ui.protocol import Answerer
from assistant.ui.run import Run
from assistant.ui.thread import (
    Exchange,
    Thread,
    Verdict,
    advance,
    begin,
    citation_of,
    fail,
    find,
    history,
    judge,
    stop,
)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class View:
    """What the page shows after a step. ``draft`` replaces the typed text; None leaves it."""

    thread: Thread
    draft: str | None = None

    @property
    def busy(self) -> bool:
        return bool(self.thread) and self.thread[-1].status == "pending"


class Handlers:
    """The page's behaviour, apart from widgets."""

    def __init__(self, assistant: Answerer, feedback: FeedbackLog | None = None) -> None:
        self._assistant = assistant
        self._feedback = feedback
        self._runs: dict[str, Run] = {}

    def ask(self, question: str, thread: Thread) -> Iterator[View]:
        """Answer a question, one view for each event.

        There is no view if nothing is to change: the question is empty, or one is under way.
        """
        question = question.strip()
        if not question or View(thread).busy:
            return
        exchange = begin(question)
        yield View((*thread, exchange), draft="")
        yield from self._answer(thread, exchange)

    def example(self, index: int, thread: Thread) -> Iterator[View]:
        """Ask one of the example questions."""
        examples = self._assistant.examples
        if 0 <= index < len(examples):
            yield from self.ask(examples[index], thread)

    def retry(self, thread: Thread) -> Iterator[View]:
        """Ask the last question again, as a new exchange in place of the last."""
        if thread and thread[-1].status != "pending":
            exchange = begin(thread[-1].question)
            yield View((*thread[:-1], exchange))
            yield from self._answer(thread[:-1], exchange)

    def undo(self, thread: Thread) -> View:
        """Take the last question back into the box."""
        return View(thread[:-1], draft=thread[-1].question) if thread else View(thread)

    def stop(self, thread: Thread) -> View | None:
        """End an answer under way and keep what there is of it. None: ``ask`` shows it."""
        run = self._runs.get(thread[-1].id) if thread else None
        if run is None:
            return View(stop(thread))
        run.leave()
        return None

    def new(self, thread: Thread) -> View:
        """Begin an empty conversation, leaving an answer under way."""
        run = self._runs.get(thread[-1].id) if thread else None
        if run is not None:
            run.leave(discard=True)
        return View((), draft="")

    def source(self, key: str, thread: Thread) -> str:
        """The evidence panel for a marker; ``key`` is ``<exchange id>:<position>``."""
        found = citation_of(thread, key)
        if found is None:
            return evidence.gone()
        exchange, position, citation = found
        try:
            passage = self._assistant.passage(citation.passage_id)
        except AssistantError as error:
            _log.warning("passage %s: %s", citation.passage_id, error)
            passage = None
        return evidence.panel(exchange, position, passage)

    def judge(self, exchange_id: str, verdict: str, thread: Thread) -> Thread:
        """Log a verdict ("up" or "down") and show it. Raises StorageError."""
        exchange = find(thread, exchange_id)
        if self._feedback is None or exchange is None or exchange.answer is None:
            return thread
        choice: Verdict = "up" if verdict == "up" else "down"
        self._feedback.write(exchange, choice)
        return judge(thread, exchange_id, choice)

    def chat(self, question: str, history: list[list[str]] | None = None) -> dict[str, Any]:
        """Answer a question with citations. ``history`` is a list of [role, text] pairs."""
        return self._assistant.ask(question, _turns(history)).to_dict()

    def _answer(self, thread: Thread, exchange: Exchange) -> Iterator[View]:
        turns = history(thread)
        run = Run(lambda: self._assistant.stream(exchange.question, turns))
        self._runs[exchange.id] = run
        try:
            yield from self._follow(run, thread, exchange)
        finally:
            run.leave()
            del self._runs[exchange.id]

    def _follow(self, run: Run, thread: Thread, exchange: Exchange) -> Iterator[View]:
        try:
            for event in run:
                exchange = advance(exchange, event)
                yield View((*thread, exchange))
            if run.left:
                yield View(()) if run.discarded else View(stop((*thread, exchange)))
            elif exchange.answer is None:
                raise RuntimeError("the stream ended without an answer")
        except QuestionError as error:
            yield View((*thread, fail(exchange, str(error))), draft=exchange.question)
        except AssistantError as error:
            yield View((*thread, fail(exchange, str(error))))
        except Exception:  # noqa: BLE001 - the page must stay up
            reference = secrets.token_hex(3)
            _log.exception("unforeseen error, reference %s", reference)
            notice = f"Something went wrong (reference {reference}). The log has the details."
            yield View((*thread, fail(exchange, notice)))


def _turns(history: list[list[str]] | None) -> tuple[tuple[str, str], ...]:
    turns = []
    for turn in history or ():
        if len(turn) != 2 or turn[0] not in ("user", "assistant"):
            raise QuestionError(
                f"history holds {turn!r}; each turn is a pair such as "
                '["user", "Who left Apple?"] or ["assistant", "…"]'
            )
        turns.append((turn[0], turn[1]))
    return tuple(turns)
