"""The conversation as HTML. Every text that is not ours goes through ``html.escape``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape

from assistant.types import Answer
from assistant.ui.assets import icon
from assistant.ui.thread import Exchange, Thread
from assistant.ui.wording import byline, plain_text, route_text, step_text

_MARKER = re.compile(r"(\[\d{1,3}\])([.,;:!?)]*)")
_BOLD = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
_CODE = re.compile(r"`([^`]+)`")
_BULLET = re.compile(r"\s*(?:[-*•])\s+(.*)")
_NUMBERED = re.compile(r"\s*\d{1,3}[.)]\s+(.*)")


def welcome(examples: Sequence[str]) -> str:
    """The empty page: an invitation and example questions."""
    buttons = "".join(
        f'<li><button type="button" class="tw-example" data-act="example" '
        f'data-index="{i}">{escape(question)}</button></li>'
        for i, question in enumerate(examples)
    )
    listing = f'<ul class="tw-examples" aria-label="Example questions">{buttons}</ul>'
    return (
        '<section class="tw-welcome"><h2>Who hired whom, for how much, and who says so?</h2>'
        "<p>Ask in your own words. Every answer shows the passage it rests on; "
        "what the sources do not say is left unsaid.</p>"
        f"{listing if examples else ''}</section>"
    )


def thread_html(
    thread: Thread, *, model_name: str, feedback: bool, last: bool, seen: Sequence[str] = ()
) -> str:
    """Exchanges in order. ``last`` adds retry and undo; ``seen`` are notices already shown."""
    shown = set(seen)
    parts = []
    for exchange in thread:
        notices = exchange.answer.notices if exchange.answer else ()
        fresh = [n for n in dict.fromkeys(notices) if n not in shown]
        shown.update(fresh)
        parts.append(_exchange(exchange, model_name, feedback, last, fresh))
    return "".join(parts)


def _exchange(
    exchange: Exchange, model_name: str, feedback: bool, last: bool, notices: Sequence[str]
) -> str:
    busy = exchange.status == "pending"
    body = {
        "pending": _pending,
        "failed": _failed,
        "stopped": _stopped,
    }.get(exchange.status, lambda e: _answered(e, model_name, notices))(exchange)
    tools = "" if busy else _tools(exchange, feedback, last)
    return (
        f'<article class="tw-exchange" data-exchange="{exchange.id}" '
        f'data-status="{exchange.status}" aria-busy="{str(busy).lower()}">'
        f'<h2 class="tw-question"><span class="tw-hidden">You asked: </span>'
        f"{escape(exchange.question)}</h2>{body}{tools}</article>"
    )


def _pending(exchange: Exchange) -> str:
    step = exchange.step
    label = step_text(step.name, step.detail) if step else "Thinking"
    text = f'<div class="tw-answer">{text_html(exchange.text)}</div>' if exchange.text else ""
    return f'{text}<p class="tw-step"><i aria-hidden="true"></i>{escape(label)}…</p>'


def _failed(exchange: Exchange) -> str:
    notice = f"<span>{notice_html(exchange.notice)}</span>"
    return f'<p class="tw-notice" role="alert">{icon("info")}{notice}</p>'


def notice_html(text: str) -> str:
    """A message of ours as a sentence; what stands in backticks is shown as code."""
    return _CODE.sub(r"<code>\1</code>", escape(text[:1].upper() + text[1:]))


def _stopped(exchange: Exchange) -> str:
    text = f'<div class="tw-answer">{text_html(exchange.text)}</div>' if exchange.text else ""
    return f'{text}<p class="tw-route">Stopped</p>'


def _answered(exchange: Exchange, model_name: str, notices: Sequence[str]) -> str:
    answer = exchange.answer
    assert answer is not None, "an exchange that is done has an answer"
    abstained = " tw-abstained" if answer.abstained else ""
    extra = "".join(f'<p class="tw-aside">{notice_html(n)}</p>' for n in notices)
    return (
        f'<div class="tw-answer{abstained}" lang="{escape(answer.language)}">'
        f"{text_html(answer.text, markers(exchange.id, answer))}"
        f'</div><p class="tw-route">{escape(route_text(answer, model_name))}</p>{extra}'
    )


def markers(exchange_id: str, answer: Answer) -> dict[str, str]:
    """The button that opens the source, for each marker of an answer."""
    buttons: dict[str, str] = {}
    for position, citation in enumerate(answer.citations):
        number = citation.marker.strip("[]")
        hint = " · ".join(p for p in (citation.title, byline(citation)) if p)
        buttons.setdefault(
            citation.marker,
            f'<button type="button" class="tw-cite" data-act="cite" '
            f'data-key="{exchange_id}:{position}" aria-label="Open source {escape(number)}" '
            f'title="{escape(hint)}">{escape(number)}</button>',
        )
    return buttons


def text_html(text: str, buttons: Mapping[str, str] | None = None) -> str:
    """Answer text as paragraphs and lists. Without ``buttons`` (yet) markers can't be clicked."""
    blocks: list[tuple[str, list[str]]] = []
    for line in text.split("\n"):
        kind, content = _line_kind(line)
        if kind == "p" and not content:
            blocks.append(("", []))
        elif blocks and blocks[-1][0] == kind:
            blocks[-1][1].append(content)
        else:
            blocks.append((kind, [content]))
    return "".join(_block(kind, lines, buttons) for kind, lines in blocks if kind)


def _line_kind(line: str) -> tuple[str, str]:
    for kind, pattern in (("ul", _BULLET), ("ol", _NUMBERED)):
        if found := pattern.fullmatch(line):
            return kind, found[1]
    return "p", line.strip()


def _block(kind: str, lines: Sequence[str], buttons: Mapping[str, str] | None) -> str:
    inner = [_inline(line, buttons) for line in lines]
    if kind == "p":
        return f"<p>{'<br>'.join(inner)}</p>"
    return f"<{kind}>{''.join(f'<li>{item}</li>' for item in inner)}</{kind}>"


def _inline(text: str, buttons: Mapping[str, str] | None) -> str:
    pieces, end = [], 0
    for found in _MARKER.finditer(text):
        number, after = found[1], found[2]
        if buttons is None:
            mark = f'<span class="tw-cite tw-cite-idle">{escape(number[1:-1])}</span>'
        else:
            mark = buttons.get(number, escape(number))
        pieces.append(_words(text[end : found.start()]))
        # A full stop must not start a line because a marker ended the one before.
        pieces.append(f'<span class="tw-nobreak">{mark}{escape(after)}</span>')
        end = found.end()
    return "".join([*pieces, _words(text[end:])])


def _words(text: str) -> str:
    return _BOLD.sub(r"<strong>\1</strong>", escape(text))


def _tools(exchange: Exchange, feedback: bool, last: bool) -> str:
    tools = []
    if exchange.answer is not None:
        tools.append(_tool("copy", "Copy answer", copy=plain_text(exchange.answer)))
    if last:
        label = "Try again" if exchange.status == "failed" else "Ask again"
        tools += [_tool("retry", label), _tool("undo", "Take back and edit")]
    if feedback and exchange.answer is not None:
        tools += [
            _tool(v, label, exchange=exchange.id, pressed=exchange.verdict == v)
            for v, label in (("up", "Good answer"), ("down", "Poor answer"))
        ]
    return f'<div class="tw-tools">{"".join(tools)}</div>' if tools else ""


def _tool(
    act: str,
    label: str,
    *,
    copy: str | None = None,
    exchange: str = "",
    pressed: bool | None = None,
) -> str:
    extra = f' data-copy="{escape(copy)}"' if copy is not None else ""
    if pressed is not None:
        extra += f' data-exchange-id="{exchange}" aria-pressed="{str(pressed).lower()}"'
    return (
        f'<button type="button" class="tw-tool" data-act="{act}" aria-label="{label}" '
        f'title="{label}"{extra}>{icon(act)}</button>'
    )
