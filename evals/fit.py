"""Fit the gates on the dev split: ``python -m evals.fit`` rewrites ``assistant/core/gate.json``.

The test split is never read. Needs scikit-learn (``pip install '.[dev]'``).
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Collection
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from assistant.cascade import FACT_DOUBTFUL
from assistant.core.close_reading import IN_DOUBT, MOST_READ
from assistant.core.gate import Gate, against
from evals.candidates import Row, collect, dev_cases, read_by_model, with_model, with_reader
from evals.cases import HERE

GATES = HERE.parent / "assistant" / "core" / "gate.json"
PROMPTS = HERE.parent / "prompts"
_TRUSTED = 0.73  # share of right ones among the sentences shown
_ASKED = ["logit", "yes"]  # signals where the chat model was asked
_EVERY = 3  # of so many questions to folders, one is put to the model: that takes its time
_BY_HAND = {"near": 4.0, "out_of_time": -3.0}  # weights in choosing that the cases cannot teach


def fit(rows: list[Row], names: list[str], strength: float) -> tuple[dict[str, Any], Any]:
    """A logistic gate, and its out-of-fold probabilities."""
    x = np.array([[r["signals"].get(n, 0.0) for n in names] for r in rows])
    y = np.array([r["label"] for r in rows])
    groups = np.array([r["case"] for r in rows])
    model = LogisticRegression(C=strength, max_iter=5000)
    p = cross_val_predict(model, x, y, groups=groups, cv=GroupKFold(8), method="predict_proba")
    model.fit(x, y)
    weights = {n: round(float(w), 4) for n, w in zip(names, model.coef_[0], strict=True)}
    gate = {"weights": weights, "bias": round(float(model.intercept_[0]), 4), "threshold": 0.5}
    print(f"  {len(y)} rows, {int(y.sum())} right, AUC {roc_auc_score(y, p[:, 1]):.3f}")
    return gate, p[:, 1]


def fit_rank(rows: list[Row], kind: str) -> dict[str, Any]:
    """Which candidate of a question answers it: only among those of answerable questions."""
    taught = [r for r in rows if r["label"] is not None]
    answered = {r["reading"] for r in taught if r["label"] == 1}
    taught = [r for r in taught if r["reading"] in answered]
    names = sorted({n for r in taught for n in r["signals"]} - {"rank", "margin", *_BY_HAND})
    if kind == "span":
        # What is likely to hold the expected words is long; what answers need not be.
        names = [n for n in names if n not in ("alike", "short", "form")]
        return fit(taught, names, 3.0)[0]
    gate = fit(taught, names, 3.0)[0]
    # Among near-equal facts the one asked for in these words is the one to the point; labels
    # cannot teach that. On the dev split 4 put a right fact first in 209 of 218, 0 in 203.
    gate["weights"] |= _BY_HAND
    return gate


def tops(rows: list[Row], rank: dict[str, Any], number: int = 1) -> list[Row]:
    """The best candidates of each reading, with the signals that compare each with the others."""
    gate = Gate(rank["weights"], rank["bias"], 0.5)
    by_reading: dict[str, list[tuple[float, Row]]] = {}
    for row in rows:
        pair = (gate.probability(row["signals"]), row)
        by_reading.setdefault(row["reading"], []).append(pair)
    best = []
    for found in by_reading.values():
        found.sort(key=lambda pair: -pair[0])
        for p, row in found[:number]:
            extra = against(p, [q for q, other in found if other["text"] != row["text"]])
            if row["label"] is not None:
                best.append({**row, "signals": {**row["signals"], **extra}})
    return best


def best_of_cases(rows: list[Row], p: Any) -> list[tuple[float, Row]]:
    """The likeliest candidate of each case as it was typed, with its probability."""
    best: dict[str, tuple[float, Row]] = {}
    for row, value in zip(rows, p, strict=True):
        if row["original"] and value > best.get(row["case"], (-1.0, row))[0]:
            best[row["case"]] = (float(value), row)
    return list(best.values())


def fit_read(rows: list[Row], gate: dict[str, Any]) -> tuple[dict[str, Any], list[Row], Any]:
    """The gate for what was read closely; all candidates with the probabilities that they get."""
    read, rest = with_reader(rows, gate, IN_DOUBT)
    made, p = fit(read, ["logit", "read"], 3.0)
    sure = [1 / (1 + np.exp(-row["signals"]["logit"])) for row in rest]
    return made, [*read, *rest], np.array([*p, *sure])


def threshold_of(rows: list[Row], p: Any) -> float:
    """Where, on the dev questions, answering fails as often as abstaining does.

    Answering fails where an answerable question gets no answer or a wrong one; abstaining, where
    an unanswerable one gets any.
    """
    best = best_of_cases(rows, p)
    answerable = [(v, r["label"]) for v, r in best if r["answerable"]]
    others = [v for v, r in best if not r["answerable"]]

    def rates(cut: float) -> tuple[float, float]:
        answered = float(np.mean([v >= cut and right for v, right in answerable]))
        return answered, float(np.mean([v < cut for v in others]))

    cuts = [round(float(cut), 3) for cut in np.arange(0.2, 0.9, 0.01)]
    cut = min(cuts, key=lambda c: abs(rates(c)[0] - rates(c)[1]))
    answered, quiet = rates(cut)
    print(f"  at {cut:.2f}: {answered:.3f} answered rightly; {quiet:.3f} rightly not answered")
    return cut


def trusted_threshold(rows: list[Row], p: Any, cases: Collection[str]) -> float:
    """The least confidence from which nearly three of four sentences shown answer the question.

    A sentence picked by likeness alone is wrong more often than a fact: better to offer it as the
    closest thing the sources say than as an answer.
    """
    best = [(value, row) for value, row in best_of_cases(rows, p) if row["case"] in cases]

    def right(cut: float) -> float:
        shown = [bool(row["label"]) for value, row in best if value >= cut]
        return float(np.mean(shown)) if shown else 1.0

    cut = next(round(float(c), 3) for c in np.arange(0.2, 0.99, 0.01) if right(c) >= _TRUSTED)
    print(f"  from {cut:.2f} on {right(cut):.3f} of what is shown is right")
    return cut


def careful_threshold(rows: list[Row], p: Any) -> float:
    """Where right ones less twice the wrong ones among what is shown are most."""
    best = best_of_cases(rows, p)

    def worth(cut: float) -> int:
        return sum(1 if row["label"] else -2 for value, row in best if value >= cut)

    return max((round(float(c), 3) for c in np.arange(0.2, 0.99, 0.01)), key=worth)


def fit_model(kind: str, rows: list[Row], p: Any, gates: dict[str, Any]) -> dict[str, Any]:
    """The gates for what the chat model was asked about.

    Of facts, it is asked about the best of a question; of sentences, about a likely one, or one
    that holds what it found in the passages, where it tells as well how sure it was.
    """
    if kind == "fact":
        made, _ = fit(with_model(best_of_cases(rows, p), PROMPTS, FACT_DOUBTFUL), _ASKED, 3.0)
        return {"fact_model": {**made, "threshold": gates["fact"]["threshold"]}}
    with tempfile.TemporaryDirectory() as scratch:
        asked = read_by_model(dev_cases("folder")[::_EVERY], Path(scratch))
    found = [row for row in asked if "sure" in row["signals"]]
    plain, q = fit(asked, _ASKED, 3.0)
    told, sure = fit(found, [*_ASKED, "sure"], 3.0)
    return {
        "span_model": {**plain, "threshold": threshold_of(asked, q)},
        "found_model": {**told, "threshold": careful_threshold(found, sure)},
    }


def main() -> None:
    """Collect, fit, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--knowledge", type=Path, default=HERE.parent / "knowledge")
    parser.add_argument("--kinds", nargs="*", default=["fact", "span"])
    parser.add_argument("--without-model", action="store_true", help="keep the gate with the model")
    parser.add_argument("--rows", type=Path, help="file to keep the candidates in, or to take from")
    args = parser.parse_args()
    gates = json.loads(GATES.read_text())
    if args.rows and args.rows.exists():
        rows = json.loads(args.rows.read_text())
    else:
        with tempfile.TemporaryDirectory() as scratch:
            rows = collect(args.knowledge, Path(scratch), args.kinds)
        if args.rows:
            args.rows.write_text(json.dumps(rows))
    by_folder = {case.id for case in dev_cases("folder")}
    for kind in args.kinds:
        print(f"{kind}: rank, gate, gate with the model")
        gates[f"{kind}_rank"] = fit_rank(rows[kind], kind)
        best = tops(rows[kind], gates[f"{kind}_rank"])
        names = sorted({n for r in best for n in r["signals"]} - {"out_of_time"})
        gates[kind], p = fit(best, names, 0.5)
        few = tops(rows[kind], gates[f"{kind}_rank"], MOST_READ[kind])
        gates[f"{kind}_read"], best, p = fit_read(few, gates[kind])
        gates[kind]["threshold"] = (
            trusted_threshold(best, p, by_folder) if kind == "span" else threshold_of(best, p)
        )
        if not args.without_model:
            gates |= fit_model(kind, best, p, gates)
        GATES.write_text(json.dumps(gates, indent=1) + "\n")


if __name__ == "__main__":
    main()
