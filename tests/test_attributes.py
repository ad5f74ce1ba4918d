"""What is asked about somebody or something, and which texts may tell it."""

from __future__ import annotations

import pytest

from assistant.core.attributes import (
    asked_attributes,
    asks_which_firm,
    asks_who,
    told_attributes,
)

ASKED_AND_TOLD = [
    ("What drove her to quit?", "cause", "She quit because of the pay.", "She quit in July."),
    ("Who filled his place?", "successor", "A rival took over the lab.", "He left the lab."),
    ("What does she earn?", "pay", "Her salary is $2 million.", "She joined the lab in May."),
    ("How many people work there?", "staff", "The lab has 40 researchers.", "It is in Paris."),
    ("How long was he there?", "length", "He stayed for eight years.", "He led the model group."),
    ("How young was he?", "age", "He was born in 1997.", "He founded the firm."),
    ("Where did he graduate?", "education", "He took a degree at MIT.", "He joined the lab."),
    ("What is his real name?", "true name", "His real name was given.", "It is a pseudonym."),
    ("Did it make a profit?", "profit", "It made a loss.", "It had revenue of $1 billion."),
    ("Was it approved by regulators?", "approval", "The FTC cleared it.", "It was announced."),
    ("What percentage did it buy?", "share", "It bought 49%.", "It bought a stake."),
    ("What topic is she working on?", "speciality", "She works on vision.", "She was hired."),
]


@pytest.mark.parametrize(("question", "attribute", "telling", "silent"), ASKED_AND_TOLD)
def test_what_is_asked_for_is_told_by_some_texts_only(
    question: str, attribute: str, telling: str, silent: str
) -> None:
    assert attribute in asked_attributes(question)
    assert attribute in told_attributes(telling)
    assert attribute not in told_attributes(silent)


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote to the staff?",
        "Which researcher left?",
        "Name of the boss?",
        "Whose idea was it?",
    ],
)
def test_somebody_is_asked_for(question: str) -> None:
    assert asks_who(question)
    assert not asks_which_firm(question)


@pytest.mark.parametrize("question", ["Which labs lost people?", "What French start-up is it?"])
def test_an_organisation_is_asked_for(question: str) -> None:
    assert asks_which_firm(question)
    assert not asks_who(question)
