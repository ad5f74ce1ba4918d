"""The Gradio page: widgets, wired to ``handlers``. Importing this module loads Gradio."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.events import api

from assistant.errors import AssistantError
from assistant.ui.assets import asset, icon
from assistant.ui.feedback import FeedbackLog
from assistant.ui.handlers import Handlers, View
from assistant.ui.protocol import Answerer
from assistant.ui.render import notice_html, thread_html, welcome
from assistant.ui.thread import Thread

TITLE = "Talent War Assistant"
DESCRIPTION = "Answers about the contest for AI researchers, each with its source."
ANSWERS_AT_ONCE = 4

Updates = tuple[Any, ...]


def build_page(
    assistant: Answerer, *, title: str = TITLE, feedback_file: Path | None = None
) -> gr.Blocks:
    """The page as Blocks. Serve it with ``page_options()``, or it has neither style nor scripts.

    Verdicts on answers are asked for and logged if there is a ``feedback_file``.
    """
    feedback = FeedbackLog(feedback_file) if feedback_file else None
    page = _Page(assistant, Handlers(assistant, feedback), feedback is not None, title)
    blocks: gr.Blocks = gr.Blocks(title=title, analytics_enabled=False, fill_width=True)
    with blocks:
        page.lay_out()
        page.wire()
    blocks.queue(default_concurrency_limit=ANSWERS_AT_ONCE)
    return blocks


def page_options() -> dict[str, Any]:
    """What ``launch`` and ``mount_gradio_app`` need besides the Blocks: style, scripts, privacy."""
    fonts = ["system-ui", "-apple-system", "Segoe UI", "Roboto", "sans-serif"]
    return {
        "theme": gr.themes.Base(font=fonts, font_mono=["ui-monospace", "Consolas", "monospace"]),
        # Not as "css": Gradio would prefix each selector, and break those with a list in them.
        "head": f"<style>{asset('page.css')}</style><script>{asset('theme.js')}</script>",
        "footer_links": [],
        "run_history": False,
        "ssr_mode": False,
        "show_error": False,
        # The page takes no files, but Gradio's upload route is always open.
        "max_file_size": 1,
    }


class _Page:
    """The widgets of one page and the events between them."""

    def __init__(self, assistant: Answerer, handlers: Handlers, feedback: bool, title: str) -> None:
        self._assistant = assistant
        self._handlers = handlers
        self._feedback = feedback
        self._title = title

    def lay_out(self) -> None:
        """Header, conversation with the question box below it, evidence beside it."""
        self._thread = gr.State(())
        with gr.Column(elem_id="tw-shell"):
            self._header = _html(self._header_html(), "header.js", "tw-header")
            with gr.Row(elem_id="tw-body"):
                with gr.Column(elem_id="tw-main"):
                    with gr.Column(elem_id="tw-log"):
                        start = welcome(self._assistant.examples)
                        self._past = _html(start, "conversation.js", "tw-past")
                        self._live = _html("", "conversation.js", "tw-live")
                    with gr.Row(elem_id="tw-composer"):
                        self._lay_out_composer()
                with gr.Column(elem_id="tw-side"):
                    self._source = _html("", "evidence.js", "tw-evidence")

    def _lay_out_composer(self) -> None:
        self._box = gr.Textbox(
            label="Your question",
            placeholder="Ask a question",
            show_label=False,
            container=False,
            lines=1,
            max_lines=8,
            autofocus=True,
            elem_id="tw-box",
        )
        self._ask = gr.Button("Ask", variant="primary", elem_id="tw-ask", min_width=64)
        self._stop = gr.Button("Stop", visible=False, elem_id="tw-stop", min_width=64)

    def wire(self) -> None:
        """Connect events. Answers share one concurrency limit, wherever they are asked for."""
        shown = [self._past, self._live, self._thread, self._box, self._ask, self._stop]
        quick: dict[str, Any] = {"queue": False, "show_progress": "hidden"}
        quick["api_visibility"] = "private"
        slow: dict[str, Any] = {
            "outputs": shown,
            "show_progress": "hidden",
            "api_visibility": "private",
            "concurrency_limit": ANSWERS_AT_ONCE,
            "concurrency_id": "answers",
            "trigger_mode": "once",
        }
        asked = [self._box, self._thread]
        gr.on([self._box.submit, self._ask.click], self._on_ask, asked, **slow)
        self._past.example(self._on_example, [self._thread], **slow)
        self._live.retry(self._on_retry, [self._thread], **slow)
        self._stop.click(self._on_stop, [self._thread], shown, **quick)
        self._header.new(self._on_new, [self._thread], shown, **quick)
        self._live.undo(self._on_undo, [self._thread], shown, **quick)
        self._source.open(self._on_open, [self._thread], [self._source], **quick)
        for part in (self._past, self._live):
            part.verdict(self._on_verdict, [self._thread], shown[:3], **quick)
        api(
            self._on_api,
            api_name="chat",
            api_description="Answer a question, with citations. "
            "`history` holds earlier turns as [role, text] pairs.",
            concurrency_limit=ANSWERS_AT_ONCE,
            concurrency_id="answers",
        )

    def _on_ask(self, question: str, thread: Thread) -> Iterator[Updates]:
        yield from self._show_all(self._handlers.ask(question, thread))

    def _on_example(self, thread: Thread, event: gr.EventData) -> Iterator[Updates]:
        index = _field(event, "index")
        position = int(index) if index.isdecimal() else -1
        yield from self._show_all(self._handlers.example(position, thread))

    def _on_retry(self, thread: Thread) -> Iterator[Updates]:
        yield from self._show_all(self._handlers.retry(thread))

    def _on_stop(self, thread: Thread) -> Updates:
        view = self._handlers.stop(thread)
        return self._show(view) if view else _unchanged()

    def _on_new(self, thread: Thread) -> Updates:
        return self._show(self._handlers.new(thread))

    def _on_undo(self, thread: Thread) -> Updates:
        return self._show(self._handlers.undo(thread))

    def _on_open(self, thread: Thread, event: gr.EventData) -> str:
        return self._handlers.source(_field(event, "key"), thread)

    def _on_verdict(self, thread: Thread, event: gr.EventData) -> Updates:
        try:
            exchange, verdict = _field(event, "exchange"), _field(event, "verdict")
            thread = self._handlers.judge(exchange, verdict, thread)
        except AssistantError as error:
            gr.Warning(escape(str(error)))
        return self._show(View(thread))[:3]

    def _on_api(self, question: str, history: list[list[str]] | None = None) -> dict[str, Any]:
        try:
            return self._handlers.chat(question, history)
        except AssistantError as error:
            raise gr.Error(str(error), print_exception=False) from error

    def _show_all(self, views: Iterator[View]) -> Iterator[Updates]:
        nothing = True
        for view in views:
            nothing = False
            yield self._show(view)
        if nothing:  # Gradio would empty every output of a generator that yields nothing
            yield _unchanged()

    def _show(self, view: View) -> Updates:
        """Updates for past, live, thread, box, ask, stop. The last exchange alone is live, so
        that a growing answer does not send the whole conversation again."""
        past, live = view.thread[:-1], view.thread[-1:]
        seen = [n for e in past if e.answer for n in e.answer.notices]
        options: dict[str, Any] = {
            "model_name": self._assistant.model_name,
            "feedback": self._feedback,
        }
        return (
            thread_html(past, last=False, **options) if live else welcome(self._assistant.examples),
            thread_html(live, last=True, seen=seen, **options),
            view.thread,
            gr.skip() if view.draft is None else view.draft,
            gr.update(visible=not view.busy),
            gr.update(visible=view.busy),
        )

    def _header_html(self) -> str:
        notices = "".join(
            f'<p class="tw-strip" role="status">{icon("info")}<span>{notice_html(notice)}</span>'
            f'<button type="button" class="tw-tool" data-act="dismiss" '
            f'aria-label="Dismiss notice">{icon("close")}</button></p>'
            for notice in self._assistant.notices
        )
        return (
            f'<header class="tw-head"><span class="tw-logo">{icon("logo")}</span>'
            f'<div class="tw-name"><h1>{escape(self._title)}</h1>'
            f'<p class="tw-description">{escape(DESCRIPTION)}</p>'
            f'<p class="tw-note">{escape(self._assistant.knowledge_note)}</p></div>'
            f"{_head_button('new', 'New conversation')}{_head_button('theme', 'Light or dark')}"
            f"</header>{notices}"
        )


def _unchanged() -> Updates:
    return tuple(gr.skip() for _ in range(6))


def _html(value: str, script: str, elem_id: str) -> gr.HTML:
    # "${value}" only: a Handlebars "{{value}}" would run "${…}" found in the value as code.
    return gr.HTML(
        value,
        html_template="${value}",
        js_on_load=asset(script),
        apply_default_css=False,
        elem_id=elem_id,
    )


def _head_button(act: str, label: str) -> str:
    return (
        f'<button type="button" class="tw-tool" data-act="{act}" aria-label="{label}" '
        f'title="{label}">{icon(act)}</button>'
    )


def _field(event: gr.EventData, name: str) -> str:
    """A field that the browser sent with an event, as text; it may be missing or anything."""
    data = event._data if isinstance(event._data, dict) else {}
    return str(data.get(name, ""))
