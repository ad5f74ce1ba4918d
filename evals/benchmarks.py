"""The general parts on public benchmarks: ``python -m evals.benchmarks FOLDER [--only NAME]``.

Splitter, indexes, retriever and the reading of follow-ups are those that ship. The folder holds
``docs_qa`` (Anthropic cookbook, MIT), ``mtrag_un`` (IBM MTRAG-UN, Apache-2.0) and ``chunking``
(Chroma's chunking evaluation, MIT), as plain files; see each benchmark's own page for its data.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ir_measures
from ir_measures import RR, P, R, nDCG
from rich.console import Console
from rich.progress import track
from rich.table import Table
from scipy.stats import mannwhitneyu

from assistant import AssistantError, Settings
from assistant.build import Parts, wire
from assistant.core.knowledge import Knowledge
from assistant.core.splitter import SHIPPED, Size, split
from assistant.settings import NO_MODEL
from assistant.types import Article, Paragraph, Turn

NAMES = ("docs_qa", "mtrag_un", "chunking")
_DEPTH = 20  # passages ranked for each question
_TOP_CHUNKS = 5
# As large as the embedding model reads (256 word pieces), as others have measured it.
_LARGE = Size(min_chars=900, max_chars=1100)
Row = tuple[str, str]


@contextmanager
def retrieving(
    articles: Sequence[Article], console: Console, size: Size = SHIPPED
) -> Iterator[Parts]:
    """The shipped parts over some articles, in an index of their own."""
    passages = {p.id: p for article in articles for p in split(article, size)}
    knowledge = Knowledge(tuple(articles), passages, {}, ())
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(model=NO_MODEL, data_dir=Path(folder))
        with console.status("embedding") as status:

            def show(done: int, total: int) -> None:
                status.update(f"embedding: {done:,} of {total:,} texts")

            parts = wire(settings, knowledge, model=None, progress=show)
        try:
            yield parts
        finally:
            parts.close()


def documents(items: Iterable[tuple[str, str]]) -> list[Article]:
    """(title, text) → articles; the slug of each is its position."""
    return [
        Article(str(number), title, paragraphs=_paragraphs(text) or (Paragraph(title or "-"),))
        for number, (title, text) in enumerate(items)
    ]


def _paragraphs(text: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph(" ".join(p.split())) for p in text.split("\n") if p.strip())


def ranked_documents(parts: Parts, question: str, history: Sequence[Turn] = ()) -> list[int]:
    """Positions of the articles, best first."""
    passages = parts.pipeline.passages(question, history)
    return list(dict.fromkeys(int(p.article.slug) for p in passages))[:_DEPTH]


def docs_qa(folder: Path, console: Console) -> list[Row]:
    passages = json.loads((folder / "passages.json").read_text("utf-8"))
    questions = json.loads((folder / "questions.json").read_text("utf-8"))
    articles = documents((p["chunk_heading"], p["text"]) for p in passages)
    links = [p["chunk_link"] for p in passages]
    qrels, run = [], []
    with retrieving(articles, console) as parts:
        for q in track(questions, "docs_qa", console=console):
            qrels += [ir_measures.Qrel(q["id"], link, 1) for link in q["correct_chunks"]]
            found = ranked_documents(parts, q["question"])
            run += _scored(q["id"], [links[n] for n in found])
    names = [P @ 3, R @ 3, RR, nDCG @ 10]
    got = ir_measures.calc_aggregate(names, qrels, run)
    return [(f"docs_qa {name}", f"{value:.3f}") for name, value in got.items()]


def _scored(query: str, ranked: Sequence[str]) -> list[Any]:
    return [ir_measures.ScoredDoc(query, d, float(-n)) for n, d in enumerate(ranked)]


def mtrag_un(folder: Path, console: Console) -> list[Row]:
    pool = json.loads((folder / "passage_pool.json").read_text("utf-8"))
    lines = (folder / "reference.jsonl").read_text("utf-8").splitlines()
    tasks = [json.loads(line) for line in lines if line.strip()]
    articles = documents(("", p["text"]) for p in pool)
    ids = [p["document_id"] for p in pool]
    qrels, run = [], []
    confidence: dict[str, list[float]] = {}
    with retrieving(articles, console) as parts:
        for task in track(tasks, "mtrag_un", console=console):
            turns: list[Turn] = [(_role(t["speaker"]), t["text"]) for t in task["input"]]
            reading = parts.pipeline.read(turns[-1][1], turns[:-1])
            confidence.setdefault(task["answerability"][0], []).append(reading.confidence)
            if task["contexts"]:
                gold = task["contexts"]
                qrels += [ir_measures.Qrel(task["task_id"], c["document_id"], 1) for c in gold]
                found = ranked_documents(parts, turns[-1][1], turns[:-1])
                run += _scored(task["task_id"], [ids[n] for n in found])
    got = ir_measures.calc_aggregate([R @ 5, nDCG @ 5], qrels, run)
    rows = [(f"mtrag_un {name}", f"{value:.3f}") for name, value in got.items()]
    yes, no = confidence["ANSWERABLE"], confidence["UNANSWERABLE"]
    auc = mannwhitneyu(yes, no).statistic / (len(yes) * len(no))
    return [*rows, ("mtrag_un AUC, answerable against unanswerable", f"{auc:.3f}")]


def _role(speaker: str) -> str:
    return "user" if speaker == "user" else "assistant"


def chunking(folder: Path, console: Console) -> list[Row]:
    with (folder / "questions.csv").open(encoding="utf-8", newline="") as file:
        questions = list(csv.DictReader(file))
    rows = []
    for name, size in (("as shipped", SHIPPED), ("of 256 tokens", _LARGE)):
        shares: list[float] = []
        for corpus in sorted((folder / "corpora").glob("*.md")):
            own = [q for q in questions if q["corpus_id"] == corpus.stem]
            shares += _shares_found(corpus, own, size, console)
        share = f"{100 * sum(shares) / len(shares):.1f}"
        rows.append((f"chunking recall of characters @ 5, passages {name}", share))
    return rows


def _shares_found(
    corpus: Path, questions: Sequence[dict[str, str]], size: Size, console: Console
) -> list[float]:
    """Of the characters that answer each question, the share in the best passages."""
    whole = corpus.read_text("utf-8")
    text = " ".join(whole.split())
    article = Article(corpus.stem, corpus.stem.replace("_", " "), paragraphs=_paragraphs(whole))
    shares = []
    with retrieving([article], console, size) as parts:
        for q in track(questions, f"chunking {corpus.stem}", console=console):
            found = parts.pipeline.passages(q["question"])
            got = [_offsets(text, " ".join(p.text.split())) for p in found[:_TOP_CHUNKS]]
            gold = [
                _offsets(text, " ".join(r["content"].split())) for r in json.loads(q["references"])
            ]
            shares.append(_covered(gold, got))
    return shares


def _offsets(text: str, part: str) -> tuple[int, int]:
    start = text.find(part)
    return (start, start + len(part)) if start >= 0 else (0, 0)


def _covered(gold: Sequence[tuple[int, int]], got: Sequence[tuple[int, int]]) -> float:
    wanted = {i for start, end in gold for i in range(start, end)}
    held = {i for start, end in got for i in range(start, end)}
    return len(wanted & held) / len(wanted) if wanted else 1.0


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evals.benchmarks", description=__doc__)
    parser.add_argument("folder", type=Path, help="holds docs_qa, mtrag_un and chunking")
    parser.add_argument("--only", choices=NAMES, action="append", help="may be repeated")
    args = parser.parse_args(argv)
    table = Table("measure", "value", title="Public benchmarks", title_justify="left")
    measures = {"docs_qa": docs_qa, "mtrag_un": mtrag_un, "chunking": chunking}
    try:
        for name in args.only or NAMES:
            for row in measures[name](args.folder / name, Console(stderr=True)):
                table.add_row(*row)
    except (AssistantError, OSError, ValueError, KeyError) as error:
        print(f"error: {args.folder}: {type(error).__name__}: {error}", file=sys.stderr)
        return 1
    Console().print(table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
