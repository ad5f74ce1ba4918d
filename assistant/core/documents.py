"""Files, folders and pages → ``Article``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlparse

import yaml

from assistant.core.plain import as_markdown, as_phrase, blocks, phrase, seen, visible
from assistant.errors import DocumentError, KnowledgeError
from assistant.types import Article, Paragraph

TEXT_SUFFIXES = (".md", ".txt")
HTML_SUFFIXES = (".html", ".htm")
MAX_BYTES = 20_000_000
_ANCHOR = re.compile(r"\s*\{#([\w-]+)\}\s*$")
_META_KEYS = ("title", "publisher", "author", "published", "url", "language", "retrieved", "pack")
_PHRASES = ("title", "publisher", "author")


def find_articles(folder: Path) -> list[Path]:
    """Article files, sorted: those of ``folder/articles`` if it exists, else of the folder."""
    root = folder / "articles" if (folder / "articles").is_dir() else folder
    paths = (p for p in root.rglob("*") if p.suffix.lower() in TEXT_SUFFIXES + HTML_SUFFIXES)
    skipped = ("facts", "reports")
    return sorted(
        p
        for p in paths
        if p.is_file()
        and p.name.lower() != "readme.md"
        and not any(part in skipped or part.startswith(".") for part in p.relative_to(root).parts)
    )


def read_article(path: Path, *, slug: str = "") -> Article:
    """Read one text, Markdown or HTML file.

    Raises:
        DocumentError: unreadable, empty, too large, or of another kind.
        KnowledgeError: broken front matter; the message starts with ``file:line``.
    """
    if path.suffix.lower() not in TEXT_SUFFIXES + HTML_SUFFIXES:
        kinds = ", ".join(TEXT_SUFFIXES + HTML_SUFFIXES)
        raise DocumentError(f"{path}: cannot read this kind of file; use one of {kinds}")
    text = _read_text(path)
    slug = slug or slugify(path.stem)
    if path.suffix.lower() in HTML_SUFFIXES:
        return parse_html(text, slug=slug, place=str(path))
    return parse_text(text, slug=slug, place=str(path))


def _read_text(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise DocumentError(f"{path}: larger than {MAX_BYTES // 1_000_000} MB; split it first")
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(f"{path}: not UTF-8 text ({error.reason}); convert it first") from error
    except OSError as error:
        raise DocumentError(f"{path}: cannot be read ({error.strerror or error})") from error


def parse_text(text: str, *, slug: str, place: str) -> Article:
    """Parse Markdown or plain text with optional front matter."""
    meta, body = _front_matter(visible(text.replace("\r\n", "\n")), place)
    paragraphs = list(_paragraphs(body))
    title = meta.pop("title", "")
    if not title and paragraphs and len(paragraphs[0].text) <= 200:
        title = paragraphs[0].text
        paragraphs = paragraphs[1:] or paragraphs
    if not paragraphs:
        raise DocumentError(f"{place}: holds no text; add paragraphs or remove the file")
    title = title or slug.replace("-", " ")
    return Article(slug=slug, title=title, paragraphs=tuple(paragraphs), **meta)


def _front_matter(text: str, place: str) -> tuple[dict[str, str], str]:
    if not text.startswith("---\n"):
        return {}, text
    head, separator, body = text[4:].partition("\n---")
    if not separator:
        raise KnowledgeError(f"{place}:1: front matter is not closed; add a line '---' after it")
    try:
        data = yaml.safe_load(head) or {}
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 2
        raise KnowledgeError(f"{place}:{line}: front matter is not valid YAML: {error}") from error
    if not isinstance(data, dict):
        raise KnowledgeError(f"{place}:2: front matter must be 'key: value' lines")
    known = {k: "" if data[k] is None else str(data[k]) for k in _META_KEYS if k in data}
    known |= {k: phrase(known[k]) for k in _PHRASES if k in known}
    known["url"] = _safe_url(known.get("url", ""))  # it becomes a link: no javascript: here
    return known, body


def _paragraphs(body: str) -> Iterator[Paragraph]:
    # Plain text files often hold one paragraph a line; Markdown separates by blank lines.
    parts = re.split(r"\n\s*\n", body)
    lines = [line for line in body.split("\n") if line.strip()]
    if len(parts) <= 2 and len(lines) > 4 and sum(map(len, lines)) / len(lines) > 120:
        body = "\n\n".join(lines)
    for block in blocks(body):
        anchor = _ANCHOR.search(block)
        if text := _ANCHOR.sub("", block):
            yield Paragraph(text, anchor.group(1) if anchor else "")


def parse_html(html: str, *, slug: str, place: str, url: str = "") -> Article:
    """Extract the main text and its metadata from a page."""
    import trafilatura

    try:
        page = seen(html)
    except ValueError as error:
        raise DocumentError(f"{place}: no page ({error}); save the text as .txt") from error
    document = trafilatura.bare_extraction(
        page, url=url or None, with_metadata=True, include_comments=False, include_tables=True
    )
    text = (getattr(document, "text", "") or "") if document else ""
    paragraphs = tuple(Paragraph(" ".join(p.split())) for p in text.split("\n") if p.strip())
    if document is None or not paragraphs:
        raise DocumentError(f"{place}: no article text found; save the text as .txt and add that")
    return Article(
        slug=slug,
        title=getattr(document, "title", "") or slug.replace("-", " "),
        publisher=getattr(document, "sitename", "") or getattr(document, "hostname", "") or "",
        author=getattr(document, "author", "") or "",
        published=getattr(document, "date", "") or "",
        url=_safe_url(getattr(document, "url", "") or url),
        paragraphs=paragraphs,
    )


def fetch_article(url: str) -> Article:
    """Download a page and parse it.

    Raises:
        DocumentError: not an http(s) address, unreachable, or without article text.
    """
    import httpx

    if not _safe_url(url):
        raise DocumentError(f"{url}: not an http or https address")
    try:
        response = httpx.get(url, follow_redirects=True, timeout=20.0)
        response.raise_for_status()
    except httpx.HTTPError as error:
        raise DocumentError(
            f"{url}: cannot be fetched ({error}); save the page and add the file"
        ) from error
    parsed = urlparse(url)
    slug = slugify(f"{parsed.netloc}-{Path(parsed.path).stem}")
    return parse_html(response.text, slug=slug, place=url, url=url)


def to_markdown(article: Article) -> str:
    """The article as a Markdown file with front matter, as ``read_article`` reads it."""
    meta = {key: getattr(article, key) for key in _META_KEYS}
    meta |= {key: as_phrase(meta[key]) for key in _PHRASES}
    head = yaml.safe_dump(meta, allow_unicode=True, sort_keys=False)
    body = "\n\n".join(
        as_markdown(p.text) + (f" {{#{p.anchor}}}" if p.anchor else "") for p in article.paragraphs
    )
    return f"---\n{head}---\n\n{body}\n"


def slugify(name: str) -> str:
    """A file-name-safe id: letters, digits and hyphens, at most 80 characters."""
    slug = re.sub(r"[^\w]+", "-", name.lower()).strip("-")[:80].strip("-")
    return slug or "article"


def _safe_url(url: str) -> str:
    return url if urlparse(url).scheme in ("http", "https") and urlparse(url).netloc else ""
