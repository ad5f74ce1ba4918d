"""``Article`` → passages that fit the embedder, with ids that survive edits elsewhere."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from assistant.core.text import sentences
from assistant.types import Article, Paragraph, Passage


@dataclass(frozen=True, slots=True)
class Size:
    """Of passages, in characters; the embedder reads 256 word pieces, about 1,100 of English."""

    min_chars: int
    max_chars: int


SHIPPED = Size(min_chars=250, max_chars=900)


def split(article: Article, size: Size = SHIPPED) -> list[Passage]:
    """Passages in order. Anchored paragraphs stand alone; short ones without anchor are joined.

    Those without an anchor are of the size wanted, unless the text ends. The id is ``slug#anchor``,
    or ``slug#`` and a digest of the text, so that an edit changes only the ids of the passages it
    touches.
    """
    passages: list[Passage] = []
    taken: set[str] = set()
    for text, anchor in _pieces(article.paragraphs, size):
        base = anchor or hashlib.sha256(text.encode()).hexdigest()[:10]
        name, copy = base, 2
        while name in taken:
            name, copy = f"{base}-{copy}", copy + 1
        taken.add(name)
        passages.append(Passage(f"{article.slug}#{name}", text, article))
    return passages


def _pieces(paragraphs: tuple[Paragraph, ...], size: Size) -> list[tuple[str, str]]:
    pieces: list[tuple[str, str]] = []
    pending = ""
    for paragraph in paragraphs:
        if paragraph.anchor:
            if pending:
                pieces.append((pending, ""))
                pending = ""
            pieces.append((paragraph.text, paragraph.anchor))
            continue
        for part in _cut(paragraph.text, size.max_chars):
            if pending and len(pending) + len(part) + 1 > size.max_chars:
                pieces.append((pending, ""))
                pending = ""
            pending = f"{pending}\n{part}" if pending else part
            if len(pending) >= size.min_chars:
                pieces.append((pending, ""))
                pending = ""
    if pending:
        pieces.append((pending, ""))
    return pieces


def _cut(text: str, max_chars: int) -> list[str]:
    """Cut a long paragraph at sentence ends, and a long sentence at spaces."""
    if len(text) <= max_chars:
        return [text]
    parts: list[str] = []
    current = ""
    for start, end in sentences(text):
        for piece in _hard_cut(text[start:end], max_chars):
            if current and len(current) + len(piece) + 1 > max_chars:
                parts.append(current)
                current = ""
            current = f"{current} {piece}" if current else piece
    return [*parts, current] if current else parts


def _hard_cut(sentence: str, max_chars: int) -> list[str]:
    pieces = []
    while len(sentence) > max_chars:
        at = sentence.rfind(" ", 0, max_chars)
        at = at if at > 0 else max_chars
        pieces.append(sentence[:at])
        sentence = sentence[at:].strip()
    return [*pieces, sentence] if sentence else pieces
