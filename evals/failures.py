"""Why an answer is wrong: which step of its way lost it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from assistant.core.knowledge import Knowledge
from assistant.types import Answer
from evals.cases import Case
from evals.judge import Verdict, says

Reason = Literal[
    "",
    "not in the knowledge",
    "not retrieved",
    "retrieved but not used",
    "wrongly abstained",
    "misread",
    "the case rejects it",
    "citation",
]


def reason(case: Case, answer: Answer, verdict: Verdict, knowledge: Knowledge | None) -> Reason:
    """The first step that failed; empty for a right answer.

    "misread" is an answer to what the knowledge does not answer; "the case rejects it" an answer
    that holds all that is expected beside something it must not hold: look at the case first.
    """
    if verdict == "right":
        return ""
    if verdict == "broken_citation":
        return "citation"
    if case.abstain:
        return "retrieved but not used" if answer.abstained else "misread"
    if _expected_in([answer.text], case):
        return "the case rejects it"
    if knowledge is not None and not _expected_in(_all_texts(knowledge), case):
        return "not in the knowledge"
    if not _expected_in((e.text for e in answer.evidence), case):
        return "not retrieved"
    return "wrongly abstained" if answer.abstained else "retrieved but not used"


def _expected_in(texts: Iterable[str], case: Case) -> bool:
    """Whether the texts together hold all that is expected."""
    return says("\n".join(texts), replace(case, reject=()))


def _all_texts(knowledge: Knowledge) -> list[str]:
    statements = [f.statement for f in knowledge.facts.values()]
    return statements + [p.text for p in knowledge.passages.values()]
