"""A sentence passes only if the source holds its names, figures, negation and order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.entities import EntityLinker
from assistant.core.grounding import objection
from assistant.core.quantities import missing_quantities, quantities
from assistant.types import Entity

LINKER = EntityLinker(
    [
        Entity("Meta", "organisation", ("Facebook",)),
        Entity("OpenAI", "organisation"),
        Entity("Google", "organisation"),
        Entity("Yu Jiahui", "person", ("Jiahui Yu", "余家辉")),
    ]
)
SOURCE = "Meta hired Yu Jiahui away from OpenAI for at least $100 million."


@pytest.mark.parametrize(
    "sentence",
    [
        SOURCE,
        "Meta hired Jiahui Yu from OpenAI for at least 100 million dollars.",
        "Facebook hired Yu Jiahui away from OpenAI for at least $100 million.",
    ],
)
def test_what_the_source_says_passes(sentence: str) -> None:
    assert objection(sentence, SOURCE, LINKER) == ""


@pytest.mark.parametrize(
    ("sentence", "reason"),
    [
        ("Meta hired Yu Jiahui from OpenAI for at least $200 million.", "figure"),
        ("Meta hired Yu Jiahui from Google for at least $100 million.", "Google"),
        ("OpenAI hired Yu Jiahui from Meta for at least $100 million.", "order"),
        ("Meta never hired Yu Jiahui from OpenAI for at least $100 million.", "negated"),
        ("Meta hired Yu Jiahui from OpenAI for $100 million.", "hedge"),
        ("Meta hired Yu Jiahui, see https://evil.example", "link"),
        ("At least Meta hired Yu Jiahui to paint walls in mountain villages.", "words"),
    ],
)
def test_what_it_does_not_say_fails(sentence: str, reason: str) -> None:
    assert reason in objection(sentence, SOURCE, LINKER)


@given(st.integers(1, 999), st.sampled_from(["million", "billion"]))
def test_a_sum_is_the_same_however_it_is_written(number: int, scale: str) -> None:
    short = {"million": "m", "billion": "bn"}[scale]
    assert not missing_quantities(f"${number}{short}", f"{number} {scale} dollars")
    assert missing_quantities(f"${number} {scale}", f"${number + 1} {scale}")


@given(st.text(max_size=200))
def test_any_text_can_be_read_for_figures_and_names(text: str) -> None:
    for figure in quantities(text):
        assert text[figure.start : figure.end].strip()
    for mention in LINKER.mentions(text):
        assert 0 <= mention.start < mention.end <= len(text)
