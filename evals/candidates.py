"""Candidates of the dev questions with their signals and labels, which the gates are fitted on.

The test split is never read.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from assistant import Assistant, Settings
from assistant.adapters.embedder import MiniLMEmbedder
from assistant.adapters.llm import connect
from assistant.adapters.weights import locate_embedder
from assistant.cascade import Course
from assistant.core.gate import Gate, logit
from assistant.core.prompts import load_prompts
from assistant.core.retriever import Candidate
from assistant.core.talk.conversation import readings
from evals.cases import HERE, Case, CaseSet, load_asked, load_cases
from evals.judge import holds
from evals.run import data_dir

_KEPT = 6  # candidates of a question that take part
Row = dict[str, Any]


def dev_cases(*names: CaseSet) -> list[Case]:
    """The dev cases of some sets, but those that a table answers, or that are in translation.

    Those of the public set come with what else was asked of the knowledge.
    """
    cases = load_cases(sets=names, splits=("dev",))
    cases += load_asked() if "public" in names else []
    return [c for c in cases if c.category not in ("ledger", "language")]


def label(candidate: Candidate, case: Case) -> int | None:
    """1: answers the question; 0: does not; None: in part, so it teaches nothing."""
    if case.abstain:
        return 0
    if candidate.fact and candidate.fact.id in case.facts:
        return 1
    text = candidate.evidence().text
    if any(holds(text, part) for part in case.reject):
        return 0
    share = sum(any(holds(text, a) for a in group) for group in case.expect) / len(case.expect)
    anchors = {f"p{n}" for n in case.paragraphs}
    at_home = not anchors or any(
        s.passage.id.rpartition("#")[2] in anchors for s in candidate.spans
    )
    if share == 1.0:
        return 1 if at_home and not case.facts else None
    return 0 if share == 0.0 else None


def misspelt(question: str, seed: int) -> str:
    """The question with a slip in one or two of its words, as hurried typing makes them."""
    chance = random.Random(seed)
    found = question.rstrip("?.").split()
    for at in chance.sample(range(len(found)), min(len(found), 1 + seed % 2)):
        word = found[at]
        if len(word) < 4 or not word.isalpha():
            continue
        i = chance.randrange(1, len(word) - 1)
        found[at] = chance.choice(
            [word[:i] + word[i + 1] + word[i] + word[i + 2 :], word[:i] + word[i + 1 :]]
        )
    return " ".join(found).lower()


def rows_of(bot: Assistant, cases: Sequence[Case], kind: str) -> Iterator[Row]:
    """Signals and labels of the candidates of each reading of each case, slips included."""
    parts = bot._wired()
    judge, linker = parts.judge, parts.linker
    for case in tqdm(cases, desc=f"{kind} candidates"):
        asked = case.question
        for variant in dict.fromkeys((asked, misspelt(asked, len(asked)))):
            for text in (f.text for f in readings(variant, case.history, linker)):
                reading = judge.read(text)
                found = reading.facts if kind == "fact" else reading.spans
                for candidate in sorted(found, key=lambda c: -c.fused)[:_KEPT]:
                    yield {
                        "case": case.id,
                        "reading": f"{case.id}|{text}",
                        "original": variant == asked,
                        "answerable": not case.abstain,
                        "question": reading.question.text,
                        "text": candidate.evidence().text,
                        "signals": dict(candidate.signals),
                        "label": label(candidate, case),
                    }


def articles_only(folder: Path, target: Path) -> Path:
    """A copy of a knowledge folder without its facts, as a reader's own folder would be."""
    shutil.copytree(folder / "articles", target / "articles")
    return target


def collect(knowledge: Path, scratch: Path, kinds: list[str]) -> dict[str, list[Row]]:
    """Candidates of the kinds over the dev cases of both sets."""
    data = scratch / "data"
    rows: dict[str, list[Row]] = {"fact": [], "span": []}
    if "fact" in kinds:
        settings = Settings(model="none", knowledge=knowledge, data_dir=data_dir())
        with Assistant(settings) as bot:
            rows["fact"] += rows_of(bot, dev_cases("article", "public"), "fact")
    if "span" not in kinds:
        return rows
    bare = articles_only(knowledge, scratch / "bare")
    with Assistant(Settings(model="none", knowledge=bare, data_dir=data)) as bot:
        rows["span"] += rows_of(bot, dev_cases("article"), "span")
    for name, cases in _by_folder(dev_cases("folder")).items():
        settings = Settings(model="none", knowledge=HERE / "folders" / name, data_dir=data)
        with Assistant(settings) as bot:
            rows["span"] += rows_of(bot, cases, "span")
    return rows


def _by_folder(cases: Sequence[Case]) -> dict[str, list[Case]]:
    found: dict[str, list[Case]] = {}
    for case in cases:
        found.setdefault(case.folder, []).append(case)
    return found


def with_reader(
    rows: list[Row], gate: dict[str, Any], doubtful: tuple[float, float]
) -> tuple[list[Row], list[Row]]:
    """The candidates between two confidences, with the gate's logit and the reader's; the rest."""
    reader = MiniLMEmbedder(locate_embedder())
    judged = Gate(gate["weights"], gate["bias"], gate["threshold"])
    read, rest = [], []
    for row in tqdm(rows, desc="reading"):
        p = judged.probability(row["signals"])
        if doubtful[0] < p < doubtful[1]:
            (said,) = reader.logits(row["question"], [row["text"]])
            read.append({**row, "signals": {"logit": logit(p), "read": said}})
        else:
            rest.append({**row, "signals": {"logit": logit(p)}})
    return read, rest


def with_model(
    judged: Sequence[tuple[float, Row]], prompts: Path, doubtful: tuple[float, float]
) -> list[Row]:
    """For facts between two confidences: the logit of theirs and the local model's."""
    model = connect(Settings())
    assert model is not None
    texts = load_prompts(prompts)
    asked = [(p, row) for p, row in judged if row["original"] and doubtful[0] < p < doubtful[1]]
    made = []
    for p, row in tqdm(asked, desc="asking the model"):
        messages = texts.messages("check", question=row["question"], statement=row["text"])
        yes = model.yes_probability(messages)
        if yes is not None:
            made.append({**row, "signals": {"logit": logit(p), "yes": logit(yes)}})
    model.close()
    return made


def read_by_model(cases: Sequence[Case], data: Path) -> list[Row]:
    """For each question to a folder: what the local model found, with the logits of both."""
    made = []
    for name, asked in _by_folder(cases).items():
        with Assistant(Settings(knowledge=HERE / "folders" / name, data_dir=data)) as bot:
            pipeline = bot._wired().pipeline
            assert pipeline.calls is not None
            for case in tqdm(asked, desc="asking the model"):
                reading = pipeline.read(case.question, case.history)
                _, best = pipeline.calls.best_of(
                    reading.question, reading.spans, Course(case.question)
                )
                row = {"case": case.id, "original": True, "answerable": not case.abstain}
                if "yes" in best.signals:
                    made.append({**row, "signals": best.signals, "label": label(best, case) or 0})
    return made
