"""Markers in the text of an answer and the exact spans they point at."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.types import Citation, Span


class Citations:
    """Hands out markers "[1]", "[2]" … to spans; the same span keeps its marker."""

    def __init__(self) -> None:
        self._markers: dict[tuple[str, int, int], str] = {}
        self._made: list[Citation] = []

    def cite(self, text: str, spans: Sequence[Span]) -> str:
        """The text with the markers of its spans behind it."""
        markers = [self._marker(span) for span in spans]
        return f"{text} {''.join(dict.fromkeys(markers))}" if markers else text

    def _marker(self, span: Span) -> str:
        key = (span.passage.id, span.start, span.end)
        if key not in self._markers:
            marker = f"[{len(self._made) + 1}]"
            article = span.passage.article
            self._markers[key] = marker
            self._made.append(
                Citation(
                    marker=marker,
                    title=article.title,
                    publisher=article.publisher,
                    url=article.url,
                    date=article.published,
                    passage_id=span.passage.id,
                    quote=span.text,
                    start=span.start,
                    end=span.end,
                )
            )
        return self._markers[key]

    @property
    def all(self) -> tuple[Citation, ...]:
        """The citations so far, in the order of their markers."""
        return tuple(self._made)
