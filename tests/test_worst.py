"""The eval of the worst models: what it finds fault with, and what it lets pass."""

from __future__ import annotations

import pytest

from assistant import Answer
from assistant.core.entities import EntityLinker
from assistant.types import Article, Citation, Entity, Evidence, Passage, Span
from evals.cases import Case
from evals.worst import LIES, Liar, faults_of

QUOTE = "In March 2031 Quint Works, led by Zora Quint, bought Halden Optics for $340 million."
LINKER = EntityLinker(
    [
        Entity("Quint Works", "organisation"),
        Entity("Halden Optics", "organisation"),
        Entity("Zora Quint", "person"),
    ]
)
CASE = Case("c1", "who", "Who bought Halden Optics?", "folder", "dev")


def shown(text: str) -> Answer:
    """An answer that a model wrote, with the quote as its only citation."""
    article = Article("deal", "Quint Works takes over", publisher="The Daily Test")
    passage = Passage("deal#1", QUOTE, article)
    citation = Citation(
        "[1]", article.title, article.publisher, "", "", "deal#1", QUOTE, 0, len(QUOTE)
    )
    evidence = Evidence(Span(passage, 0, len(QUOTE)), 0.9)
    return Answer(f"{text} [1]", (citation,), (evidence,), route="model")


@pytest.mark.parametrize(
    "text",
    [QUOTE, "Quint Works bought Halden Optics.", "Quint Works bought Halden Optics in 2031."],
)
def test_what_the_quote_holds_is_no_fault(text: str) -> None:
    assert list(faults_of(CASE, shown(text), LINKER)) == []


@pytest.mark.parametrize("lie", LIES)
def test_a_lie_that_was_shown_is_found(lie: object) -> None:
    assert callable(lie)
    said = str(lie(QUOTE))
    found = list(faults_of(CASE, shown(said), LINKER))
    # To say the same thing many times, or nothing, is no lie.
    assert found or not said or said.startswith(f"{QUOTE} {QUOTE}")


def test_the_liar_runs_through_all_its_lies_and_breaks_in_between() -> None:
    liar = Liar()
    said, broken = set(), 0
    for _ in range(3 * len(LIES)):
        try:
            reply = liar.complete([("user", f"Sentences:\n1. {QUOTE}")], schema={})
        except liar.error:
            broken += 1
        else:
            said.add(reply["answer"])
    assert broken
    assert len(said) == len(LIES)
    assert QUOTE not in said
