"""Markdown and HTML → the words that a reader would see, and nothing that works or hides."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from lxml.html import HtmlElement
    from markdown_it import MarkdownIt

_SPECIAL = re.compile(r"[!-/:-@\[-`{-~]")
# Text without any of these reads the same as Markdown and as plain text.
_MARKUP = re.compile(r"[*_`~<>&\[\]|\\]|^(?: {0,3}(?:#|[-+=]|\d+[.)]\s)| {4}|\t)", re.MULTILINE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_INVISIBLE = re.compile(
    r"[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb"
    r"\U000e0000-\U000e0fff]"
    r"|(?<![\u0590-\U0001faff])[\u200c\u200d]"  # they join letters of some scripts, and emoji
)
_BLOCKS = frozenset(
    """address article aside blockquote body caption center dd details dialog dir div dl dt
    fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr legend li main nav ol
    optgroup option p pre section summary table tbody tfoot thead tr ul""".split()
)
_KEPT_BACK = ("template", "noscript")
_CELLS = frozenset(("td", "th"))
_UNSEEN = frozenset(
    """applet area audio base button canvas datalist embed frame frameset head iframe img input
    link map math meta noembed noframes noscript object param progress script select source style
    svg template textarea title track video""".split()
)
_HIDING = re.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|font-size:0+(?:\.0+)?(?:[a-z]+|%)?"
    r"|(?:left|top|text-indent):-\d{3,}[^;]*)(?:!important)?(?=;|$)"
)
_COLOUR = re.compile(r"(?:^|;)color:([^;]+)")
_GROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;]+)")


def visible(text: str) -> str:
    """The text without characters that nobody sees but a program reads."""
    return _INVISIBLE.sub("", _CONTROLS.sub(" ", text))


def blocks(markdown: str) -> list[str]:
    """The paragraphs, headings, list items and table rows of a Markdown text, as plain lines.

    What a viewer would not show (comments, addresses of links, pictures, scripts, hidden
    elements) is left out. Text without markup comes back as it is, cut at blank lines.
    """
    text = visible(markdown)
    if not _MARKUP.search(text):
        found = (_line(block) for block in re.split(r"\n\s*\n", text))
    else:
        found = (_line(block) for block in _seen_blocks(_markdown().render(text)))
    return [block for block in found if block]


def phrase(markdown: str) -> str:
    """A title or name, which may hold inline Markdown, as plain text."""
    text = visible(markdown)
    if _MARKUP.search(text):
        text = " ".join(_seen_blocks(_markdown().renderInline(text)))
    return _line(text)


def as_markdown(line: str) -> str:
    """A line of plain text as Markdown that shows just that."""
    return line if blocks(line) == [line] else _SPECIAL.sub(r"\\\g<0>", line)


def as_phrase(text: str) -> str:
    """Plain text as ``phrase`` reads it."""
    return text if phrase(text) == text else _SPECIAL.sub(r"\\\g<0>", text)


def seen(html: str) -> HtmlElement:
    """A page without what a browser would not show of it; its head stays.

    Raises:
        ValueError: it holds nothing at all.
    """
    tree = _tree(visible(html))
    for element in list(tree.iter()):
        if isinstance(element.tag, str) and element.getparent() is not None and _hides(element):
            element.drop_tree()
    return tree


@cache
def _markdown() -> MarkdownIt:
    from markdown_it import MarkdownIt

    class AnyLink(MarkdownIt):
        def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802
            return True  # no address is kept, so that none need stay as it was written

    return AnyLink("commonmark").enable(["table", "strikethrough"])


def _tree(page: str) -> HtmlElement:
    from lxml.etree import ParserError
    from lxml.html import HTMLParser, document_fromstring

    # Bytes with a named encoding: whatever the page says about its own is overruled.
    try:
        return document_fromstring(page.encode(), parser=HTMLParser(encoding="utf-8"))
    except ParserError as error:
        raise ValueError(str(error)) from error


def _line(text: str) -> str:
    return " ".join(text.split())


def _hides(element: HtmlElement) -> bool:
    style = re.sub(r"\s", "", element.get("style", "").lower())
    colour, ground = _COLOUR.search(style), _GROUND.search(style)
    same = colour is not None and ground is not None and colour[1] == ground[1]
    kept_back = element.tag in _KEPT_BACK or "hidden" in element.attrib
    return kept_back or same or bool(_HIDING.search(style))


def _seen_blocks(html: str) -> Iterator[str]:
    """The text between the edges of block elements."""
    parts: list[str] = []
    for piece in _pieces(_tree(f"<html><body><p>{html}</p></body></html>")):
        if piece is None:
            yield "".join(parts)
            parts.clear()
        else:
            parts.append(piece)
    yield "".join(parts)


def _pieces(element: HtmlElement) -> Iterator[str | None]:
    """Texts in order, with None at each edge of a block."""
    if element.text:
        yield element.text
    for child in element:
        if isinstance(child.tag, str) and child.tag not in _UNSEEN and not _hides(child):
            if child.tag == "br":
                yield " "
            if child.tag in _CELLS and child.getprevious() is not None:
                yield " | "
            if child.tag in _BLOCKS:
                yield None
            yield from _pieces(child)
            if child.tag in _BLOCKS:
                yield None
        if child.tail:
            yield child.tail
