"""A run's report as Markdown, to stand in a pull request."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from evals.measures import Measures, Share, measure
from evals.report import Record
from evals.summary import expected, failures, groups, headline, interval, percent, plain, scope

_MOST_FAILURES = 50  # with _MOST_CHARS, a comment of 65,536 characters holds them
_MOST_CHARS = 300  # of one text
_MARKUP = re.compile(r"([\\`*_{}\[\]#|~!])")


def markdown(records: Sequence[Record], model: str) -> str:
    """Headline, accuracy by category, measures, and the failures folded away."""
    measures = measure(records)
    parts = [f"### Eval run, model {_plain(model)}", f"{_plain(scope(records))}."]
    if records:
        parts += [_headline(measures), _categories(measures), _measures(measures)]
    if found := failures(records):
        parts.append(_failures(found))
    return "\n\n".join(parts) + "\n"


def _headline(measures: Measures) -> str:
    rows = headline(measures)
    lines = [[row.name for row in rows], ["---:"] * len(rows)]
    lines += [[f"**{row.value}**" for row in rows], [row.note for row in rows]]
    return "\n".join(_line(cells) for cells in lines)


def _categories(measures: Measures) -> str:
    lines: list[tuple[str, ...]] = [
        ("category", "right", "", "95% interval"),
        ("---", "---:", "---:", "---:"),
    ]
    lines += [_share(share) for share in measures.categories]
    lines.append(tuple(f"**{cell}**" for cell in _share(measures.accuracy)))
    return "\n".join(_line(cells) for cells in lines)


def _share(share: Share) -> tuple[str, ...]:
    right = f"{share.right}/{share.total}"
    return (_plain(plain(share.name)), right, percent(share.value), interval(share))


def _measures(measures: Measures) -> str:
    lines = [("measure", "value", "what it is"), ("---", "---:", "---")]
    for group in groups(measures):
        lines.append((f"**{group.name}**", "", ""))
        lines += [(row.name, row.value, row.note) for row in group.rows]
    table = "\n".join(_line(cells) for cells in lines)
    return f"<details><summary>Measures</summary>\n\n{table}\n\n</details>"


def _failures(records: Sequence[Record]) -> str:
    """A list in HTML, in which no text of an answer can be read as Markdown."""
    items = "\n".join(_failure(r) for r in records[:_MOST_FAILURES])
    more = len(records) - _MOST_FAILURES
    rest = f"\n<p>And {more} more.</p>" if more > 0 else ""
    summary = f"<summary>Not right: {len(records)}</summary>"
    return f"<details>{summary}\n<ul>\n{items}\n</ul>{rest}\n</details>"


def _failure(record: Record) -> str:
    asked = [f"{role}: {text}" for role, text in record["history"]]
    why = f": {record['reason']}" if record.get("reason") else ""
    lines = [
        f"<b>{_text(record['id'])}</b> {_text(plain(record['verdict']) + why)}",
        *(_text(turn) for turn in asked),
        f"question: {_text(record['question'])}",
        f"expected: {_text(expected(record))}",
        f"answer: {_text(record['answer'])}",
    ]
    return f"<li>{'<br>'.join(lines)}</li>"


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _text(text: str) -> str:
    """On one line, not too long, and nothing of it HTML or the name of an account."""
    line = " ".join(text.split())
    if len(line) > _MOST_CHARS:
        line = line[: _MOST_CHARS - 1] + "…"
    return html.escape(line, quote=False).replace("@", "@\u2060")


def _plain(text: str) -> str:
    """The same where Markdown is read: no markup either."""
    return _MARKUP.sub(r"\\\1", _text(text))
