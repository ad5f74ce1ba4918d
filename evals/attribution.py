"""Does the assistant say where an excerpt comes from? ``python -m evals.attribution``

200 excerpts are cut from the knowledge that ships, by a fixed seed, in many lengths, spellings
and question wordings; 50 of ``cases/attribution-foreign.jsonl`` are not in it: sentences about
the same people, and near copies with a figure, a name or a negation changed. For each answer
title, publisher, date and address have to be the page's own, or said to be not known.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import closing

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from assistant import Answer, AssistantError
from assistant.core.knowledge import Knowledge
from assistant.core.times import spoken
from assistant.settings import NO_MODEL
from assistant.types import Article
from evals.excerpts import Excerpt, foreign, ours
from evals.judge import citation_faults
from evals.run import Bot, MakeBot, make_assistant

NEEDED = 0.98  # of each count
FIELDS = {"title": "Title", "publisher": "Publisher", "date": "Date", "url": "Address"}
_ADDRESS = re.compile(r"https?://[^\s)]+")
_FIRST = re.compile(
    r"First reported by (.+?); I have it not from there|, first reported by (.+?), "
)
_UNKNOWN = "not known"


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
