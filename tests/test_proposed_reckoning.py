"""What a chat model proposes to reckon: worked out if the statements bear it out, else left."""

from __future__ import annotations

import pytest
from table_answers import KNOWLEDGE, LINKER

from assistant.core.reckoning.proposed import asks_to_reckon, same, worked
from assistant.core.telling import Told


def proposed(question: str, operation: str, figures: list[str], *ids: str) -> Told | None:
    """What comes of figures that are said to be in the first of some facts."""
    shown = [KNOWLEDGE.facts[name] for name in ids]
    proposal = {
        "operation": operation,
        "figures": [{"fact": 1, "figure": figure} for figure in figures],
    }
    assert asks_to_reckon(question)
    return worked(proposal, question, shown, LINKER)


@pytest.mark.parametrize(
    ("question", "operation", "figures", "ids", "held"),
    [
        (
            "Scale AI's July layoffs of employees plus Meta's October cuts: how many jobs in all?",
            "sum",
            ["200", "600"],
            ["scale-ai-layoffs-july-2025", "meta-cuts-600-msl-jobs"],
            "about 800: 200 plus about 600",
        ),
        (
            "What's the mean two-year staff retention over the four labs in SignalFire's report?",
            "average",
            ["80%", "78%", "67%", "64%"],
            ["signalfire-two-year-retention"],
            "the average of 80%, 78%, 67% and 64% is 72.2%",
        ),
        (
            "How many more people worked at DeepMind than at Meta's superintelligence labs?",
            "difference",
            ["5,600", "3,400"],
            ["msl-headcount-3400"],
            "about 2,200: about 5,600 against about 3,400",
        ),
        (
            "How many days did OpenAI's purchase of io take from announcement to closing?",
            "difference",
            ["21 May 2025", "9 July 2025"],
            ["openai-buys-io-jony-ive"],
            "49 days",
        ),
        (
            "By how much did Google mean to raise its spending with Scale AI in 2025?",
            "difference",
            ["$200 million", "$150 million"],
            ["scale-customers-pull-back"],
            "about $50 million",
        ),
        (
            "Of the 100 researchers of the Carnegie study, how many have not stayed?",
            "difference",
            ["100", "87"],
            ["carnegie-87-of-100-stayed"],
            "that leaves 13 of 100",
        ),
        (
            "What share of the Carnegie study's researchers is still in the United States?",
            "quotient",
            ["87", "100"],
            ["carnegie-87-of-100-stayed"],
            "87 of 100 is about 87%",
        ),
    ],
)
def test_what_the_statements_bear_out_is_worked_out_and_cited(
    question: str, operation: str, figures: list[str], ids: list[str], held: str
) -> None:
    answer = proposed(question, operation, figures, *ids)
    assert answer is not None
    assert held in answer.text
    assert all(citation.marker in answer.text for citation in answer.citations)
    for name in ids:
        assert KNOWLEDGE.facts[name].statement.rstrip(".") in answer.text


@pytest.mark.parametrize(
    ("question", "operation", "figures", "ids"),
    [
        (  # a figure that no statement has
            "What are Scale AI's July layoffs and Meta's October cuts together?",
            "sum",
            ["200", "650"],
            ["scale-ai-layoffs-july-2025", "meta-cuts-600-msl-jobs"],
        ),
        (  # neither company that is asked about
            "How much more did Microsoft pay for Inflection than PPTV was sold for?",
            "difference",
            ["$870 million", "$2 billion"],
            ["scale-ai-revenue-bloomberg"],
        ),
        (  # another year
            "By how much did Scale AI's revenue grow from 2019 to 2020?",
            "difference",
            ["$870 million", "$2 billion"],
            ["scale-ai-revenue-bloomberg"],
        ),
        (  # people and dollars
            "What do Scale AI's layoffs and its revenue come to together?",
            "sum",
            ["200", "$870 million"],
            ["scale-ai-layoffs-july-2025", "scale-ai-revenue-bloomberg"],
        ),
        (  # the same figure twice
            "What are Scale AI's layoffs together with its layoffs?",
            "sum",
            ["200", "200"],
            ["scale-ai-layoffs-july-2025"],
        ),
        (  # nothing of what is asked about stands in the statement
            "What is the average age of the programmers whom Scale AI sent to Norway for a picnic?",
            "average",
            ["200", "500"],
            ["scale-ai-layoffs-july-2025"],
        ),
        (  # two parts of a whole
            "How many of the Carnegie study's hundred researchers had left the United States?",
            "difference",
            ["87", "10"],
            ["carnegie-87-of-100-stayed"],
        ),
        (  # one statement is about both companies, the other about one of them only
            "By how much did Google mean to raise its spending with Scale AI in 2025?",
            "difference",
            ["$2 billion", "$150 million"],
            ["scale-ai-revenue-bloomberg", "scale-customers-pull-back"],
        ),
        (  # a time, and figures that are no dates
            "How many weeks after the deal did Scale AI dismiss its people?",
            "difference",
            ["200", "500"],
            ["scale-ai-layoffs-july-2025"],
        ),
        (
            "How much more does Scale AI earn than it did?",
            "none",
            [],
            ["scale-ai-revenue-bloomberg"],
        ),
    ],
)
def test_what_they_do_not_bear_out_is_left_alone(
    question: str, operation: str, figures: list[str], ids: list[str]
) -> None:
    assert proposed(question, operation, figures, *ids) is None


@pytest.mark.parametrize(
    "question", ["Who did Meta hire from Apple?", "Why did Pang leave?", "Where is Beyer now?"]
)
def test_a_plain_question_asks_for_no_reckoning(question: str) -> None:
    assert not asks_to_reckon(question)


def test_a_proposal_is_the_same_in_another_order_and_another_hand() -> None:
    one = {"operation": "sum", "figures": [{"figure": "$2 million"}, {"figure": "$5"}]}
    two = {"operation": "sum", "figures": [{"figure": "$5"}, {"figure": "2 million dollars"}]}
    assert same(one, two)
    assert not same(one, {**two, "operation": "difference"})
    assert not same(one, {**two, "figures": two["figures"][:1]})
