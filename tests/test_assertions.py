"""What a question wants confirmed is found, confirmed where a source holds it, or set right."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant, Settings
from assistant.core.assertions import asserted

pytestmark = [pytest.mark.integration, pytest.mark.filterwarnings("default")]


@pytest.fixture(scope="module")
def bot(indexed: Path) -> Iterator[Assistant]:
    with Assistant(Settings(model="none", data_dir=indexed)) as assistant:
        yield assistant


@pytest.mark.parametrize(
    ("question", "claim"),
    [
        ("NVIDIA bought the whole of Groq, didn't it?", "NVIDIA bought the whole of Groq"),
        ("Meta took 51% of Scale AI, right?", "Meta took 51% of Scale AI"),
        ("So is it true that Pang earns more than Cook?", "Pang earns more than Cook"),
        ("Can you confirm that Jumper went to Anthropic?", "Jumper went to Anthropic"),
        ("I read that Pang left when Meta called – is that so?", "Pang left when Meta called"),
        ("Wasn't it Ives who said so?", "Wasn't it Ives who said so"),
        ("Did Apple match the offer?", "Did Apple match the offer"),
    ],
)
def test_what_is_to_be_confirmed(question: str, claim: str) -> None:
    assert asserted(question) == claim


@pytest.mark.parametrize(
    "question",
    [
        "Who bought Groq?",
        "I heard that Meta hired Pang. How much did it pay?",
        "Did Meta hire Pang, and when did he start?",
        "Tell me about Scale AI",
    ],
)
def test_what_asks_for_something_else_asserts_nothing(question: str) -> None:
    assert asserted(question) == ""


@pytest.mark.parametrize(
    ("question", "instead"),
    [
        ("Noam Brown was the one who left Apple for $200 million, right?", "Ruoming Pang"),
        ("Is it true that Soumith Chintala is technology chief of Anthropic?", "Thinking Machines"),
        ("Wasn't it Microsoft that bought 49% of Scale AI?", "Meta"),
        ("Yao Xin founded PPTV in 2009, correct?", "2004"),
        ("Varun Mohan went to Amazon with his team, didn't he?", "Google"),
    ],
)
def test_what_no_source_bears_out_is_set_right(bot: Assistant, question: str, instead: str) -> None:
    answer = bot.ask(question)
    assert answer.abstained
    assert question in answer.text
    assert any(instead in citation.quote for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("Ruoming Pang came to Meta from Apple, right?", "Ruoming Pang"),
        ("Is it true that Google paid $2.4 billion for Windsurf's people?", "$2.4 billion"),
        ("Wasn't it Eddy Cue who spoke of BlackBerry and Nokia?", "Eddy Cue"),
        ("Did Zuckerberg hire Alexandr Wang?", "Alexandr Wang"),
    ],
)
def test_what_a_source_bears_out_is_told(bot: Assistant, question: str, held: str) -> None:
    answer = bot.ask(question)
    assert not answer.abstained
    assert held in answer.text
