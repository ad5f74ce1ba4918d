"""Hurried typing is understood; what is spelt well is left as it is."""

from __future__ import annotations

import pytest

from assistant.core.entities import EntityLinker
from assistant.core.shorthand import spelled_out
from assistant.core.text import words
from assistant.types import Entity

TOLD = """Meta hired many people from OpenAI before the company moved. Alexandr Wang started
Scale AI at nineteen. Giannandrea announced his retirement from Apple. A valuation of billions.
The researchers were asian. Murati and Huang were there again, and the headcount was large."""
REAL = {*words(TOLD), *"wooing hang stunning wrote letter hire move series apply weeks".split()}
LINKER = EntityLinker(
    [
        Entity(n, "person", (n.split()[-1],))
        for n in ("Alexandr Wang", "Mira Murati", "Jensen Huang")
    ]
    + [Entity("John Giannandrea", "person", ("Giannandrea",)), Entity("Apple", "organisation")],
    vocabulary=words(TOLD),
    asked=["aple", "compny", "headcount"],  # as some forms of questions are misspelt on purpose
    is_word=REAL.__contains__,
)


def read(question: str) -> str:
    return LINKER.mend(spelled_out(question))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hw mny ppl frm opneai", "how many people from openai"),
        ("wnag strted scal ai wen", "wang started scale ai when"),
        ("gianandrea retiremnt aple", "giannandrea retirement apple"),
        ("valuatn of wich compny", "valuation of which company"),
        ("asain reserchers agn", "asian researchers again"),
        ("hwang hdcount", "huang headcount"),
        ("muratis compny", "murati company"),
        ("left meta 4 wich lab", "left meta for which lab"),
        ("who did they hire him 4", "who did they hire him for"),
        ("wants 2 buy apple apr 2025", "wants to buy apple April 2025"),
    ],
)
def test_a_misspelt_word_is_read_as_the_one_that_is_meant(typed: str, meant: str) -> None:
    assert read(typed) == meant


@pytest.mark.parametrize(
    "question",
    [
        "Who wrote the letter to Jensen Huang?",
        "Which co-founder left Apple, and for what company?",
        "Did 4 people move to Series B start-ups in 2 weeks?",
        "What was the headcount at Wooing & Co?",
        "How did many of them apply for it again?",
    ],
)
def test_what_is_spelt_well_is_left_as_it_is(question: str) -> None:
    assert read(question) == question
