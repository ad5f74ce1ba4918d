"""Words, stems and sentences: the small linguistic tools every core room shares."""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Callable, Sequence
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[^\W_]+(?:['’.\-&][^\W_]+)*")
LETTERS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")  # a word without figures
PERSONAL = "he|she|him|his|her|hers"  # for a pattern
_PRONOUN = re.compile(rf"\b(?:{PERSONAL})\b", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s+[\"'“‘(\[]?[A-Z0-9À-Þ$€£¥])|[。！？]")
_ABBREVIATION = re.compile(
    r"(?:\b(?:Mr|Mrs|Ms|Dr|Prof|Sr|Jr|St|vs|No|Inc|Ltd|Co|Corp|Gen|Sen|Gov|Rep|etc|approx|Jan|Feb"
    r"|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec|e\.g|i\.e|a\.m|p\.m|U\.S|U\.K)|\b[A-Z])\.$"
)

STOP_WORDS = frozenset(
    """a about above after again all also am an and any are as at be because been before being
    below between both but by can could did do does doing done down during each else ever every few
    for from further had has have having he her here hers him himself his how i if in into is it
    its itself just know let like may me might more most much must my myself no nor not now of off
    on once one only or other our out over own please said same say says shall she should so some
    such tell than that the their theirs them themselves then there these they this those through
    to too under until up upon us very was we were what when where whether which while who whom
    whose why will with would you your yours many get got gets give gave given actually really
    exactly according article source sources mention mentioned mentions state stated describe
    described doesn't
    s t re ve ll d""".split()
)


def fold(text: str) -> str:
    """Lower case without accents, with plain quotes and hyphens."""
    if text.isascii():
        return text.lower()
    text = text.replace("’", "'").replace("‘", "'").replace("–", "-").replace("—", "-")
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(ch for ch in decomposed if not unicodedata.combining(ch)).lower()


def words(text: str) -> list[str]:
    """The words of a text, folded, without a possessive ending."""
    found = _WORD.findall(fold(text))
    return [w[:-2] if w.endswith("'s") else w for w in found]


class _Stemmer(threading.local):
    """Stemmers for each thread: one keeps the word that it is at work on in itself."""

    def __init__(self) -> None:
        self._of: dict[str, Callable[[str], str]] = {}

    def stem(self, word: str, language: str) -> str:
        if language not in self._of:
            self._of[language] = snowballstemmer.stemmer(language).stemWord
        return str(self._of[language](word))


_STEMMER = _Stemmer()


@lru_cache(maxsize=100_000)
def stem(word: str, language: str = "english") -> str:
    """The stem of a folded word; ``language`` as Snowball names it."""
    return _STEMMER.stem(word, language)


def content_stems(text: str) -> list[str]:
    """Stems of the words that carry meaning, in order, with repeats.

    Hyphenated words count as their parts too, so that "non-voting" meets "voting".
    """
    stems: list[str] = []
    for word in words(text):
        parts = [word, *word.split("-")] if "-" in word else [word]
        stems.extend(stem(p) for p in parts if p and p not in STOP_WORDS)
    return stems


def has_pronoun(text: str) -> bool:
    """Whether a text is about a person whom it does not name: "What does it pay him?" """
    return bool(_PRONOUN.search(text))


def joined(names: Sequence[str], word: str) -> str:
    """ "A", "A or B", "A, B or C"."""
    return f" {word} ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def sentences(text: str) -> list[tuple[int, int]]:
    """Offsets (start, end) of the sentences of a text, without surrounding white space."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if _ABBREVIATION.search(text[start : match.end()]):
            continue
        _append(spans, text, start, match.end())
        start = match.end()
    _append(spans, text, start, len(text))
    return spans


_ANAPHOR = re.compile(
    r"^[\"'“‘(]*(?:(?:But|And|Yet|Still|Then|So|Instead|Later|However|Meanwhile|Afterwards),?\s+)?"
    r"(?:he|she|it|they|his|her|its|their|this|that|these|those|both|the (?:company|firm|deal|"
    r"startup|two|three|former|latter|team|move|man|woman|researcher|executive|sum|price))\b",
    re.IGNORECASE,
)


def leans(sentence: str) -> bool:
    """Whether a sentence begins with a word that points back to the one before it."""
    return bool(_ANAPHOR.match(sentence))


@lru_cache(maxsize=5_000)  # of passages, each of which many questions meet
def evidence_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Sentences that can stand as evidence: one that leans on the one before takes it along."""
    spans: list[tuple[int, int]] = []
    previous: tuple[int, int] | None = None
    for start, end in sentences(text):
        begin = previous[0] if previous and leans(text[start:end]) else start
        spans.append((begin, end))
        previous = (start, end)
    return tuple(spans)


def before(text: str, start: int, most: int = 1) -> str:
    """The last sentences that end before an offset, or "" at the beginning."""
    earlier = [(s, e) for s, e in sentences(text) if e <= start][-most:]
    return " ".join(text[s:e] for s, e in earlier)


def one_line(text: str) -> str:
    """A text without line breaks, which could pass for the next part of a prompt."""
    return " ".join(text.split())


def _append(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    piece = text[start:end]
    stripped = piece.strip()
    if stripped:
        offset = start + len(piece) - len(piece.lstrip())
        spans.append((offset, offset + len(stripped)))
