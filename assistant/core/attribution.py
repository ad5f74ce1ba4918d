"""Where a pasted excerpt comes from: title, publisher, date and address, or that it is foreign."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from assistant.core.citations import Citations
from assistant.core.excerpts import Excerpts, Found, tokens
from assistant.core.knowledge import Knowledge
from assistant.core.likeness import Similar, most_like
from assistant.core.origins import Origin, date_of, origin_of, originals_first
from assistant.core.pasted import Pasted
from assistant.core.telling import Told
from assistant.core.text import sentences
from assistant.types import Article, Claim, Evidence, Span

_LEAST_WORDS = 5  # fewer may stand anywhere
_OWN_WORDS = 10  # that many in a row are not shared by chance
_CLOSE = 0.8  # share that is the same, of a question that may be an ordinary one
_CHANGES_TOLD = 3
_PAGES_TOLD = 3
_LONGEST_QUOTE = 700  # characters
_UNKNOWN = "not known"
_MARKER = re.compile(r"\[(\d+)\]")
_TURNING = re.compile(
    r"\b(?:not?|never|nor|neither|cannot|without|den(?:y|ies|ied|ial)|reject\w*|refus\w*|refut\w*"
    r"|dismiss\w*|false\w*|untrue|unverified|unconfirmed|rumou?r\w*|alleg\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
Nearest = Callable[[str, Collection[str]], Evidence | None]
"""What is nearest in meaning to a text, within some packs if any are named."""


@dataclass(frozen=True, slots=True)
class Attributed:
    """What is told of an excerpt and what is cited; ``known`` if the sources have it."""

    told: Told
    known: bool
    evidence: tuple[Evidence, ...]


class Attributor:
    """Tells where pasted excerpts come from. What the sources do not have is never ascribed."""

    def __init__(self, knowledge: Knowledge, nearest: Nearest) -> None:
        self._knowledge = knowledge
        self._nearest = nearest
        self._excerpts = Excerpts(knowledge)

    def answer(self, asked: Pasted, packs: Collection[str] = ()) -> Attributed | None:
        """Where it comes from or that it is foreign; None if it is an ordinary question."""

        def allowed(article: Article) -> bool:
            return not packs or article.pack in packs

        length = len(tokens(asked.text))
        places = self._excerpts.find(asked.text, allowed)
        if length < _LEAST_WORDS:
            return self._too_short(asked.text, places) if asked.sure else None
        if places and len(places) > 1 and length < _OWN_WORDS and not _one_text(places):
            return self._too_short(asked.text, places) if asked.sure else None
        if places:
            return self._found(originals_first(places, self._knowledge))
        similar = most_like(asked.text, self._excerpts, allowed)
        if similar and (asked.sure or (similar.share >= _CLOSE and length >= _OWN_WORDS)):
            return _like(similar)
        return self._foreign(asked.text, packs) if asked.sure else None

    def _found(self, places: Sequence[Found]) -> Attributed:
        first, others = places[0], places[1:]
        origin = origin_of(first, self._knowledge)
        citations = Citations()
        lines = [citations.cite(_lead(first, origin), [first.span]) + ":", *_fields(origin)]
        if whole := _in_full(first):
            lines.append(f"\nIn full it reads: “{_shown(whole)}”")
        if names := dict.fromkeys(f.span.passage.article.publisher or _UNKNOWN for f in others):
            lines.append(f"\nThe same words are also on a page of {' and '.join(names)}.")
        return _told("\n".join(lines), citations, Evidence(first.span, 1.0), known=True)

    def _too_short(self, text: str, places: Sequence[Found]) -> Attributed:
        said = f"“{_shown(text)}” is too short to tell where it comes from; a sentence would do."
        if not places:
            return _told(f"{said} My sources don't have these words.", Citations())
        names = "; ".join(dict.fromkeys(_page(f.span) for f in places[:_PAGES_TOLD]))
        more = "; and more" if len(places) > _PAGES_TOLD else ""
        citations = Citations()
        said = citations.cite(f"{said} These have the words: {names}{more}.", [places[0].span])
        return _told(said, citations, Evidence(places[0].span, 1.0))

    def _foreign(self, text: str, packs: Collection[str]) -> Attributed:
        said = "My sources don't have this excerpt."
        near = self._nearest(text, packs)
        if near is None:
            return _told(said, Citations())
        citations = Citations()
        said += " Nearest to it in meaning, in other words and so not the same, is this: "
        said += citations.cite(f"“{_shown(near.span.text)}” ({_page(near.span)})", [near.span])
        return _told(said, citations, near)


def _lead(found: Found, origin: Origin) -> str:
    if found.title:
        return "That is the title of this page"
    if found.fact:
        first = f", first reported by {origin.first}," if origin.first else ""
        return f"That is how I put what is reported{first} on this page"
    if origin.first:
        return f"First reported by {origin.first}; I have it not from there but from this page"
    return "It comes from this page"


def _fields(origin: Origin) -> list[str]:
    fields = {
        "Title": origin.title,
        "Publisher": origin.publisher,
        "Date": origin.date,
        "Address": origin.url,
    }
    return [f"- {name}: {_shown(value) or _UNKNOWN}" for name, value in fields.items()]


def _like(similar: Similar) -> Attributed:
    said = "My sources don't have this excerpt as a whole, just these words of it: "
    if similar.changes:
        told = [_change(*change) for change in similar.changes[:_CHANGES_TOLD]]
        told += ["and there is more"] if len(similar.changes) > _CHANGES_TOLD else []
        said = "My sources don't have this excerpt as it stands. The closest is not the same: "
        said += f"{'; '.join(told)}. It reads: "
    citations = Citations()
    quote = f"“{_shown(similar.text)}” ({_page(similar.span)})"
    said += citations.cite(quote, [similar.span])
    return _told(said, citations, Evidence(similar.span, similar.share))


def _change(yours: str, source: str) -> str:
    if yours and source:
        return f"where yours has “{_shown(yours)}”, it has “{_shown(source)}”"
    if yours:
        return f"it does not have “{_shown(yours)}”"
    return f"it also has “{_shown(source)}”"


def _told(
    text: str, citations: Citations, evidence: Evidence | None = None, *, known: bool = False
) -> Attributed:
    cited = (evidence,) if evidence else ()
    claims = tuple(Claim(e.span.text, "supported", "", e.span) for e in cited)
    return Attributed(Told(text, citations.all, claims), known, cited)


def _page(span: Span) -> str:
    article = span.passage.article
    return ", ".join(p for p in (article.publisher, date_of(article)) if p) or "publisher not known"


def _one_text(places: Sequence[Found]) -> bool:
    """Whether pages share the sentences around an excerpt, not just the excerpt."""
    around = (_whole_sentences(f.span) for f in places)
    return len({"".join(t.form for t in tokens(text)) for text in around}) == 1


def _whole_sentences(span: Span) -> str:
    text = span.passage.text
    touched = [(s, e) for s, e in sentences(text) if s < span.end and span.start < e]
    return text[touched[0][0] : touched[-1][1]] if touched else span.text


def _in_full(found: Found) -> str:
    """The sentences an excerpt was cut from, where what is left out may turn what it says."""
    if found.fact or found.title:
        return ""
    whole = _whole_sentences(found.span)
    turned = found.gapped or _TURNING.search(whole.replace(found.span.text, " ", 1))
    return whole if turned and len(whole) <= _LONGEST_QUOTE else ""


def _shown(text: str) -> str:
    """A text to be quoted: what looks like a marker of ours is none."""
    return _MARKER.sub(r"(\1)", text)
