"""``Article`` → passages that fit the embedder, with ids that survive edits elsewhere."""

from __future__ import annotations

import hashlib

from assistant.core.text import sentences
from assistant.types import Article, Paragraph, Passage

# The embedder reads 256 word pieces, about 1,000 characters of English.
MAX_CHARS = 900
MIN_CHARS = 250


def split(article: Article) -> list[Passage]:
    """Passages in order. Anchored paragraphs stand alone; short ones without anchor are joined.

    The id is ``slug#anchor``, or ``slug#`` and a digest of the text, so that an edit changes only
    the ids of the passages it touches.
    """
    passages: list[Passage] = []
    taken: set[str] = set()
    for text, anchor in _pieces(article.paragraphs):
        base = anchor or hashlib.sha256(text.encode()).hexdigest()[:10]
        name, copy = base, 2
        while name in taken:
            name, copy = f"{base}-{copy}", copy + 1
        taken.add(name)
        passages.append(Passage(f"{article.slug}#{name}", text, article))
    return passages


def _pieces(paragraphs: tuple[Paragraph, ...]) -> list[tuple[str, str]]:
    pieces: list[tuple[str, str]] = []
    pending = ""
    for paragraph in paragraphs:
        if paragraph.anchor:
            if pending:
                pieces.append((pending, ""))
                pending = ""
            pieces.append((paragraph.text, paragraph.anchor))
            continue
        for part in _cut(paragraph.text):
            if pending and len(pending) + len(part) + 1 > MAX_CHARS:
                pieces.append((pending, ""))
                pending = ""
            pending = f"{pending}\n{part}" if pending else part
            if len(pending) >= MIN_CHARS:
                pieces.append((pending, ""))
                pending = ""
    if pending:
        pieces.append((pending, ""))
    return pieces


def _cut(text: str) -> list[str]:
    """Cut a long paragraph at sentence ends, and a long sentence at spaces."""
    if len(text) <= MAX_CHARS:
        return [text]
    parts: list[str] = []
    current = ""
    for start, end in sentences(text):
        for piece in _hard_cut(text[start:end]):
            if current and len(current) + len(piece) + 1 > MAX_CHARS:
                parts.append(current)
                current = ""
            current = f"{current} {piece}" if current else piece
    return [*parts, current] if current else parts


def _hard_cut(sentence: str) -> list[str]:
    pieces = []
    while len(sentence) > MAX_CHARS:
        at = sentence.rfind(" ", 0, MAX_CHARS)
        at = at if at > 0 else MAX_CHARS
        pieces.append(sentence[:at])
        sentence = sentence[at:].strip()
    return [*pieces, sentence] if sentence else pieces
