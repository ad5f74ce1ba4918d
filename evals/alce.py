"""Citation recall and precision as ALCE defines them (Gao et al. 2023), judged by rule.

Whether quotes support a sentence is decided by the assistant's own span checker, where ALCE asks
a model of entailment. The checker is strict: another order of names, or a hedge that is lost, is
enough to object, so that both numbers err low. An abstention answers nothing and is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from assistant import Settings
from assistant.core import grounding
from assistant.core.entities import EntityLinker
from assistant.core.knowledge import load_knowledge
from assistant.core.text import sentences
from assistant.types import Article, Passage, Span
from evals.judge import MARKER
from evals.report import Record

_BEHIND = re.compile(r"([.!?…]+[\"'”’)\]]*)((?:\s*\[\d+\])+)")  # markers behind a sentence's end
_ASIDE = re.compile(  # speaks of the answer itself and claims nothing
    r"\(As far as is known here|Only people named in the sources are counted"
)
_VARYING = ((r"the figure '.+' is", "a figure is"), (r"the hedge '.+' of", "a hedge of"))


@dataclass(frozen=True, slots=True)
class CitationQuality:
    """Means over the answers (None without any), and why sentences were not held supported."""

    recall: float | None
    precision: float | None
    objections: tuple[tuple[str, int], ...]


@cache
def shipped_linker() -> EntityLinker:
    """The names that the checker knows: those of the knowledge that ships."""
    return EntityLinker(load_knowledge(Settings().knowledge).entities)


def citation_quality(records: Iterable[Record], linker: EntityLinker) -> CitationQuality:
    """Recall: the share of sentences that their quotes together support. Precision: the share of
    citations that are in a supported sentence, and suffice alone or break it if dropped."""
    recalls, precisions = [], []
    objections: Counter[str] = Counter()
    for record in records:
        if record["abstained"]:
            continue
        quotes = {c["marker"]: c["quote"] for c in record["citations"]}
        supported, precise = [], []
        for sentence, markers in statements(record["answer"]):
            cited = [quotes[m] for m in markers if m in quotes]
            objection = _objection(sentence, cited, linker)
            if objection:
                objections[objection] += 1
            supported.append(not objection)
            precise += _precise(sentence, cited, linker, supported=not objection)
        recalls.append(_mean(supported))
        precisions.append(_mean(precise))
    found = tuple(objections.most_common())
    if not recalls:
        return CitationQuality(None, None, found)
    count = len(recalls)
    return CitationQuality(sum(recalls) / count, sum(precisions) / count, found)


def statements(answer: str) -> list[tuple[str, tuple[str, ...]]]:
    """The sentences of an answer without markers, each with the markers that it rests on.

    Markers stand behind a statement: a sentence without one takes those of the next that has.
    """
    text = _BEHIND.sub(r"\2\1", answer)
    found: list[tuple[str, tuple[str, ...]]] = []
    markers: tuple[str, ...] = ()
    for start, end in reversed(sentences(text)):
        sentence = text[start:end]
        plain = " ".join(re.sub(rf"\s*{MARKER.pattern}", "", sentence).split())
        markers = tuple(dict.fromkeys(MARKER.findall(sentence))) or markers
        if plain and not _ASIDE.match(plain):
            found.append((plain, markers))
    return found[::-1]


def _precise(
    sentence: str, quotes: Sequence[str], linker: EntityLinker, *, supported: bool
) -> list[bool]:
    """For each citation of a sentence: whether it suffices alone, or is needed."""
    if not supported:
        return [False] * len(quotes)
    rest = [[q for other, q in enumerate(quotes) if other != at] for at in range(len(quotes))]
    return [
        not _objection(sentence, [quote], linker) or bool(_objection(sentence, others, linker))
        for quote, others in zip(quotes, rest, strict=True)
    ]


def _objection(sentence: str, quotes: Sequence[str], linker: EntityLinker) -> str:
    """Why the quotes, one alone or all together, do not support a sentence; "" if they do."""
    spans = [_span(quote) for quote in quotes]
    claims = grounding.check(sentence, spans, linker)
    reason = next((c.reason for c in claims if c.verdict != "supported"), "")
    for varying, plain in _VARYING:
        reason = re.sub(varying, plain, reason)
    if reason.endswith(" is not in the source") and not reason.startswith("a figure"):
        return "a name is not in the source"
    return re.sub(r"only \d+% of its words are", "too few of its words are", reason)


def _span(quote: str) -> Span:
    return Span(Passage("", quote, Article("", "")), 0, len(quote))


def _mean(values: Sequence[bool]) -> float:
    return sum(values) / len(values) if values else 0.0
