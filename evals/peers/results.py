"""The numbers of a comparison: as a file, as a table and as Markdown for the README."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table
from scipy.stats import binomtest

from evals.cases import CATEGORIES
from evals.peers.base import Entry
from evals.report import Record, percentile

Results = dict[str, Any]


def summary(records: Sequence[Record]) -> Results:
    """Of one system: right and asked in all and by category, verdicts, reasons, seconds."""
    right = [r for r in records if r["verdict"] == "right"]
    times = [float(r["seconds"]) for r in records]
    groups = {c: [r for r in records if r["category"] == c] for c in CATEGORIES}
    return {
        "right": len(right),
        "asked": len(records),
        "categories": {
            c: [sum(r["verdict"] == "right" for r in group), len(group)]
            for c, group in groups.items()
            if group
        },
        "verdicts": dict(Counter(str(r["verdict"]) for r in records)),
        "reasons": dict(Counter(str(r["reason"]) for r in records if r["reason"])),
        "seconds_p50": round(percentile(times, 0.5), 3),
        "seconds_p95": round(percentile(times, 0.95), 3),
    }


def results(
    records: Mapping[str, Sequence[Record]], entries: Sequence[Entry], about: Mapping[str, Any]
) -> Results:
    """``about`` the run, and of each system what it is and its numbers. No text of any answer."""
    systems = {
        entry.name: {
            "title": entry.title,
            "setting": entry.setting,
            "versions": dict(entry.versions),
            **summary(records[entry.name]),
        }
        for entry in entries
    }
    return {**about, "systems": systems}


def save(found: Results, path: Path) -> None:
    """Write the results as JSON that reads well in a diff."""
    path.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def rows(found: Results) -> list[list[str]]:
    """Header, a row for each category, all, its 95% interval (Wilson), and seconds."""
    systems = list(found["systems"].values())
    lines = [["right of asked", *(s["title"] for s in systems)]]
    for category in CATEGORIES:
        if any(category in s["categories"] for s in systems):
            counts = [s["categories"].get(category) for s in systems]
            cells = [f"{c[0]}/{c[1]}" if c else "" for c in counts]
            lines.append([category.replace("_", " "), *cells])
    lines.append(["all", *(_share(s) for s in systems)])
    lines.append(["95% interval", *(_interval(s) for s in systems)])
    lines.append(["seconds, p50", *(f"{s['seconds_p50']:.2f}" for s in systems)])
    return [*lines, ["seconds, p95", *(f"{s['seconds_p95']:.2f}" for s in systems)]]


def _share(system: Results) -> str:
    right, asked = system["right"], system["asked"]
    return f"{right}/{asked} {100 * right / asked:.0f}%" if asked else ""


def _interval(system: Results) -> str:
    if not system["asked"]:
        return ""
    found = binomtest(system["right"], system["asked"]).proportion_ci(method="wilson")
    return f"{100 * found.low:.0f}–{100 * found.high:.0f}%"


def table(found: Results) -> Table:
    """For the terminal."""
    header, *lines = rows(found)
    shown = Table(title="Side by side", title_justify="left", box=SIMPLE_HEAD)
    for number, name in enumerate(header):
        shown.add_column(name, justify="right" if number else "left")
    for line in lines:
        if line[0] == "all":
            shown.add_section()
        shown.add_row(*line)
    return shown


def markdown(found: Results) -> str:
    """For the README: the table, and under it what was run."""
    header, *lines = rows(found)
    aligned = ["---", *("---:" for _ in header[1:])]
    text = "\n".join(f"| {' | '.join(line)} |" for line in [header, aligned, *lines])
    notes = [f"- {s['title']}: {s['setting']}." for s in found["systems"].values()]
    return "\n".join([text, "", about_line(found), "", *notes])


def about_line(found: Results) -> str:
    """Such as "60 cases, 4 of each category, …"."""
    return (
        f"{found['cases']} cases of the test split, {found['per_category']} of each category "
        f"(seed {found['seed']}), one at a time on {found['machine']}, {found['date']}; "
        f"{found['model']}, {found['embedder']}. An answer that took over "
        f"{found['limit_seconds']:g} s counts as wrong."
    )
