"""Questions to the tables in words that no rule foresees: read as a whole, and told with care."""

from __future__ import annotations

import pytest
from table_answers import COUNTER, LINKER, told, told_with

from assistant.core.entities import Mention
from assistant.core.questions import analyse
from assistant.core.tables.guesses import Guess
from assistant.core.tables.sketching import FIRMS, PERSONS, masked
from assistant.core.tables.windows import moment_in


def sketch(question: str) -> Guess | None:
    return COUNTER.sketch(analyse(question, LINKER), lambda _: True)


@pytest.mark.parametrize(
    ("question", "put", "held"),
    [
        (
            "Which DeepMind folks does Meta have on its payroll now, by name?",
            "Who left Google DeepMind for Meta?",
            ["Jack Rae", "Pei Sun", "Tianhe Yu"],
        ),
        (
            "who started at meta in sept 2025",
            "Who joined Meta in September 2025?",
            ["Yang Song", "Jian Zhang", "Ashish Kumar"],
        ),
        (
            "I'm after the job-hoppers: who changed labs at least twice in this whole story?",
            "Who moved more than once?",
            ["Lucas Beyer", "Ruoming Pang"],
        ),
        (
            "Where would I have found Xiaohua Zhai in the spring of 2025?",
            "Where did Xiaohua Zhai work in March 2025?",
            ["2025: OpenAI"],
        ),
        (
            "Were there AI acquisitions or acqui-hires for under a billion? Which?",
            "Which deals below $1 billion were there?",
            ["Inflection AI", "Cognition"],
        ),
        (
            "Put together, what has Google laid out for Character.AI and Windsurf?",
            "What do the deals of Character.AI, Windsurf and Google come to in total?",
            ["$5.1 billion"],
        ),
    ],
)
def test_what_is_asked_in_unforeseen_words_is_put_plainly_and_told(
    question: str, put: str, held: list[str]
) -> None:
    guess = sketch(question)
    assert guess is not None
    assert guess.put == put
    assert [part for part in held if part not in guess.told.text] == []


@pytest.mark.parametrize(
    "question",
    [
        "Why did Ruoming Pang leave Apple?",
        "When did Jack Rae leave DeepMind for Meta?",
        "How many people has Meta drawn away from OpenAI?",
        "Which of the OpenAI researchers that Meta hired have gone back?",
        "Who leads Apple's foundation models team since Pang went?",
        "How much revenue did Scale AI have in 2024?",
        "What does Jack Rae do at Meta?",
        "Who started at Meta after that?",
        "Once September 2025 was over, did Meta still land anyone? Who?",
        "Who went to OpenAI, then to Meta, then to xAI?",
        "How many times larger was the Groq deal than the Manus deal?",
        "Who started at Contoso in September 2025?",
    ],
)
def test_what_the_tables_do_not_hold_or_would_not_heed_is_left_alone(question: str) -> None:
    assert sketch(question) is None


def test_names_are_replaced_by_those_of_nobody() -> None:
    text = "Did Eve leave Alpha for Beta, or Beta for Alpha?"
    kinds = {"Eve": "person", "Alpha": "organisation", "Beta": "organisation"}
    places = [("Eve", 4), ("Alpha", 14), ("Beta", 24), ("Beta", 33), ("Alpha", 42)]
    mentions = [Mention(name, at, at + len(name)) for name, at in places]
    plain, stands_for = masked(text, mentions, kinds)
    one, other = FIRMS[:2]
    assert plain == f"Did {PERSONS[0]} leave {one} for {other}, or {other} for {one}?"
    assert stands_for == {PERSONS[0]: "Eve", one: "Alpha", other: "Beta"}


def test_more_companies_than_there_are_stand_ins_keep_their_names() -> None:
    names = [f"Firm{n}" for n in range(len(FIRMS) + 1)]
    text = " ".join(names)
    mentions = [Mention(name, text.index(name), text.index(name) + len(name)) for name in names]
    plain, stands_for = masked(text, mentions, dict.fromkeys(names, "organisation"))
    assert plain.split() == [*FIRMS, names[-1]]
    assert names[-1] not in stands_for.values()


def test_where_somebody_worked_long_before_the_first_move_is_not_guessed() -> None:
    assert told("Where did Cat Wu work in 2012?") is None
    told_with("Where did Cat Wu work in May 2025?", ["Anthropic"], "Anysphere:")


def test_an_employer_is_told_for_a_part_of_a_year() -> None:
    told_with("Where did Xiaohua Zhai work in spring 2025?", ["2025: OpenAI"], "2025: Meta")


def test_the_employer_of_a_time_is_not_the_one_of_today() -> None:
    told_with("In November 2025, who was Ruoming Pang's employer?", ["2025: Meta"], "2025: OpenAI")


@pytest.mark.parametrize(
    ("question", "held", "left_out"),
    [
        ("Which deals cost between $2.3bn and $3bn?", ["Windsurf", "Character.AI"], "Inflection"),
        ("Deals between 2 and 3 billion dollars?", ["Windsurf", "Character.AI"], "Scale AI"),
        ("Deals above $5 billion but not as much as $10 billion?", ["io"], "Groq"),
    ],
)
def test_sums_between_two_figures(question: str, held: list[str], left_out: str) -> None:
    told_with(question, held, left_out)


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("in the spring of 2025", "2025-03"),
        ("in July 2025", "2025-07"),
        ("in 2025", "2025"),
        ("before 2025", ""),
        ("at some time", ""),
    ],
)
def test_the_month_in_which_a_time_begins(text: str, month: str) -> None:
    assert moment_in(text) == month
