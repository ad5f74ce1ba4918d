"""The evidence panel: one cited passage with the cited span highlighted."""

from __future__ import annotations

from html import escape

from assistant.types import Citation, Passage
from assistant.ui.assets import icon
from assistant.ui.thread import Exchange
from assistant.ui.wording import byline, web_link


def panel(exchange: Exchange, position: int, passage: Passage | None) -> str:
    """The source at ``position`` of an answer. Without the passage the quote stands alone."""
    assert exchange.answer is not None, "only answers have sources"
    citation = exchange.answer.citations[position]
    total = len(exchange.answer.citations)
    return (
        f'<section class="tw-source" data-key="{exchange.id}:{position}" '
        f'aria-labelledby="tw-source-title">{_bar(exchange.id, position, total)}'
        f'<h2 id="tw-source-title" tabindex="-1">{escape(citation.title or "Source")}</h2>'
        f"{_origin(citation)}{_passage(citation, passage)}</section>"
    )


def gone() -> str:
    """What is shown for a marker whose answer is no longer part of the conversation."""
    return (
        '<section class="tw-source" data-key="gone" aria-labelledby="tw-source-title">'
        f'<div class="tw-source-bar">{_button("close", "Close source")}</div>'
        '<h2 id="tw-source-title" tabindex="-1">This answer is no longer open</h2>'
        '<p class="tw-byline">Ask the question again to see its sources.</p></section>'
    )


def _bar(exchange_id: str, position: int, total: int) -> str:
    steps = "".join(
        _button(
            act, label, key=f"{exchange_id}:{target}" if 0 <= target < total else None, step=True
        )
        for act, label, target in (
            ("previous", "Previous source", position - 1),
            ("next", "Next source", position + 1),
        )
    )
    return (
        f'<div class="tw-source-bar"><p>Source {position + 1} of {total}</p>'
        f"{steps if total > 1 else ''}{_button('close', 'Close source')}</div>"
    )


def _button(act: str, label: str, *, key: str | None = None, step: bool = False) -> str:
    target = "" if not step else f' data-target="{key}"' if key else " disabled"
    return (
        f'<button type="button" class="tw-tool" data-act="{act}" aria-label="{label}" '
        f'title="{label}"{target}>{icon(act)}</button>'
    )


def _origin(citation: Citation) -> str:
    link = web_link(citation.url)
    anchor = (
        f'<a href="{escape(link)}" target="_blank" rel="noopener noreferrer">Read the article'
        f'{icon("out")}<span class="tw-hidden"> (opens in a new tab)</span></a>'
        if link
        else ""
    )
    return f'<p class="tw-byline"><span>{escape(byline(citation))}</span>{anchor}</p>'


def _passage(citation: Citation, passage: Passage | None) -> str:
    span = _locate(citation, passage)
    if passage is None or span is None:
        return (
            f'<blockquote class="tw-passage"><mark>{escape(citation.quote)}</mark></blockquote>'
            '<p class="tw-aside">The source has changed since this answer was given; '
            "this is the quote as it stood.</p>"
        )
    text, (start, end) = passage.text, span
    return (
        f'<blockquote class="tw-passage">{escape(text[:start])}'
        f"<mark>{escape(text[start:end])}</mark>{escape(text[end:])}</blockquote>"
    )


def _locate(citation: Citation, passage: Passage | None) -> tuple[int, int] | None:
    """Where the quote stands in the passage now, even if text before it has changed."""
    if passage is None or not citation.quote:
        return None
    if passage.text[citation.start : citation.end] == citation.quote:
        return citation.start, citation.end
    found = passage.text.find(citation.quote)
    return (found, found + len(citation.quote)) if found >= 0 else None
