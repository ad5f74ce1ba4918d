"""What the tables of moves and of sums answer, however it is asked, and what they leave alone."""

from __future__ import annotations

import pytest
from table_answers import told, told_with

from assistant.core.tables.windows import windowed


@pytest.mark.parametrize(
    ("question", "held", "left_out"),
    [
        ("Which Tesla people ended up on OpenAI's payroll?", ["1 person", "David Lau"], "Kumar"),
        ("Who traded Google DeepMind for Anthropic?", ["1 person", "John Jumper"], "Shazeer"),
        ("Who turned their back on OpenAI for Tencent?", ["Yao Shunyu"], "Lucas Beyer"),
        ("List everyone who abandoned xAI.", ["Babuschkin", "Ruddarraju", "Dalton"], "Lau"),
        ("Who joined Meta but only after September 2025?", ["Tulloch", "Ke Yang"], "Kumar"),
        ("Whom did Apple shed in September 2025?", ["Jian Zhang", "Zhao Meng"], "Ke Yang"),
        ("OpenAI's newcomers in January 2026", ["Zoph", "Metz", "Schoenholz"], "Pang"),
        ("Which of OpenAI's people has Zuck bagged?", ["Jason Wei", "Yang Song"], "Pang"),
        ("Who left Murati's lab for Zuckerberg's company?", ["Tulloch"], "Zoph"),
        ("OpenAI has lost stars. Who left it in September 2025?", ["Yang Song"], "Jason Wei"),
        ("Which researchers at Meta came from Sesame?", ["Schalkwyk", "to Meta"], "LeCun"),
        ("departures from xAI in aug 2025", ["Babuschkin"], "Dalton"),
        ("Who left Meta with no new employer named?", ["Agarwal", "Roy", "Crisan"], "Pang"),
    ],
)
def test_who_goes_where_is_understood_in_many_words(
    question: str, held: list[str], left_out: str
) -> None:
    answer = told_with(question, held, left_out)
    assert all(citation.marker in answer.text for citation in answer.citations)


@pytest.mark.parametrize(
    ("question", "held", "left_out"),
    [
        ("Who went from Apple to Meta and then on to OpenAI?", ["Pang", "February 2026"], "Gunter"),
        ("Who left Google for Microsoft and then joined Apple?", ["Subramanya"], "Sadovsky"),
        ("Ruoming Pang's cv: every company he was at", ["left Apple", "left Meta"], "Gunter"),
        ("Trace Noam Shazeer's stations since 2024", ["Character.AI", "June 2026"], "Jumper"),
        ("Who returned to Meta?", ["Joel Pobar", "Andrew Tulloch"], "Alexandr Wang"),
        ("Which people went back to Anthropic?", ["Boris Cherny", "Cat Wu"], "Pobar"),
        ("Who quit Meta to launch a start-up?", ["Yann LeCun"], "Babuschkin"),
        ("Who declined Meta's offer but joined it anyway?", ["Tulloch", "Deitke"], "Pang"),
        ("Which companies did OpenAI try to buy?", ["Windsurf", "without a deal"], "io,"),
        ("Who left earlier, Babuschkin or LeCun?", ["Earlier: Igor Babuschkin"], "Pang"),
        ("Who joined OpenAI later, Shazeer or Zoph?", ["Later: Noam Shazeer"], "Pang"),
        ("Who in Meta's 30 June memo came from Sesame?", ["Schalkwyk"], "Pobar"),
        ("Which Meta recruits did not come from OpenAI or Apple?", ["Pobar"], "Pang"),
        ("According to Bloomberg, who left Anthropic for Meta?", ["Bakhtin"], "Pobar"),
    ],
)
def test_moves_are_joined_ordered_and_narrowed(
    question: str, held: list[str], left_out: str
) -> None:
    told_with(question, held, left_out)


@pytest.mark.parametrize(
    ("question", "held", "left_out"),
    [
        (
            "Which acquisitions closed or were announced in December 2025?",
            ["Manus", "Groq"],
            "Scale AI",
        ),
        ("everything Meta bought or bought into in 2025", ["Scale AI", "Manus"], "Groq"),
        ("December 2025 AI deals", ["Groq", "Manus"], "Scale AI"),
        ("Who raised more, LeCun or Murati? The gap in dollars", ["$970 million"], "Adept"),
        ("What did the pair of Character.AI and Windsurf set Google back?", ["$5.1"], "Groq"),
        ("What deals did Meta strike between June and July 2025?", ["Scale AI", "PlayAI"], "Manus"),
        ("Which licensing deals were struck in 2024?", ["Inflection", "Adept"], "Windsurf"),
        (
            "Which was cheaper, Windsurf for Google or io for OpenAI?",
            ["Windsurf by Google"],
            "Groq",
        ),
        ("Combine the AMI Labs and Thinking Machines rounds.", ["$3.03 billion"], "Scale"),
        ("Rank the AI deals by size, biggest first.", ["NVIDIA (about $20 billion, 24"], "PPTV"),
        (
            "Put the Inflection, Adept and Character.AI deals in chronological order.",
            ["3 deals: Inflection AI by Microsoft", "2024) [2]; Character.AI"],
            "Windsurf",
        ),
        ("What's the average price of Google's deals?", ["$2.55 billion each"], "Groq"),
        ("What is the priciest deal?", ["Groq", "neither company confirmed"], "Windsurf"),
    ],
)
def test_sums_are_asked_for_in_many_words(question: str, held: list[str], left_out: str) -> None:
    told_with(question, held, left_out)


@pytest.mark.parametrize(
    "question", ["Is PlayAI or Manus the more expensive purchase?", "Sum of Adept and io deals?"]
)
def test_what_has_no_price_is_neither_compared_nor_added(question: str) -> None:
    answer = told(question)
    assert answer is not None
    assert not answer.known
    assert "$" not in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Who never left Meta?",
        "Who did not join Meta from OpenAI?",
        "Who is left at Thinking Machines Lab?",
        "Which women left Meta for OpenAI?",
        "Who left Meta in September?",
        "Meta's hires who left within a month?",
        "Who were the last two people to leave OpenAI?",
        "What are the two largest deals?",
        "People who joined Meta after Ruoming Pang",
        "Who moved from Apple to Meta and then to OpenAI within two months?",
        "Who left OpenAI for Tesla and then joined Apple?",
        "Who founded Scale AI?",
        "Name the OpenAI researchers.",
        "Who was named by Meta as the new head?",
        "Which of the OpenAI researchers that Meta hired have gone back?",
        "Which deal did Meta make after Scale AI?",
        "What did Cognition acquire?",
        "Why was the Scale AI stake the largest deal?",
        "Which interns left Google?",
        "How many people left Apple?",
    ],
)
def test_what_the_tables_do_not_hold_or_heed_is_left_to_the_facts(question: str) -> None:
    assert told(question) is None


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("from September 2025 onwards", ["2025-09", "2026-02-01"], ["2025-08-31", "2025"]),
        ("in June and October 2025", ["2025-06-30", "2025-10"], ["2025-07", "2024-06"]),
        ("between July and September 2025", ["2025-07-01", "2025-08"], ["2025-10", "2025"]),
        ("in the second half of 2025", ["2025-07", "2025-12-31"], ["2025-06-30"]),
        ("in Q1 2026", ["2026-03"], ["2026-04", "2025-03"]),
        ("before 28 June 2025", ["2025-06-27", "2024"], ["2025-06-28", "2025-06"]),
        ("by the end of July 2025", ["2025-07-31", "2025-07"], ["2025-08-01"]),
        ("after August 2025", ["2025-09-01"], ["2025-08-31", "2025-08"]),
        ("since May 2025", ["2025-05"], ["2025-04-30", ""]),
    ],
)
def test_a_span_of_time_holds_dates_that_lie_in_it_as_a_whole(
    text: str, inside: list[str], outside: list[str]
) -> None:
    window, rest = windowed(f"Who left {text}?")
    assert rest == "Who left ?"
    assert [d for d in inside if not window.holds(d)] == []
    assert [d for d in outside if window.holds(d)] == []


def test_a_month_without_a_year_is_no_span() -> None:
    window, rest = windowed("Who may have left in March?")
    assert not window
    assert "March" in rest


@pytest.mark.parametrize(
    ("question", "held", "left_out"),
    [
        ("Anything new?", ["June 2026", "Noam Shazeer", "John Jumper"], "2025"),
        ("What's the latest news about Anthropic?", ["John Jumper"], "Scale AI"),
    ],
)
def test_the_newest_facts_are_news(question: str, held: list[str], left_out: str) -> None:
    assert len(told_with(question, held, left_out).citations) > 1


@pytest.mark.parametrize(
    "question", ["Any news about Nokia?", "What is the latest on weather?", "Latest model of Meta?"]
)
def test_no_news_are_told_of_what_the_table_does_not_hold(question: str) -> None:
    assert told(question) is None


def test_an_offer_that_was_turned_down_is_nobodys_pay() -> None:
    told_with("Which researcher is paid the most?", ["Ruoming Pang"], "Tulloch")
    told_with("What is the largest offer that a researcher got?", ["Andrew Tulloch"], "Pang")


def test_a_question_about_costs_that_names_no_deal_lists_none() -> None:
    assert told("What does hiring all these people do to Meta's costs?") is None
