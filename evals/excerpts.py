"""Excerpts of the knowledge that ships, and others: what attribution is measured with.

They are cut by a fixed seed, in many lengths, spellings and question wordings.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.core.knowledge import Knowledge
from assistant.types import Article, Fact, Passage
from evals.cases import CASES

SEED = 25
OURS = 200
_STATED = 0.15  # share of the excerpts that are from statements of facts
_LEAST = 8  # words of an excerpt
_WORDINGS = (
    "Where does this come from: {e}?",
    "Where does this come from?\n\n{e}",
    "Which article says: {e}",
    "Who published this? {e}",
    "Source of this quote: {e}",
    "Which article is this from? {e}",
    "Can you tell me where this passage is from: {e}",
    "Please give the title, publisher, date and URL of the article this excerpt is from:\n{e}",
    "What is the source of the following text? {e}",
    "where did this first appear: {e}",
    "Hi, I need the source for this sentence: {e} Thanks!",
    "Which of your sources has this paragraph?\n\n{e}",
    "Who reported this first? {e}",
    "Find the original article for this quote: {e}",
    "In which publication was this printed: {e}?",
    "What's the headline and the publication date of the piece these lines are from? {e}",
    "From which page is this taken?\n{e}",
    "Attribute this quote: {e}",
    "My editor sent me this excerpt and wants to know which outlet ran it:\n\n{e}",
    "{e}\n\nWhere does this come from?",
    "{e} – which article is this from?",
    "{e} Who published this?",
    "{e}\nSource?",
    "{e} What is the source of this quote?",
    "{e}\nWhich newspaper printed this, and when?",
    "{e} where is this from",
    "{e} Please give me the title, publisher, date and URL of the article that this is from.",
    "{e}\n\nCan you find out which site ran this?",
    "I read {e} somewhere. Where was this published?",
    "I found this: {e} Where is it from?",
)
_NEED_QUOTES = ("I read", "I found")
_QUOTES = (("", ""), ("", ""), ("“", "”"), ('"', '"'), ("«", "»"))


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A question with an excerpt; ``article`` is the page it is from, None if it is foreign."""

    id: str
    question: str
    article: Article | None = None
    reporter: str = ""


def ours(knowledge: Knowledge, number: int = OURS, seed: int = SEED) -> list[Excerpt]:
    """Excerpts of passages and statements; the same for the same knowledge and seed."""
    rng = random.Random(seed)
    reporters = {s.passage.id: f.reported_by for f in knowledge.facts.values() for s in f.evidence}
    texts = {a.slug: _plain(_joined(knowledge, a)) for a in knowledge.articles}
    passages = list(knowledge.passages.values())
    stated = [f for f in knowledge.facts.values() if _only_stated(f)]
    found: list[Excerpt] = []
    while len(found) < number:
        fact = rng.choice(stated) if stated and rng.random() < _STATED else None
        passage = fact.evidence[0].passage if fact else _page_passage(rng, passages)
        cut = _cut(rng, fact.statement if fact else passage.text)
        if len(cut.split()) < _LEAST or sum(_plain(cut) in text for text in texts.values()) > 1:
            continue
        question = _asked(rng, _spelled(rng, cut), len(found))
        reporter = reporters.get(passage.id, "")
        found.append(Excerpt(f"o{len(found) + 1:03}", question, passage.article, reporter))
    return found


def foreign() -> list[Excerpt]:
    """Excerpts that are in no source."""
    rng = random.Random(SEED)
    lines = (CASES / "attribution-foreign.jsonl").read_text(encoding="utf-8").splitlines()
    told = [json.loads(line) for line in lines if line.strip()]
    return [Excerpt(t["id"], _asked(rng, t["text"], n)) for n, t in enumerate(told)]


def _page_passage(rng: random.Random, passages: Sequence[Passage]) -> Passage:
    """A passage of a page that is drawn first, so that a long article does not outweigh them."""
    slug = rng.choice([p.article.slug for p in passages])
    return rng.choice([p for p in passages if p.article.slug == slug])


def _only_stated(fact: Fact) -> bool:
    return all(fact.statement not in s.passage.text for s in fact.evidence)


def _joined(knowledge: Knowledge, article: Article) -> str:
    return " ".join(p.text for p in knowledge.passages_of(article.slug))


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", text).lower().strip()


def _cut(rng: random.Random, text: str) -> str:
    """The whole text, some of its sentences, or words from somewhere within."""
    words = text.split()
    kind = rng.choice(("whole", "sentence", "begin", "end", "middle", "middle"))
    if kind == "whole":
        return text
    if kind == "sentence":
        return rng.choice(re.split(r"(?<=[a-z]\.)\s(?=[A-Z])", text))
    length = rng.randint(_LEAST, max(_LEAST, min(60, len(words) - 1)))
    latest = max(0, len(words) - length)
    start = {"begin": 0, "end": latest}.get(kind, rng.randint(0, latest))
    return " ".join(words[start : start + length])


def _spelled(rng: random.Random, text: str) -> str:
    """The same in another spelling: case, quotation marks, line breaks, cut words, ellipses."""
    words = text.split()
    half = len(words) // 2
    return rng.choice(
        (
            text,
            text,
            text.lower(),
            text.upper(),
            text.replace("'", "’").replace('"', "”").replace(" - ", " – "),
            f"…{text}…",
            f"[...] {text}",
            "\n".join(" ".join(words[n : n + 9]) for n in range(0, len(words), 9)),
            "  ".join(words),
            f"{text[: text.rfind(' ') + 3]}…" if re.match(r"[^\W\d_]{4}", words[-1]) else text,
            " ".join((*words[:half], "…", *words[half + 3 :])) if len(words) > 15 else text,
        )
    )


def _asked(rng: random.Random, text: str, number: int) -> str:
    wording = _WORDINGS[number % len(_WORDINGS)]
    quotes = rng.choice(_QUOTES)
    if wording.startswith(_NEED_QUOTES):
        quotes = quotes if quotes[0] else _QUOTES[2]
    return wording.format(e=f"{quotes[0]}{text}{quotes[1]}")
