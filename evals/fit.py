"""Fit the gates on the dev split: ``python -m evals.fit`` rewrites ``assistant/core/gate.json``.

The test split is never read. Needs scikit-learn (``pip install '.[dev]'``).
"""

from __future__ import annotations

import argparse
import json
import math
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold, cross_val_predict
from tqdm import tqdm

from assistant import Assistant, Settings
from assistant.core.conversation import readings
from assistant.core.retriever import Candidate

HERE = Path(__file__).resolve().parent
GATES = HERE.parent / "assistant" / "core" / "gate.json"
_KEPT = 6  # candidates of a question that take part
Row = dict[str, Any]


def dev_cases(name: str) -> list[dict[str, Any]]:
    """The dev cases of a set, as they stand in the file."""
    lines = (HERE / "cases" / f"{name}-dev.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def holds(text: str, case: dict[str, Any]) -> float:
    """Share of the expected groups that a text holds; 0 if it holds something rejected."""
    if any(_has(text, r) for r in case["reject"]):
        return 0.0
    groups = case["expect"]
    return sum(any(_has(text, a) for a in g) for g in groups) / max(1, len(groups))


def _has(text: str, part: str) -> bool:
    right = r"(?!\w)" if part[-1:].isdigit() else ""
    return bool(re.search(rf"(?<![\w.]){re.escape(part.lower())}{right}", text.lower()))


def label(candidate: Candidate, case: dict[str, Any]) -> int | None:
    """1: answers the question; 0: does not; None: in part, so it teaches nothing."""
    if case["abstain"]:
        return 0
    share = holds(candidate.evidence().text, case)
    anchors = {f"p{n}" for n in case.get("paragraphs", ())}
    at_home = not anchors or any(s.passage.id.rpartition("#")[2] in anchors for s in candidate.spans)
    if share == 1.0:
        return 1 if at_home else None
    return 0 if share == 0.0 else None


def rows_of(bot: Assistant, cases: list[dict[str, Any]], kind: str) -> Iterator[Row]:
    """Signals and labels of the candidates of each case."""
    judge = bot._wired().pipeline._judge
    linker = bot._wired().pipeline._linker
    for case in tqdm(cases, desc=f"{kind} candidates"):
        history = [(r, t) for r, t in case["history"]]
        for number, text in enumerate(readings(case["question"], history, linker)):
            reading = judge.read(text)
            found = reading.facts if kind == "fact" else reading.spans
            for candidate in sorted(found, key=lambda c: -c.fused)[: _KEPT if number == 0 else 3]:
                wanted = label(candidate, case)
                if wanted is not None and not (number and history and wanted == 0):
                    yield {
                        "case": case["id"],
                        "question": reading.question.text,
                        "text": candidate.evidence().text,
                        "signals": dict(candidate.signals),
                        "label": wanted,
                    }


def fit(rows: list[Row], names: list[str], strength: float = 3.0) -> dict[str, Any]:
    """A logistic gate with weights, bias and the threshold of the best balanced accuracy."""
    x = np.array([[r["signals"].get(n, 0.0) for n in names] for r in rows])
    y = np.array([r["label"] for r in rows])
    groups = np.array([r["case"] for r in rows])
    model = LogisticRegression(C=strength, max_iter=5000)
    p = cross_val_predict(model, x, y, groups=groups, cv=GroupKFold(8), method="predict_proba")
    threshold, share = _threshold(rows, p[:, 1])
    print(f"  {len(rows)} candidates, {int(y.sum())} right; balanced {share:.3f} at {threshold:.2f}")
    model.fit(x, y)
    weights = {n: round(float(w), 4) for n, w in zip(names, model.coef_[0], strict=True)}
    return {
        "weights": weights,
        "bias": round(float(model.intercept_[0]), 4),
        "threshold": round(threshold, 3),
    }


def _threshold(rows: list[Row], p: Any) -> tuple[float, float]:
    """Best mean of (answerable: right one on top and shown) and (else: nothing shown)."""
    top: dict[str, tuple[float, int]] = {}
    answerable = {r["case"] for r in rows if r["label"] == 1}
    for row, value in zip(rows, p, strict=True):
        if row["case"] not in top or value > top[row["case"]][0]:
            top[row["case"]] = (float(value), row["label"])
    best = (0.5, 0.0)
    for cut in np.arange(0.05, 0.95, 0.01):
        good = [v >= cut and right == 1 for c, (v, right) in top.items() if c in answerable]
        quiet = [v < cut for c, (v, _) in top.items() if c not in answerable]
        share = (np.mean(good) + np.mean(quiet)) / 2
        if share > best[1]:
            best = (float(cut), float(share))
    return best


def articles_only(folder: Path, target: Path) -> Path:
    """A copy of a knowledge folder without its facts, as a reader's own folder would be."""
    shutil.copytree(folder / "articles", target / "articles")
    return target


def logit(p: float) -> float:
    p = min(max(p, 1e-4), 1 - 1e-4)
    return math.log(p / (1 - p))


def collect(knowledge: Path, scratch: Path) -> dict[str, list[Row]]:
    """Candidates of both kinds over the dev cases of both sets."""
    data = scratch / "data"
    rows: dict[str, list[Row]] = {"fact": [], "span": []}
    with Assistant(Settings(model="none", knowledge=knowledge, data_dir=data)) as bot:
        rows["fact"] += rows_of(bot, dev_cases("article"), "fact")
    bare = articles_only(knowledge, scratch / "bare")
    with Assistant(Settings(model="none", knowledge=bare, data_dir=data)) as bot:
        rows["span"] += rows_of(bot, dev_cases("article"), "span")
    by_folder: dict[str, list[dict[str, Any]]] = {}
    for case in dev_cases("folder"):
        by_folder.setdefault(case["folder"], []).append(case)
    for name, cases in by_folder.items():
        settings = Settings(model="none", knowledge=HERE / "folders" / name, data_dir=data)
        with Assistant(settings) as bot:
            rows["span"] += rows_of(bot, cases, "span")
    return rows


def with_model(rows: list[Row], gate: dict[str, Any], prompts: Path) -> list[Row]:
    """For the best two candidates of each case: the gate's logit and the local model's."""
    from assistant.adapters.llm import connect
    from assistant.core.gate import Gate
    from assistant.core.prompts import load_prompts

    model = connect(Settings())
    assert model is not None
    texts = load_prompts(prompts)
    judged = Gate(gate["weights"], gate["bias"], gate["threshold"])
    by_case: dict[str, list[tuple[float, Row]]] = {}
    for row in rows:
        p = judged.probability(row["signals"])
        by_case.setdefault(row["case"], []).append((p, row))
    made = []
    for found in tqdm(by_case.values(), desc="asking the model"):
        for p, row in sorted(found, key=lambda pair: -pair[0])[:2]:
            if not 0.02 < p < 0.99:
                continue
            asked = texts.messages("check", question=row["question"], statement=row["text"])
            yes = model.yes_probability(asked)
            if yes is not None:
                made.append({**row, "signals": {"logit": logit(p), "yes": logit(yes)}})
    model.close()
    return made


def main() -> None:
    """Collect, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--knowledge", type=Path, default=HERE.parent / "knowledge")
    parser.add_argument("--without-model", action="store_true", help="keep the *_model gates")
    args = parser.parse_args()
    gates = json.loads(GATES.read_text())
    with tempfile.TemporaryDirectory() as scratch:
        rows = collect(args.knowledge, Path(scratch))
    for kind, found in rows.items():
        print(kind)
        names = sorted({n for r in found for n in r["signals"]})
        gates[kind] = fit(found, names)
    if not args.without_model:
        for kind, found in rows.items():
            asked = with_model(found, gates[kind], HERE.parent / "prompts")
            print(f"{kind} with the model")
            gates[f"{kind}_model"] = fit(asked, ["logit", "yes"])
    GATES.write_text(json.dumps(gates, indent=1) + "\n")


if __name__ == "__main__":
    main()
