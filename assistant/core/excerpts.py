"""Where an excerpt stands in the knowledge, word for word.

Texts are compared without case, accents, punctuation and spaces, so that quotation marks and
line breaks do not count; every letter, figure and currency sign does.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from assistant.core.knowledge import Knowledge
from assistant.core.text import fold
from assistant.types import Article, Fact, Passage, Span

_ONE_BY_ONE = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"  # scripts without spaces
_TOKEN = re.compile(rf"\d+(?:[.,]\d+)*|[{_ONE_BY_ONE}]|(?:(?![{_ONE_BY_ONE}])[^\W\d_])+|[$€£¥%]")
_THOUSANDS = re.compile(r",(?=\d{3}(?!\d))")
_ELLIPSIS = re.compile(r"[\[(]?(?:…|\.{3,}|\.\s\.\s\.)[\])]?")
_TURNS = (frozenset("un in im ir il dis non mis de".split()), frozenset(("not", "less")))
_GAP = 800  # letters that an ellipsis may stand for
_OCCURRENCES = 50  # looked at of one piece
Allowed = Callable[[Article], bool]


@dataclass(frozen=True, slots=True)
class Token:
    """A word, figure or sign of a text at ``text[start:end]``, and its form to compare by."""

    form: str
    start: int
    end: int


def tokens(text: str) -> list[Token]:
    """The tokens of a text, in order."""
    return [Token(_form(m.group()), m.start(), m.end()) for m in _TOKEN.finditer(text)]


def _form(token: str) -> str:
    if token[0].isdigit():
        return f"#{fold(_THOUSANDS.sub('', token))}#"  # so that 4 is not found in 14
    if token == "%":
        return "percent"
    return token.lower() if token.isascii() else fold(token)


@dataclass(frozen=True, slots=True)
class Found:
    """Where an excerpt stands; ``fact`` is set if in a fact's statement, ``title`` if in a title.

    ``gapped`` tells that words between its pieces are left out.
    """

    span: Span
    fact: Fact | None = None
    title: bool = False
    gapped: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """What is searched: the passages of an article, a fact's statement or a title."""

    parts: tuple[str, ...]
    passages: tuple[Passage, ...]
    fact: Fact | None = None
    title: bool = False

    @property
    def article(self) -> Article:
        return self.passages[0].article


@dataclass(frozen=True, slots=True)
class Layout:
    """A text's tokens with the part each is of, and where each begins in the joined forms."""

    places: tuple[tuple[int, Token], ...]
    starts: tuple[int, ...]

    def at(self, offset: int) -> int:
        """The number of the token at a place of the joined forms."""
        return bisect_right(self.starts, offset) - 1


class Excerpts:
    """Finds excerpts in the passages, statements and titles of the knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._layouts: dict[int, Layout] = {}

    def find(self, excerpt: str, allowed: Allowed) -> list[Found]:
        """The first place in each article; statements and titles only if it is in no passage.

        The excerpt may be cut anywhere, and an ellipsis may stand for words left out.
        """
        segments = [tokens(part) for part in _ELLIPSIS.split(excerpt)]
        pieces = ["".join(t.form for t in segment) for segment in segments if segment]
        open_ends = (not segments[0], not segments[-1])
        found: dict[str, Found] = {}
        for index, at in self.occurrences(pieces[0] if pieces else ""):
            text = self.texts[index]
            if (text.fact or text.title) and found:
                break
            if text.article.slug in found or not allowed(text.article):
                continue
            if run := self._run(index, at, pieces, open_ends):
                span = self.span(index, *run, like=excerpt)
                found[text.article.slug] = Found(span, text.fact, text.title, len(pieces) > 1)
        return list(found.values())

    @cached_property
    def texts(self) -> list[Text]:
        """All that is searched: the articles' passages, then statements, then titles."""
        by_article: dict[str, list[Passage]] = {}
        for passage in self._knowledge.passages.values():
            by_article.setdefault(passage.article.slug, []).append(passage)
        groups = [tuple(passages) for passages in by_article.values()]
        facts = self._knowledge.facts.values()
        return [
            *(Text(tuple(p.text for p in group), group) for group in groups),
            *(Text((f.statement,), tuple(s.passage for s in f.evidence), f) for f in facts),
            *(Text((group[0].article.title,), group[:1], title=True) for group in groups),
        ]

    @cached_property
    def _corpus(self) -> tuple[str, list[int], frozenset[str]]:
        """The joined forms of all texts, a line each; where each begins; and all forms."""
        lines, starts, known, at = [], [], set[str](), 0
        for text in self.texts:
            forms = [_form(token) for part in text.parts for token in _TOKEN.findall(part)]
            known.update(forms)
            lines.append("".join(forms))
            starts.append(at)
            at += len(lines[-1]) + 1
        return "\n".join(lines), starts, frozenset(known)

    def occurrences(self, piece: str) -> Iterator[tuple[int, int]]:
        """(index of the text, place in its joined forms) of joined forms, in order of texts."""
        corpus, starts, _ = self._corpus
        at = corpus.find(piece) if piece else -1
        for _ in range(_OCCURRENCES):
            if at < 0:
                return
            index = bisect_right(starts, at) - 1
            yield index, at - starts[index]
            at = corpus.find(piece, at + 1)

    def layout(self, index: int) -> Layout:
        """The tokens of a text; made at first use."""
        if index not in self._layouts:
            parts = self.texts[index].parts
            places = tuple((n, token) for n, part in enumerate(parts) for token in tokens(part))
            starts, at = [], 0
            for _, token in places:
                starts.append(at)
                at += len(token.form)
            self._layouts[index] = Layout(places, tuple(starts))
        return self._layouts[index]

    def _run(
        self, index: int, at: int, pieces: Sequence[str], open_ends: tuple[bool, bool]
    ) -> tuple[int, int] | None:
        """First and last token, if all pieces stand in the text one after another."""
        corpus, starts, _ = self._corpus
        line = corpus[starts[index] : starts[index + 1] if index + 1 < len(starts) else None]
        first, last, end = 0, 0, at
        for number, piece in enumerate(pieces):
            if number:
                at = line.find(piece, end, end + _GAP + len(piece))
            ends = (number > 0 or open_ends[0], number < len(pieces) - 1 or open_ends[1])
            if at < 0 or not self._whole(index, at, at + len(piece), ends):
                return None
            end = at + len(piece)
            first = first if number else self.layout(index).at(at)
            last = self.layout(index).at(end - 1)
        return first, last

    def _whole(self, index: int, start: int, end: int, open_ends: tuple[bool, bool]) -> bool:
        """Whether no word is cut in such a way that another word is left of it."""
        laid = self.layout(index)
        first, last = laid.at(start), laid.at(end - 1)
        head, tail = start - laid.starts[first], end - laid.starts[last]
        opening, closing = laid.places[first][1].form, laid.places[last][1].form
        sides = (
            (opening[:head], opening[head:], _TURNS[0], open_ends[0]),
            (closing[tail:], closing[:tail], _TURNS[1], open_ends[1]),
        )
        _, _, known = self._corpus
        return not any(
            off and (off in turns or (kept in known and not marked))
            for off, kept, turns, marked in sides
        )

    def span(self, index: int, first: int, last: int, *, like: str) -> Span:
        """Of a run of tokens, what stands in one passage; of a statement, its evidence."""
        text, laid = self.texts[index], self.layout(index)
        if text.fact:
            return max(text.fact.evidence, key=lambda s: fuzz.partial_ratio(like, s.text))
        if text.title:
            return Span(text.passages[0], 0, len(text.passages[0].text))
        stretches: dict[int, tuple[int, int]] = {}
        for part, token in laid.places[first : last + 1]:
            stretches[part] = (stretches.get(part, (token.start,))[0], token.end)
        part, (start, end) = max(stretches.items(), key=lambda item: item[1][1] - item[1][0])
        return Span(text.passages[part], start, end)
