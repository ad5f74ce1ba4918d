"""What is worked out of typed facts: times, differences, sums, shares; and what is left alone."""

from __future__ import annotations

import pytest
from table_answers import reckoned, told, told_with


@pytest.mark.parametrize(
    ("question", "held"),
    [
        (
            "How many days after Gross left SSI did Sutskever take over?",
            ["4 days", "29 June 2025", "3 July 2025"],
        ),
        (
            "Gross left SSI; how many days later did Sutskever take over?",
            ["4 days", "29 June 2025", "3 July 2025"],
        ),
        ("How many days later than Babuschkin did Agarwal leave?", ["12 days", "25 August 2025"]),
        (
            "What's the time gap between the io announcement and its completion?",
            ["49 days (7 weeks)"],
        ),
        (
            "How long did OpenAI need from announcing the io purchase to closing it?",
            ["49 days (7 weeks)", "closed on 9 July 2025"],
        ),
        (
            "What was the interval between the Windsurf deal by Google and the Manus deal by Meta?",
            ["171 days", "11 July 2025", "29 December 2025"],
        ),
        (
            "How many days passed between NVIDIA's deal with Groq and Meta's agreement on Manus?",
            ["5 days", "24 December 2025"],
        ),
        (
            "How long between Giannandrea's retirement announcement and Subramanya joining Apple?",
            ["the same day", "1 December 2025"],
        ),
        (
            "How long from the Character.AI deal to Shazeer's departure for OpenAI?",
            ["about 22 months", "June 2026"],
        ),
    ],
)
def test_the_time_between_two_facts_is_told_with_both_of_them(
    question: str, held: list[str]
) -> None:
    answer = reckoned(question)
    assert answer is not None
    assert [part for part in held if part not in answer.text] == []
    assert all(citation.marker in answer.text for citation in answer.citations)


@pytest.mark.parametrize(
    "question",
    [
        "How long was Ruoming Pang at Meta?",
        "How many days lay between Meta's memo and the next one?",
        "How many days after Jumper left DeepMind did Shazeer leave Google?",  # months are known
        "How long after Meta's launch memo did Zhao become chief scientist?",
        "How many days lay between Meta and OpenAI?",
        "In 2024, how many days after Gross left SSI did Sutskever take over?",
        "What is the gap between Anthropic and Tencent?",
        "How many days lie between Google's Windsurf deal and Cognition's?",  # sources differ
    ],
)
def test_no_time_is_told_where_a_date_is_not_known_for_sure(question: str) -> None:
    assert reckoned(question) is None


@pytest.mark.parametrize(
    ("question", "held"),
    [
        ("What's the gap between Deitke's and Pang's offers?", ["about $50 million"]),
        (
            "How much higher is Thinking Machines Lab's valuation than AMI Labs'?",
            ["$8.5 billion", "$12 billion against about $3.5 billion"],
        ),
        (
            "Cognition was after Windsurf for about $250 million. "
            "How much above that was Google's bill?",
            ["about $2.15 billion"],
        ),
        ("How much more is Pang paid than Cook?", ["more than $125.4 million"]),
        ("Sum up the funding rounds of Thinking Machines and AMI Labs", ["about $3.03 billion"]),
        (
            "How many jobs were lost at MSL in October and at Scale AI in July taken together?",
            ["about 800", "about 600 plus 200"],
        ),
        ("What is Meta's Manus purchase + Microsoft's Inflection payment?", ["$2.65 billion"]),
        ("What share of Microsoft's payment to Inflection went on the waiver?", ["about 4.62%"]),
        ("What share of Meta's Scale AI investment went to Accel?", ["about 17.5%"]),
    ],
)
def test_figures_are_added_subtracted_and_divided_with_their_hedges(
    question: str, held: list[str]
) -> None:
    answer = reckoned(question)
    assert answer is not None
    assert [part for part in held if part not in answer.text] == []
    assert answer.citations
    assert "our arithmetic" in answer.text


@pytest.mark.parametrize(
    ("question", "best", "held"),
    [
        ("Which start-up had more staff, Manus or Vercept?", "Manus", ["about 105", "about 10"]),
        ("Thinking Machines or SSI, who raised more?", "Thinking Machines Lab", ["$1 billion"]),
        ("Put Groq, Manus and Inflection in order of price", "Groq", ["Manus (more than $2 b"]),
        ("Rank SSI and Thinking Machines by valuation", "Safe Superintelligence", ["$12 billion"]),
    ],
)
def test_the_largest_of_those_listed_is_told_with_the_others(
    question: str, best: str, held: list[str]
) -> None:
    answer = reckoned(question)
    assert answer is not None
    assert answer.text.startswith(f"Going by these, {best} (")
    assert [part for part in held if part not in answer.text] == []


@pytest.mark.parametrize(
    "question",
    [
        "Which had the fewest people in 2023: io, Manus or Windsurf?",
        "How much more did Google pay for Character.AI in stock than for Windsurf?",
        "What is the difference between OpenAI's and Anthropic's valuation?",
        "What is the difference between Alexandr Wang's and Shengjia Zhao's role?",
        "Which is more valuable, Anthropic or OpenAI?",
        "What percentage of Meta's 2025 profit went on Scale AI?",
        "What share of the Windsurf money went to the cleaners?",
        "In 2021, what share of Meta's Scale AI investment went to Accel?",
        "Tim Cook's pay in 2024 minus his pay in 2019",
        "Is Mistral's or Sesame's valuation greater?",
    ],
)
def test_no_figure_is_worked_out_where_one_is_not_held(question: str) -> None:
    assert reckoned(question) is None


def test_that_a_sum_is_not_known_is_said_instead_of_another_one() -> None:
    for question in (
        "How much smaller is Nat Friedman's package than Alexandr Wang's?",
        "Amazon's payment for Adept plus NVIDIA's payment for Groq?",
    ):
        answer = reckoned(question)
        assert answer is not None
        assert not answer.known
        assert "no sum" in answer.text


@pytest.mark.parametrize(
    ("question", "near", "held"),
    [
        (
            "What is the gap between Anthropic and Meta in two-year retention?",
            "signalfire-two-year-retention",
            "16 percentage points",
        ),
        (
            "How many points lie between the highest and the lowest retention, i.e. what is the "
            "gap between the best and the last?",
            "signalfire-two-year-retention",
            "16 percentage points",
        ),
        (
            "Spread evenly, what do $1.2 billion for about 40 people make per person?",
            "windsurf-2-4bn-split",
            "about $30 million a head",
        ),
        (
            "Suning put up 250 of 420 million for PPTV; how much remained for the other buyer?",
            "pptv-420m-2013",
            "$170 million is left",
        ),
        (
            "How many of the 14 authors had quit by then?",
            "llama-paper-three-of-14-left",
            "11 of the 14",
        ),
        (
            "How many of the authors of the Llama paper were no longer at Meta in May 2025?",
            "llama-paper-three-of-14-left",
            "11 of the 14",
        ),
        (
            "How many of the eleven recruits in the memo do not come from China?",
            "seven-of-eleven-from-china",
            "4 of the 11",
        ),
        (
            "What number of Carnegie's 100 researchers were no longer in the United States?",
            "carnegie-87-of-100-stayed",
            "13 of the 100",
        ),
        (
            "How many staff were left at Scale AI after the dismissals of July 2025?",
            "scale-ai-layoffs-july-2025",
            "about 1,200 are left",
        ),
        (
            "What percentage of the 11 recruits in the memo came from OpenAI?",
            "memo-recruits-by-former-employer",
            "63.6%",
        ),
        (
            "How many more people than Meta Superintelligence Labs did Google DeepMind have?",
            "msl-headcount-3400",
            "2,200",
        ),
        (
            "The rise of Cook's pay from 2023 to 2024 in dollars?",
            "cook-pay-fiscal-2024-exact",
            "$11,399,957",
        ),
        (
            "What do you get if average pay is multiplied by heads at OpenAI?",
            "openai-average-stock-pay-2025",
            "about $6 billion",
        ),
        (
            "Including the contractors, how many had to go at Scale AI?",
            "scale-ai-layoffs-july-2025",
            "700 together",
        ),
        ("Cook's pay for 2024 minus 2023?", "cook-pay-fiscal-2024-exact", "$11,399,957"),
    ],
)
def test_the_figures_of_one_statement_are_worked_with(question: str, near: str, held: str) -> None:
    answer = reckoned(question, near)
    assert answer is not None
    assert held in answer.text
    assert answer.citations


@pytest.mark.parametrize(
    ("question", "near"),
    [
        ("What period does the rise from 29% to 47% cover?", "macropolo-2022"),
        ("What is the gap between Meta and Apple in retention?", "signalfire-two-year-retention"),
        (
            "By how many percentage points did the share grow from 2019 to 2022?",
            "macropolo-rise-points",
        ),
        (
            "With $1.5 million per employee for 4,000 people, what is the average?",
            "openai-average-stock-pay-2025",
        ),
        ("Of the 14 authors three had left, is that so?", "llama-paper-three-of-14-left"),
        ("How many of the 20 authors had quit by then?", "llama-paper-three-of-14-left"),
        ("How many of the 14 authors had left for Mistral?", "llama-paper-three-of-14-left"),
        ("What percentage of the 11 recruits came from Apple?", "memo-recruits-by-former-employer"),
        ("How many people did Scale AI dismiss?", "scale-ai-layoffs-july-2025"),
        ("By how much did the 600 cuts go beyond those of July?", "meta-cuts-600-msl-jobs"),
        ("What explains the drop in the share between 2019 and 2022?", "macropolo-29-to-47"),
        ("How much more will Scale AI invest?", "scale-ai-layoffs-july-2025"),
    ],
)
def test_a_statement_that_tells_it_itself_or_not_at_all_is_left_alone(
    question: str, near: str
) -> None:
    assert reckoned(question, near) is None


@pytest.mark.parametrize(
    ("question", "held", "left_out"),
    [
        ("Which lab won the most people from Apple?", ["Meta with 8 people"], "Zhao Meng"),
        ("Which company sent Meta the most people?", ["OpenAI with 16 people"], "Gunter"),
        ("Which company hired most people from xAI?", ["OpenAI with 2 people"], "Babuschkin"),
        ("In what month did most people leave Meta?", ["August 2025 with 5"], "LeCun"),
        ("Which firms lost precisely one person to Meta?", ["Sesame", "Vercept"], "OpenAI"),
        ("Setting OpenAI aside, which labs did Meta raid?", ["Apple", "Anthropic"], "Bansal"),
        ("ex-Google folks whose next home was not Meta", ["Shazeer"], "Jack Rae"),
        (
            "OpenAI: arrivals and departures in September 2025",
            ["Left OpenAI in September 2025: Yang Song"],
            "Tulloch",
        ),
        (
            "Who came and who left at Thinking Machines in January 2026?",
            ["Soumith Chintala (from Meta", "Barret Zoph (to OpenAI"],
            "Tulloch",
        ),
        (
            "List Meta's acquisitions from newest to oldest",
            ["4 deals: Manus by Meta"],
            "Windsurf",
        ),
        ("What is the third most expensive acquisition?", ["third largest of the 8"], "Groq"),
        (
            "Meta made two deals with a price. By what margin was the one dearer?",
            ["Scale AI by Meta", "$12.3 billion more"],
            "Google",
        ),
        ("Who quit earlier, Agarwal or Babuschkin?", ["Earlier: Igor Babuschkin"], "Pang"),
    ],
)
def test_moves_and_deals_are_grouped_and_ordered(
    question: str, held: list[str], left_out: str
) -> None:
    told_with(question, held, left_out)


@pytest.mark.parametrize(
    "question",
    [
        "Give me arrivals and departures at Meta in July 2025 except from OpenAI",
        "Who joined Meta and who left again?",
        "Which company lost most of its staff?",
        "Who came first to Google and then to Meta?",
    ],
)
def test_groups_that_are_narrowed_further_are_left_to_the_facts(question: str) -> None:
    assert told(question) is None


@pytest.mark.parametrize(
    "question",
    [
        "Who moved from Tesla to Anthropic?",
        "Has anybody left Google DeepMind for Tencent?",
        "Give me Apple's hires from OpenAI.",
    ],
)
def test_that_nobody_is_named_who_went_a_way_is_said(question: str) -> None:
    answer = told(question)
    assert answer is not None
    assert not answer.known
    assert answer.text.startswith("The sources name nobody who moved from ")


@pytest.mark.parametrize(
    ("question", "first", "then"),
    [
        (
            "Gross leaving SSI or Sutskever taking over: which came later?",
            "This came later: Ilya Sutskever",
            "Before it: Daniel Gross",
        ),
        (
            "Did Babuschkin leave xAI before or after Agarwal left Meta?",
            "This came first: Igor Babuschkin",
            "After it: Rishabh Agarwal",
        ),
        (
            "What happened first: Mark Chen's memo or Altman's appearance on Uncapped?",
            "This came first: On the Uncapped podcast",
            "After it: In a Slack memo",
        ),
    ],
)
def test_two_events_are_told_in_their_order(question: str, first: str, then: str) -> None:
    answer = reckoned(question)
    assert answer is not None
    assert answer.text.startswith(first)
    assert then in answer.text


def test_an_order_is_not_told_of_events_of_one_month_without_days() -> None:
    assert reckoned("Jumper leaving DeepMind or Shazeer leaving Google: which came first?") is None


def test_ways_may_have_more_stations_than_three() -> None:
    told_with(
        "Whose career goes Google, Apple, Meta, OpenAI in this very order?",
        ["1 person who was at Google, Apple, Meta and OpenAI", "Ruoming Pang"],
        "Subramanya",
    )
    told_with("Who was at Google first, then at OpenAI and then at Meta?", ["Beyer"], "Rae")


@pytest.mark.parametrize(
    ("question", "near", "head"),
    [
        (
            "How much a year was the bigger offer to Matt Deitke worth?",
            "deitke-250m-offer",
            "about $62.5 million a year",
        ),
        (
            "What was Meta's first offer to Matt Deitke, annually?",
            "deitke-250m-offer",
            "about $31.2 million a year",
        ),
        (
            "Spread evenly, what would WIRED's $300 million packages be per year?",
            "wired-300m-four-years",
            "up to about $75 million a year",
        ),
        (
            "What was Meta ready to spend on Manus per employee?",
            "meta-agrees-to-buy-manus",
            "more than about $19 million a head",
        ),
        (
            "Employees and contractors combined, how many did Scale AI part with?",
            "scale-ai-layoffs-july-2025",
            "700 together",
        ),
    ],
)
def test_a_sum_is_spread_over_the_years_or_heads_that_its_statement_tells(
    question: str, near: str, head: str
) -> None:
    answer = reckoned(question, near)
    assert answer is not None
    assert answer.text.startswith("By our arithmetic")
    assert head in answer.text.partition(". ")[0] + "."
    assert [c.marker for c in answer.citations] == ["[1]"]


@pytest.mark.parametrize(
    ("question", "near"),
    [
        ("How much was Matt Deitke offered a year?", "deitke-250m-offer"),  # of two offers
        ("How much does Tim Cook earn a year?", "cook-pay-fiscal-2024-exact"),
        ("What did OpenAI pay for io per engineer?", "openai-buys-io-jony-ive"),  # a range
        ("How many people did Scale AI dismiss in total?", "scale-ai-layoffs-july-2025"),
    ],
)
def test_what_a_statement_leaves_open_is_not_spread(question: str, near: str) -> None:
    assert reckoned(question, near) is None
