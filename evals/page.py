"""A run's report as one HTML file that needs nothing else: no network, no script to be read."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from evals import summary
from evals.cases import HERE
from evals.measures import Measures, Share, accuracy, measure
from evals.plots import all_plots
from evals.report import Record

_ABSENT = {"reason": "", "faults": (), "claims": (), "evidence": (), "facts": (), "notices": ()}


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A row of the table: its share of right answers, and how many of each verdict.

    It stands for a category, a part (a set and split) or for all.
    """

    kind: Literal["category", "part", "all"]
    share: Share
    counts: Counter[str]


def write_page(records: Sequence[Record], path: Path, model: str) -> None:
    """Write the report of a run to ``path``. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page(records, model), encoding="utf-8")


def page(records: Sequence[Record], model: str) -> str:
    """The report of a run as an HTML document."""
    measures = measure(records)
    failures = summary.failures(records)
    return (
        _environment()
        .get_template("page.html")
        .render(
            model=model,
            scope=summary.scope(records),
            headline=summary.headline(measures),
            verdicts=_verdicts(failures),
            rows=_rows(records, measures),
            latency=measures.latency,
            groups=summary.groups(measures),
            plots={name: Markup(svg) for name, svg in all_plots(measures).items()},  # escaped there
            digests=_digests(records),
            failures=[{**_ABSENT, **r} for r in failures],
            failed_categories=list(dict.fromkeys(r["category"] for r in failures)),
        )
    )


def _environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {
        "plain": summary.plain,
        "percent": summary.percent,
        "interval": summary.interval,
        "expected": summary.expected,
        "seconds": summary.seconds,
        "gold": _is_gold,
        "csp_hash": _csp_hash,
    }
    return made


def _rows(records: Sequence[Record], measures: Measures) -> list[CategoryRow]:
    """Categories, then sets and splits where there are several, then all."""
    parts = dict.fromkeys((r["set"], r["split"]) for r in records)
    rows = [
        CategoryRow("category", share, summary.verdict_counts(kept))
        for share in measures.categories
        if (kept := [r for r in records if r["category"] == share.name])
    ]
    for name, split in parts if len(parts) > 1 else ():
        kept = [r for r in records if (r["set"], r["split"]) == (name, split)]
        share = accuracy(f"{name} {split}", kept)
        rows.append(CategoryRow("part", share, summary.verdict_counts(kept)))
    return [*rows, CategoryRow("all", measures.accuracy, summary.verdict_counts(records))]


def _verdicts(records: Sequence[Record]) -> list[str]:
    """Those that occur, in the order of the judge."""
    counts = summary.verdict_counts(records)
    return [v for v in summary.VERDICTS if v in counts]


def _digests(records: Sequence[Record]) -> list[dict[str, str]]:
    """What the run was made by; more than one if its records come from several."""
    found: list[dict[str, str]] = []
    for record in records:
        made_by = record.get("made_by")
        if made_by and made_by not in found:
            found.append(made_by)
    return found


def _is_gold(evidence: dict[str, Any], record: Record) -> bool:
    """Whether a piece of evidence is one that the case names."""
    anchor = evidence["passage_id"].rpartition("#")[2]
    paragraphs = {f"p{n}" for n in record.get("paragraphs", ())}
    return evidence["fact_id"] in record["facts"] or anchor in paragraphs


def _csp_hash(script: str) -> str:
    """How a content security policy names the one script that may run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
