"""Ten people put one question in ten ways: the tables understand them all, or leave them alone."""

from __future__ import annotations

import pytest
from table_answers import told, told_with

from assistant.core.tables.windows import windowed
from assistant.core.tables.words import is_table_word


@pytest.mark.parametrize(
    ("question", "held", "left_out"),
    [
        ("Has anyone from Tesla landed at Meta? Who?", ["1 person", "Ashish Kumar"], "Lau"),
        ("Can you run me through the folks Apple parted with in October 2025?", ["Ke Yang"], "Chu"),
        (
            "Apple has been bleeding staff. Which ones, and which firm got them?",
            ["Zhao Meng"],
            "LeCun",
        ),
        ("who declined offers from meta", ["Deitke", "Tulloch declined"], "Pang"),
        ("Hires of Meta that were reported by Bloomberg", ["Ruoming Pang"], "Bansal"),
        ("Which was the last hire Meta made from Apple?", ["Ke Yang"], "Gunter"),
        ("xai -> openai", ["Ruddarraju", "Dalton"], "Babuschkin"),
        ("google => microsoft, just the names please", ["Sadovsky", "Rothfuss"], "Suleyman"),
        ("Did Anthropic see people leave for Anysphere?", ["Boris Cherny", "Cat Wu"], "Pobar"),
        ("Which employers have watched engineers go to Anthropic?", ["Apple", "DeepMind"], "xAI"),
        ("Meta's resignations in July 2025: who?", ["Aurko Roy", "Angela Fan"], "Agarwal"),
        (
            "Apart from Tom Gunter and Mark Lee, who quit Apple in July 2025?",
            ["Weers"],
            "Gunter (",
        ),
        ("Who got out of OpenAI between 15 July and September 2025?", ["Jason Wei"], "Bansal"),
        ("Who left Apple but did not end up at Meta?", ["Peebles", "Zhao Meng"], "Ke Yang"),
        ("Whom did Noam Shazeer's new employer win from Apple?", ["Nan Du"], "Zhao Meng"),
        ("Which people switched from an American lab to a Chinese company?", ["ByteDance"], "Pang"),
        ("Who left xAI or Tesla for OpenAI?", ["from Tesla,", "from xAI,"], "Kumar"),
        ("What are the latest job moves?", ["Shazeer", "Jumper"], "Gunter"),
        ("Which individuals have changed companies at least twice?", ["Subramanya"], "Ke Yang"),
        ("Who spurned Zuckerberg's money?", ["Deitke", "Tulloch declined"], "Pang"),
        ("Whom did NVIDIA take from Groq?", ["Jonathan Ross", "Sunny Madra"], "Wang"),
        ("How many in Meta's 30 June memo came from an employer other than OpenAI?", ["4"], "Ren"),
    ],
)
def test_moves_are_understood_in_the_words_of_many(
    question: str, held: list[str], left_out: str
) -> None:
    told_with(question, held, left_out)


@pytest.mark.parametrize(
    ("question", "held", "left_out"),
    [
        ("Is the Manus price higher than what OpenAI paid for io?", ["larger", "io"], "Scale"),
        ("Compare what was offered to Deitke with Pang's package.", ["$250 million"], "Tulloch"),
        ("Which deal rounded off 2024?", ["Character.AI"], "Inflection"),
        ("Which deal opened the year 2024?", ["Inflection"], "Adept"),
        ("Which was struck sooner, the Manus deal or the Groq deal?", ["24 December"], "Manus"),
        ("Which purchases never had their price revealed?", ["PlayAI", "Adept"], "Groq"),
        ("Which start-ups did Meta buy outright in 2025?", ["Manus", "PlayAI"], "Scale AI"),
        ("Deals around Christmas 2025?", ["Groq", "Manus"], "Scale"),
        ("Add up Murati's round and LeCun's raise.", ["$3.03 billion"], "SSI"),
        ("Offers topping $240 million: who got them?", ["Tulloch", "Deitke"], "Pang"),
        ("What do Groq and Scale AI come to together, in dollars?", ["$34.3 billion"], "34300"),
        (
            "Google and Cognition: total in dollars for Windsurf, taking the TechCrunch estimate?",
            ["$2.65 billion"],
            "Scale",
        ),
    ],
)
def test_sums_are_understood_in_the_words_of_many(
    question: str, held: list[str], left_out: str
) -> None:
    told_with(question, held, left_out)


@pytest.mark.parametrize(
    "question", ["List the takeovers from 2021.", "Were there any deals above $60 billion?"]
)
def test_that_nothing_lies_within_the_bounds_is_said(question: str) -> None:
    answer = told(question)
    assert answer is not None
    assert not answer.known
    assert not answer.citations


@pytest.mark.parametrize(
    "question",
    [
        "Which women quit Meta?",
        "Which staff did Tesla lose last year?",
        "When did Meta hire the researchers from OpenAI?",
        "Which senior engineers left Apple?",
        "Who at OpenAI hired people from Tesla?",
        "Who took over at Windsurf?",
        "Were more people lost to Meta or to OpenAI?",
        "Which eight people left xAI?",
        "Who left Google for a start-up?",
        "Which Windsurf boss joined Google?",
        "Did most of the OpenAI staff go to Meta?",
        "Which company took more than 20 people from DeepMind?",
        "What did Meta pay for WaveForms AI?",
        "What was Meta's first offer to Matt Deitke?",
        "Which deals did Meta not make?",
        "What did the CEO of Apple earn?",
        "Where did Pang work for 15 years?",
    ],
)
def test_a_word_that_may_restrict_or_turn_a_question_is_never_skipped(question: str) -> None:
    assert told(question) is None


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("in the second half of July 2025", ["2025-07-16", "2025-07-31"], ["2025-07-15"]),
        ("in March 2025 or after that", ["2025-03", "2026-01"], ["2025-02"]),
        (
            "around Christmas and New Year 2025",
            ["2025-12-24", "2026-01-02"],
            ["2025-12", "2025-01"],
        ),
        ("no later than June 2024", ["2024-06", "2023"], ["2024-07"]),
        ("not before May 2025", ["2025-05-01"], ["2025-04-30"]),
        ("as of 30 June 2025", ["2025-06-30"], ["2025-07-01"]),
    ],
)
def test_spans_of_time_are_understood_in_the_words_of_many(
    text: str, inside: list[str], outside: list[str]
) -> None:
    window, rest = windowed(text)
    assert rest == ""
    assert all(window.holds(date) for date in inside)
    assert not any(window.holds(date) for date in outside)


@pytest.mark.parametrize("word", ["fatter", "defections", "cheapest", "netted"])
def test_the_words_of_the_tables_are_no_misspelt_ones(word: str) -> None:
    assert is_table_word(word)


@pytest.mark.parametrize("word", ["leav", "figur", "anthropc"])
def test_a_word_cut_short_is_still_mended(word: str) -> None:
    assert not is_table_word(word)
