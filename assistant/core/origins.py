"""Whose a passage is: the page it is on, and who reported it first if that is another."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.core.excerpts import Found
from assistant.core.knowledge import Knowledge
from assistant.core.text import fold
from assistant.core.times import spoken
from assistant.types import Article, Fact, Passage

_NOT_SEEN = re.compile(r"\[report by .*; title not seen\]", re.DOTALL)
_REPORTED = re.compile(r"\bFirst reported by (?P<name>[^.]+(?:\.\w[^.]*)*)\.\s*$")
_IN_BRACKETS = re.compile(r"\s*\((?P<note>[^()]*)\)")
_CARRIED = re.compile(  # "Daily Example (Example Wire text)"
    r"(?:re(?:publish|print)\w*|syndicat\w*|(?:machine-)?paraphrase|translation|summary)"
    r"(?: of| from)? (?P<of>.+)|(?P<text>.+?) (?:text|abstract)\b.*",
    re.IGNORECASE,
)
_COPY = re.compile(r"\b(?:text|abstract|mirror\w*|re(?:publish|print)\w*)\b", re.IGNORECASE)
_DATELINE = re.compile(r"^.{0,60}?\((?P<name>[A-Z][\w .&]{1,30})\)\s*[-–—]")
_ISO = re.compile(r"\d{4}(?:-(?:0[1-9]|1[0-2])(?:-\d\d)?)?")


@dataclass(frozen=True, slots=True)
class Origin:
    """A page as it may be named, each field empty where it is not known.

    ``first`` is who reported it first, if that is not the page's own publisher.
    """

    title: str
    publisher: str
    date: str
    url: str
    first: str = ""


def origin_of(found: Found, knowledge: Knowledge) -> Origin:
    """The page of a passage and its first reporter."""
    article = found.span.passage.article
    first = _reporter(found, knowledge)
    first = "" if _same(first, article.publisher) else first.replace("; ", " and ")
    return Origin(title_of(article), article.publisher, date_of(article), article.url, first)


def originals_first(places: Sequence[Found], knowledge: Knowledge) -> list[Found]:
    """Pages that carry the same words: the first reporter's own, then the earliest, then others."""
    named = {_reporter(found, knowledge) for found in places} - {""}
    notes = {note for f in places for note in _notes(f.span.passage.article.publisher)}

    def rank(found: Found) -> tuple[bool, bool, bool, str]:
        article = found.span.passage.article
        own = any(_same(name, article.publisher) for name in named | notes)
        copy = any(_COPY.search(note) for note in _notes(article.publisher))
        copy = copy or bool(_credit(article, found.span.passage, knowledge))
        return (not own, copy, not article.published, article.published)

    return sorted(places, key=rank)


def title_of(article: Article) -> str:
    """The page's own title; empty if it was not seen, or was made from a file's name or address."""
    made = article.title.replace(" ", "-")
    if article.slug == made or article.slug.endswith(f"-{made}"):
        return ""
    return "" if _NOT_SEEN.fullmatch(article.title) else article.title


def date_of(article: Article) -> str:
    """When the page was published, in words."""
    iso = _ISO.match(article.published)
    return spoken(iso.group()) if iso else article.published


def _reporter(found: Found, knowledge: Knowledge) -> str:
    """Who reported it first, as far as facts, the passage or the publisher's name tell."""
    if found.fact and found.fact.reported_by:
        return found.fact.reported_by
    passage = found.span.passage
    for fact in knowledge.facts.values():
        if fact.reported_by and _rests_on(fact, found):
            return fact.reported_by
    if match := _REPORTED.search(passage.text):
        return match["name"]
    return _credit(passage.article, passage, knowledge)


def _rests_on(fact: Fact, found: Found) -> bool:
    span = found.span
    return any(
        s.passage.id == span.passage.id and s.start < span.end and span.start < s.end
        for s in fact.evidence
    )


def _credit(article: Article, passage: Passage, knowledge: Knowledge) -> str:
    """Whose text the page says that it carries."""
    for note in _notes(article.publisher):
        if match := _CARRIED.fullmatch(note):
            return (match["of"] or match["text"]).strip()
    opening = next((p for p in knowledge.passages_of(article.slug)), passage).text
    match = _DATELINE.match(opening)
    return match["name"] if match and not _same(match["name"], article.publisher) else ""


def _notes(publisher: str) -> list[str]:
    return [match["note"] for match in _IN_BRACKETS.finditer(publisher)]


def _same(name: str, publisher: str) -> bool:
    """Whether a reporter is the publisher: "Example Wire" is "Example Wire (archived copy)"."""
    main = _IN_BRACKETS.sub("", publisher)
    return not name or _plain(name) in {_plain(p) for p in (publisher, main, *main.split(" / "))}


def _plain(name: str) -> str:
    return fold(name).strip().removeprefix("the ")
