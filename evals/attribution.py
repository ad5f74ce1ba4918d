"""Does the assistant say where an excerpt comes from? ``python -m evals.attribution``

200 excerpts are cut from the knowledge that ships, by a fixed seed, in many lengths, spellings
and question wordings; 50 of ``cases/attribution-foreign.jsonl`` are not in it: sentences about
the same people, and near copies with a figure, a name or a negation changed. For each answer
title, publisher, date and address have to be the page's own, or said to be not known.
"""

from __future__ import annotations

import json
import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assistant import Answer, AssistantError
from assistant.core.knowledge import Knowledge
from assistant.core.times import spoken
from assistant.settings import NO_MODEL
from assistant.types import Article, Fact, Passage
from evals.cases import CASES
from evals.judge import citation_faults
from evals.run import Bot, MakeBot, make_assistant

SEED = 25
OURS = 200
NEEDED = 0.98  # of each count
FIELDS = {"title": "Title", "publisher": "Publisher", "date": "Date", "url": "Address"}
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
_ADDRESS = re.compile(r"https?://[^\s)]+")
_FIRST = re.compile(
    r"First reported by (.+?); I have it not from there|, first reported by (.+?), "
)
_UNKNOWN = "not known"


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


def judged(case: Excerpt, answer: Answer, knowledge: Knowledge) -> dict[str, bool]:
    """What is right of an answer, by name; ``invented`` is true if it names what there is not."""
    invented = _invents(answer, knowledge)
    if case.article is None:
        return {"declined": answer.abstained, "invented": invented or not answer.abstained}
    told = dict(re.findall(r"^- (\w+): (.+)$", answer.text, re.MULTILINE))
    expected = _expected(case.article)
    right = {name: told.get(label) == expected[name] for name, label in FIELDS.items()}
    cited = [knowledge.passages[c.passage_id].article for c in answer.citations]
    right["all four"] = all(right.values())
    right["cited"] = cited == [case.article] and not citation_faults(answer)
    if case.reporter and not _is_publisher(case.reporter, case.article.publisher):
        names = [a or b for a, b in _FIRST.findall(answer.text)]
        right["origin"] = names == [case.reporter.replace("; ", " and ")]
    wrong_page = not answer.abstained and cited != [case.article]
    return {**right, "invented": invented or wrong_page}


def _expected(article: Article) -> dict[str, str]:
    seen = not article.title.startswith("[report by")
    values = {
        "title": article.title if seen else "",
        "publisher": article.publisher,
        "date": spoken(article.published),
        "url": article.url,
    }
    return {name: value or _UNKNOWN for name, value in values.items()}


def _is_publisher(reporter: str, publisher: str) -> bool:
    return reporter in (publisher, *publisher.split(" (")[0].split(" / "))


def _invents(answer: Answer, knowledge: Knowledge) -> bool:
    """Whether an address, title or publisher is told that the knowledge does not have."""
    addresses = {a.url for a in knowledge.articles}
    told = dict(re.findall(r"^- (\w+): (.+)$", answer.text, re.MULTILINE))
    titles = {a.title for a in knowledge.articles} | {_UNKNOWN}
    publishers = {a.publisher for a in knowledge.articles} | {_UNKNOWN}
    return (
        not addresses.issuperset(_ADDRESS.findall(answer.text))
        or told.get("Title", _UNKNOWN) not in titles
        or told.get("Publisher", _UNKNOWN) not in publishers
        or "title not seen" in answer.text
    )


def measure(bot: Bot, cases: Sequence[Excerpt], show: Callable[[str], None]) -> Counter[str]:
    """How often each thing was right; "of …" is how many could be. Shows what was not right."""
    knowledge = bot.knowledge
    assert knowledge is not None
    counts: Counter[str] = Counter()
    for case in cases:
        answer = bot.ask(case.question)
        verdicts = judged(case, answer, knowledge)
        counts.update(name for name, is_so in verdicts.items() if is_so)
        counts.update(f"of {name}" for name in verdicts)
        wrong = [n for n, is_so in verdicts.items() if is_so == (n == "invented")]
        if wrong:
            show(f"{case.id} not right: {', '.join(wrong)}\n{case.question}\n{answer.text}\n")
    return counts


def table_of(counts: Counter[str]) -> Table:
    """The counts, a row for each thing judged."""
    table = Table(title="Where excerpts come from", title_justify="left")
    table.add_column("")
    table.add_column("right", justify="right")
    rows = {
        **{f"{name} right": name for name in (*FIELDS, "all four")},
        "cited where it stands": "cited",
        "origin rather than reprint": "origin",
        "declined rightly": "declined",
    }
    for label, name in rows.items():
        table.add_row(label, f"{counts[name]}/{counts[f'of {name}']}")
    table.add_row("invented sources", str(counts["invented"]))
    return table


def good_enough(counts: Counter[str]) -> bool:
    """Whether every count is high enough and nothing was invented."""
    names = (*FIELDS, "all four", "cited", "origin", "declined")
    return not counts["invented"] and all(
        counts[name] >= NEEDED * counts[f"of {name}"] for name in names
    )


def main(make: MakeBot = make_assistant) -> int:
    """Measure and print; 1 if it is not good enough or could not be done."""
    console = Console()
    try:
        with closing(make(NO_MODEL, None)) as bot:
            assert bot.knowledge is not None
            cases = [*ours(bot.knowledge), *foreign()]
            began = time.perf_counter()
            counts = measure(bot, cases, lambda text: console.print(escape(text), highlight=False))
            seconds = time.perf_counter() - began
    except (AssistantError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    console.print(table_of(counts))
    console.print(f"{len(cases)} questions in {seconds:.1f} s", highlight=False)
    return 0 if good_enough(counts) else 1


if __name__ == "__main__":
    sys.exit(main())
