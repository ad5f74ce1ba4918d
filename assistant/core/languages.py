"""Questions in other languages → English ones, by glossaries: no model takes part.

A glossary is a file ``languages/<code>.tsv`` of phrases and their English words. What a question
names stays as it is; of the rest, the longest phrases that the glossary knows are put into
English. That is no fine translation, but it finds the facts.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.core.entities import EntityLinker, Mention
from assistant.core.text import fold, sentences, stem
from assistant.core.times import MONTHS

ENGLISH = "en"
NAMES = {"zh": "Chinese", "de": "German", "fr": "French", "es": "Spanish"}
IN_ENGLISH = {  # said below an answer that no model could put into the question's language
    "zh": "（没有可用的聊天模型，所以用英文回答。）",
    "de": "(Auf Englisch, denn für eine Übersetzung steht kein Sprachmodell bereit.)",
    "fr": "(En anglais, faute de modèle de langage pour traduire.)",
    "es": "(En inglés, porque no hay ningún modelo de lenguaje que traduzca.)",
}
PARTLY = {  # said below an answer of which the model could not put every sentence
    "zh": "（不能准确翻译的句子保留英文。）",
    "de": "(Was nicht sicher zu übersetzen war, steht auf Englisch.)",
    "fr": "(Ce qui n'a pu être traduit avec certitude reste en anglais.)",
    "es": "(Lo que no se pudo traducir con seguridad queda en inglés.)",
}
_LEADS = {  # what answers say of themselves
    "My sources don't say:": {
        "zh": "我的资料没有说明：",
        "de": "Meine Quellen sagen dazu nichts:",
        "fr": "Mes sources ne le disent pas :",
        "es": "Mis fuentes no lo dicen:",
    },
    "The closest they say:": {
        "zh": "资料中最接近的内容：",
        "de": "Am nächsten kommt dem:",
        "fr": "Le plus proche qu'elles disent :",
        "es": "Lo más cercano que dicen:",
    },
    "What they do say:": {
        "zh": "资料中有的内容：",
        "de": "Was sie sagen:",
        "fr": "Ce qu'elles disent :",
        "es": "Lo que sí dicen:",
    },
    "Later:": {"zh": "后来：", "de": "Später:", "fr": "Plus tard :", "es": "Más tarde:"},
}
_FIXED = re.compile(f"({'|'.join(map(re.escape, _LEADS))}|“[^”]*”|(?:\\[\\d+\\])+[;.]?)")
_STEMMERS = {"de": "german", "fr": "french", "es": "spanish"}
_LONGEST = 6  # words of a phrase, or characters of a Chinese one
_KNOWN = 0.5  # share of its words that a glossary must know for the question to be in its language
_FEWEST = 2  # known words from which a language is told; one may be English, or a slip
_WORD = re.compile(r"[^\W\d_]+")
_STRAY = re.compile(r"[¿¡·]|(?<![^\W_])['’]|['’](?=\s)")  # "d'" leaves an apostrophe behind
_HAN = re.compile(r"[\u3400-\u9fff]+")
_DECIMAL = re.compile(r"(?<=\d),(?=\d{1,2}(?!\d))")
_GROUPS = re.compile(r"(?<=\d)[. \u00a0\u202f](?=\d{3}(?!\d))")
_MYRIADS = re.compile(r"(\d+(?:\.\d+)?)\s*(万亿|亿|万)")
_CHINESE_DATE = re.compile(
    r"(?:(?P<year>\d{4})\s*年\s*)?(?P<month>\d{1,2})\s*月(?!薪)(?:\s*(?P<day>\d{1,2})\s*[日号])?"
    r"|(?P<year_alone>\d{4})\s*年"
)
_SIZES = {"万": 1e4, "亿": 1e8, "万亿": 1e12}


@dataclass(frozen=True, slots=True)
class Spoken:
    """A question with the code of its language; ``english`` is what is looked for."""

    language: str
    english: str


@dataclass(frozen=True, slots=True)
class Glossary:
    """Phrases of a language with their English: by their words, and by the words' stems."""

    code: str
    phrases: Mapping[tuple[str, ...], str]
    by_stems: Mapping[tuple[str, ...], str]

    def translated(self, text: str) -> Iterator[tuple[str, bool]]:
        """For each unit its English, or "" where a phrase goes on, and whether it was known."""
        words = _words(self.code, text)
        folded = [fold(word) for word in words]
        stems = _stems(self.code, folded)
        at = 0
        while at < len(words):
            for length in range(min(_LONGEST, len(words) - at), 0, -1):
                end = at + length
                english = self.phrases.get(tuple(folded[at:end]))
                if english is None:
                    english = self.by_stems.get(tuple(stems[at:end]))
                if english is not None:
                    yield from ((english if n == 0 else "", True) for n in range(length))
                    at = end
                    break
            else:
                yield words[at], False
                at += 1


@cache
def glossary(code: str) -> Glossary:
    """The glossary that ships for a language."""
    path = files("assistant").joinpath("languages", f"{code}.tsv")
    phrases: dict[tuple[str, ...], str] = {}
    by_stems: dict[tuple[str, ...], str] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        phrase, tab, english = line.partition("\t")
        if tab and not line.startswith("#"):
            folded = [fold(word) for word in _words(code, phrase)]
            phrases.setdefault(tuple(folded), english.strip())
            by_stems.setdefault(tuple(_stems(code, folded)), english.strip())
    return Glossary(code, phrases, by_stems)


def _words(code: str, text: str) -> list[str]:
    return [ch for ch in text if _HAN.match(ch)] if code == "zh" else _WORD.findall(text)


def _stems(code: str, folded: Sequence[str]) -> list[str]:
    return list(folded) if code == "zh" else [stem(word, _STEMMERS[code]) for word in folded]


def in_parts(text: str, language: str) -> Iterator[tuple[str, bool]]:
    """The sentences of an English answer; true marks what needs no translation any more.

    That is what an answer says of itself, here in the language already, and the question quoted.
    """
    for part in _FIXED.split(text):
        if part in _LEADS:
            yield _LEADS[part][language], True
        elif part.startswith(("“", "[")) or not any(map(str.isalnum, part)):
            yield part.strip(), True
        else:
            yield from ((part[start:end], False) for start, end in sentences(part))


class Languages:
    """Tells a question's language and puts it into English.

    ``is_english`` says whether a folded word is one of English or of the knowledge.
    """

    def __init__(self, linker: EntityLinker, is_english: Callable[[str], bool]) -> None:
        self._linker = linker
        self._is_english = is_english

    def read(self, text: str) -> Spoken:
        """The language of a question and its English; an English one comes back as it was."""
        mentions = self._linker.mentions(text)
        bare = _between(text, mentions)
        if any(_HAN.search(part) for part in bare):
            return Spoken("zh", self._english(glossary("zh"), text, mentions))
        words = [fold(word) for part in bare for word in _WORD.findall(part)]
        if not words:
            return Spoken(ENGLISH, text)
        english = sum(map(self._is_english, words)) / len(words)
        shares = {code: _share(glossary(code), bare) for code in _STEMMERS} if english < 1 else {}
        best = max(shares, key=lambda code: shares[code], default=ENGLISH)
        if best == ENGLISH or shares[best] < _KNOWN or shares[best] <= english:
            return Spoken(ENGLISH, text)
        return Spoken(best, self._english(glossary(best), text, mentions))

    def english(self, text: str, language: str) -> str:
        """A text in a language whose code is known, in English words."""
        return self._english(glossary(language), text, self._linker.mentions(text))

    def _english(self, known: Glossary, text: str, mentions: Sequence[Mention]) -> str:
        parts = _between(text, mentions)
        found = [_translated(known, parts[0])]
        for mention, part in zip(mentions, parts[1:], strict=True):
            found += [mention.name, _translated(known, part)]
        return " ".join(_STRAY.sub(" ", " ".join(found)).split())


def _between(text: str, mentions: Sequence[Mention]) -> list[str]:
    """The text before, between and after its mentions: one part more than there are."""
    edges = [0, *(edge for m in mentions for edge in (m.start, m.end)), len(text)]
    return [text[edges[n] : edges[n + 1]] for n in range(0, len(edges), 2)]


def _share(known: Glossary, parts: Sequence[str]) -> float:
    """How much of the words a glossary knows."""
    found = [hit for part in parts for _, hit in known.translated(part)]
    return sum(found) / len(found) if sum(found) >= _FEWEST else 0.0


def _translated(known: Glossary, part: str) -> str:
    """Words into English, stretch by stretch; figures and signs stay in their places."""
    part = _figures(known.code, part)
    words = _HAN if known.code == "zh" else re.compile(r"[^\W\d_]+(?:[\s'’-]+[^\W\d_]+)*")

    def english(match: re.Match[str]) -> str:
        found = known.translated(match.group())
        return f" {' '.join(word for word, _ in found if word)} "

    return words.sub(english, part)


def _figures(code: str, part: str) -> str:
    """Figures as English writes them: "14,3" is 14.3, "1.43亿" 143 million, "10月" October."""
    if code == "zh":
        part = _CHINESE_DATE.sub(_date, part)
        return _MYRIADS.sub(lambda m: f"{_large(float(m[1]) * _SIZES[m[2]])} ", part)
    return _DECIMAL.sub(".", _GROUPS.sub(",", part))


def _date(match: re.Match[str]) -> str:
    year = match["year"] or match["year_alone"] or ""
    month, day = match["month"] or "", match["day"] or ""
    name = MONTHS[int(month) - 1].capitalize() if month and 1 <= int(month) <= 12 else month
    return f" {' '.join(part for part in (day, name, year) if part)} "


def _large(value: float) -> str:
    for size, word in ((1e12, "trillion"), (1e9, "billion"), (1e6, "million")):
        if value >= size:
            return f"{value / size:.10g} {word}"
    return f"{value:,.10g}"
