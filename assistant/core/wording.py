"""How an abstention is put: what the sources do not say, and the nearest thing that they do."""

from __future__ import annotations

from collections.abc import Callable

from assistant.core.answering import Reading
from assistant.core.citations import Citations
from assistant.core.retriever import Candidate
from assistant.core.support import Support
from assistant.types import Citation

_NEAR = 0.5  # similarity from which something is worth mentioning


def abstention(
    question: str,
    reading: Reading,
    support_of: Callable[[Candidate], Support],
    gap: Candidate | None = None,
) -> tuple[str, tuple[Citation, ...]]:
    """Text and citations of an abstention; ``gap`` is a fact that says the source is silent."""
    if gap is not None:
        citations = Citations()
        cited = citations.cite(gap.evidence().text, gap.spans)
        return f"My sources don't say: “{question}” {cited}", citations.all
    asked = reading.question
    nearest = [*reading.facts[:3], *reading.spans[:2]]
    held = [support_of(c) for c in nearest]
    strange = sorted(n for n in asked.names if all(n not in s.names for s in held))
    figures = [
        asked.text[f.start : f.end].strip()
        for f in asked.figures
        if not any(f.matches(h) for s in held for h in s.figures)
    ]
    parts = [f"My sources don't say: “{question.rstrip()}”"]
    if strange:
        parts.append(f"What they hold on this does not mention {_listed(strange)}.")
    elif figures:
        parts.append(f"They do not give the figure {figures[0]} for this.")
    citations = Citations()
    close = [
        c
        for c, s in zip(nearest, held, strict=True)
        if max(c.form, c.text) >= _NEAR and (asked.names & s.core_names)
    ]
    if close:
        best = close[0]
        parts.append("The closest they say: " + citations.cite(best.evidence().text, best.spans))
    return " ".join(parts), citations.all


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"
