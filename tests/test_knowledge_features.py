"""What the second pack adds: times, disagreements, packs, the ledger, corrections, the check."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Settings
from assistant.__main__ import main
from assistant.core.coverage import findings
from assistant.errors import KnowledgeError

pytestmark = [pytest.mark.integration, pytest.mark.filterwarnings("default")]


@pytest.fixture(scope="module")
def bot(indexed: Path) -> Iterator[Assistant]:
    with Assistant(Settings(model="none", data_dir=indexed)) as assistant:
        yield assistant


def cited(answer: Answer) -> set[str]:
    return {citation.publisher for citation in answer.citations}


def test_a_disputed_claim_is_told_with_both_sides(bot: Assistant) -> None:
    answer = bot.ask("How many researchers did Meta hire away from OpenAI?")
    assert "at least 14" in answer.text
    assert "seven of them from OpenAI" in answer.text
    assert [d.id for d in answer.disagreements] == ["openai-headcount"]
    assert len(cited(answer)) >= 2
    assert answer.to_dict()["disagreements"][0]["sides"]


def test_a_user_can_keep_to_one_pack(bot: Assistant) -> None:
    answer = bot.ask("How many researchers did Meta hire away from OpenAI?", packs=["article"])
    assert "at least 14" in answer.text
    assert cited(answer) == {"IT Times (via 36Kr)"}
    assert answer.disagreements == ()
    with pytest.raises(KnowledgeError, match="there are article, public"):
        bot.ask("Who founded Scale AI?", packs=["rumours"])


@pytest.mark.parametrize(
    ("question", "employer"),
    [
        ("Where did Lucas Beyer work in March 2025?", "OpenAI"),
        ("Where does Ruoming Pang work now?", "OpenAI"),
        ("Which company employed Ruoming Pang in October 2025?", "Meta"),
        ("Where did Amar Subramanya work in January 2026?", "Apple"),
        ("Was Ruoming Pang still at Meta in December 2025?", "December 2025: Meta"),
        ("Noam Shazeer's employer in January 2026?", "Google"),
        ("Is Yann LeCun still working for Meta?", "AMI Labs"),
    ],
)
def test_an_employer_is_that_of_the_time_asked_about(
    bot: Assistant, question: str, employer: str
) -> None:
    answer = bot.ask(question)
    assert employer in answer.text.partition(".")[0]
    assert answer.citations


def test_what_ended_later_is_told(bot: Assistant) -> None:
    answer = bot.ask("Who did Meta hire from Apple?", packs=["public"])
    assert "Ruoming Pang" in answer.text
    partner = bot.ask("With whom will Ruoming Pang work at Meta's superintelligence department?")
    assert "Yu Jiahui" in partner.text
    assert "February 2026" in partner.text


def test_the_note_says_what_the_knowledge_is_current_to(bot: Assistant) -> None:
    assert bot.knowledge.current_to.startswith("2026-06")
    assert "current to" in bot.knowledge_note
    assert "June 2026" in bot.knowledge_note


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("Which people left Meta for OpenAI?", ["Ruoming Pang", "Angela Fan", "Chaya Nayak"]),
        ("Which companies lost people to Meta?", ["OpenAI", "Apple", "Scale AI", "Anthropic"]),
        ("Who moved more than once?", ["Ruoming Pang", "Lucas Beyer"]),
        ("Who went over to Meta in September 2025?", ["Yang Song", "Ashish Kumar"]),
        (
            "What is the total of the named pay packages?",
            ["$200 million", "add up"],
        ),
        ("Which deal was the largest?", ["Groq", "$20 billion"]),
        ("Which deal was the earliest in 2024?", ["Inflection"]),
    ],
)
def test_the_table_answers_lists_totals_and_extremes(
    bot: Assistant, question: str, names: list[str]
) -> None:
    answer = bot.ask(question)
    assert [n for n in names if n not in answer.text] == []
    assert answer.route == "composed"
    for citation in answer.citations:
        assert citation.marker in answer.text


@pytest.mark.parametrize(
    ("question", "held", "left_out"),
    [
        ("Which deals were worth more than ten billion dollars?", ("Scale AI", "Groq"), "Windsurf"),
        ("List the deals that cost less than a billion dollars.", ("Inflection",), "Scale AI"),
        ("What did Google spend on Windsurf and Character.AI together?", ("$5.1 billion",), "Groq"),
        (
            "By how much did Google's Windsurf deal exceed Microsoft's Inflection deal?",
            ("$1.75 billion",),
            "Groq",
        ),
        ("Whose pay was higher, Ruoming Pang's or Tim Cook's?", ("Ruoming Pang", "74"), "Deitke"),
        ("Of which deals was the price not disclosed?", ("PlayAI", "Adept"), "Groq"),
        ("Who left Apple for a company other than Meta?", ("John Peebles",), "Ruoming Pang"),
        ("Whom did Meta get from Apple and Anthropic?", ("Ruoming Pang", "Joel Pobar"), "Beyer"),
    ],
)
def test_the_table_adds_compares_and_leaves_out(
    bot: Assistant, question: str, held: tuple[str, ...], left_out: str
) -> None:
    answer = bot.ask(question)
    assert not answer.abstained
    assert [part for part in held if part not in answer.text] == []
    assert left_out not in answer.text


@pytest.mark.parametrize(
    "question",
    [
        "Which of the 60 OpenAI researchers that Meta hired were from London?",
        "Which of the OpenAI researchers that Meta hired have gone back?",
    ],
)
def test_a_list_of_moves_does_not_pass_over_what_else_is_asked(
    bot: Assistant, question: str
) -> None:
    assert "The sources name" not in bot.ask(question).text


@pytest.mark.parametrize(
    ("question", "held", "left_out"),
    [
        ("Reverse gear now: who left Meta for OpenAI, the whole crew?", "Ethan Knight", "Pobar"),
        (
            "Mustafa Suleyman likes to raid his old shop. Which DeepMind people went to Microsoft?",
            "Sonal Gupta",
            "Jack Rae",
        ),
        ("Which start-ups did Meta swallow without a price ever coming out?", "PlayAI", "Manus"),
    ],
)
def test_a_few_words_that_matter_little_do_not_keep_a_question_from_the_table(
    bot: Assistant, question: str, held: str, left_out: str
) -> None:
    answer = bot.ask(question)
    assert held in answer.text
    assert left_out not in answer.text
    assert not answer.abstained


@pytest.mark.parametrize(
    "question",
    [
        "Which university professors did Meta hire straight off campus?",
        "Has anyone gone from Mistral to OpenAI?",
        "What was the combined annual salary of the DeepMind people whom Microsoft hired?",
    ],
)
def test_words_that_matter_are_not_passed_over_by_the_table(bot: Assistant, question: str) -> None:
    assert bot.ask(question).abstained


def test_a_sum_is_not_given_if_a_part_of_it_is_not_known(bot: Assistant) -> None:
    answer = bot.ask("What did the Windsurf, Character.AI and Adept deals cost together?")
    assert "together" not in answer.text.partition("[")[0] or answer.abstained
    assert "5.1" not in answer.text


@pytest.mark.parametrize(
    ("history", "question"),
    [
        ([], "What is Nat Friedman's salary at Meta?"),
        ([], "What price did Meta pay for WaveForms AI?"),
        ([], "What is Nat Friedman's total compensation at Meta?"),
        ([], "What is the highest salary Nat Friedman got at Meta?"),
        ([("user", "What is Alexandr Wang's post at Meta?")], "What does it pay him?"),
    ],
)
def test_one_persons_pay_is_not_told_with_that_of_others(
    bot: Assistant, history: list[tuple[str, str]], question: str
) -> None:
    answer = bot.ask(question, history=history)
    assert answer.abstained
    assert "Tulloch" not in answer.text


@pytest.mark.parametrize(
    ("question", "unheard", "truth"),
    [
        ("Why did Tom Gunter turn down Tesla?", "Tom Gunter to Tesla", "Tom Gunter"),
        ("What did Boris Cherny do at NVIDIA?", "Boris Cherny to NVIDIA", "Boris Cherny"),
        ("Why did Ruoming Pang join Microsoft?", "Ruoming Pang to Microsoft", "Ruoming Pang"),
    ],
)
def test_what_no_source_ties_together_is_not_answered(
    bot: Assistant, question: str, unheard: str, truth: str
) -> None:
    answer = bot.ask(question)
    assert answer.abstained
    assert unheard in answer.text or truth in answer.text.partition("”")[2]


def test_an_outline_is_put_together_from_several_facts(bot: Assistant) -> None:
    answer = bot.ask("Walk me through the Windsurf saga.")
    assert not answer.abstained
    assert "Google" in answer.text
    assert "Cognition" in answer.text
    assert len(answer.citations) >= 2


def test_facts_are_selected_by_their_fields(bot: Assistant, tmp_path: Path) -> None:
    table = bot.facts("move", origin="Apple", target="Facebook", after="2025-08")
    assert {row.who for row in table} >= {("Ke Yang",), ("Jian Zhang",)}
    assert all("Apple" in row.origin and "Meta" in row.target for row in table)
    assert all(row.date >= "2025-08" for row in table)
    rich = bot.facts("deal", above=10e9)
    assert {row.fact.amount for row in rich if row.fact.unit == "USD"} >= {14.3e9, 20e9}
    assert [row.who for row in bot.facts("move", who="LeCun")] == [("Yann LeCun",)]
    frame = table.to_frame()
    assert len(frame) == len(table)
    with table.to_csv(tmp_path / "moves.csv").open(encoding="utf-8", newline="") as file:
        assert [line["id"] for line in csv.DictReader(file)] == [row.fact.id for row in table]


@pytest.mark.parametrize(
    ("question", "truth"),
    [
        ("Why did Zuckerberg hire Mark Chen?", "chief research officer at OpenAI"),
        ("Why did Pei Sun quit OpenAI for Meta?", "Google DeepMind"),
    ],
)
def test_a_false_premise_is_set_right(bot: Assistant, question: str, truth: str) -> None:
    answer = bot.ask(question)
    assert answer.abstained
    assert truth in answer.text
    assert answer.citations


def test_every_span_holds_the_figures_and_names_of_its_statement(bot: Assistant) -> None:
    assert findings(bot.knowledge) == []


def test_no_title_is_made_up(bot: Assistant) -> None:
    untitled = [a for a in bot.knowledge.articles if a.title.startswith("[report by ")]
    assert untitled
    assert all(a.publisher and a.url for a in bot.knowledge.articles if a.pack == "public")


def test_the_check_is_content_with_what_ships_and_names_what_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check"]) == 0
    assert "nothing amiss" in capsys.readouterr().out
    (tmp_path / "facts").mkdir()
    (tmp_path / "a.md").write_text("Acme opened.\n\nAda joined Acme for 5 dollars. {#p1}\n")
    (tmp_path / "facts" / "a.jsonl").write_text(
        '{"id": "x", "type": "pay", "statement": "Ada got 6 dollars.", "who": ["Ada"], '
        '"amount": 6, "questions": ["What did Ada get?"], '
        '"evidence": [{"passage": "a#p1", "quote": "Ada joined Acme for 5 dollars."}]}\n'
    )
    assert main(["check", "--knowledge", str(tmp_path)]) == 1
    said = capsys.readouterr().out
    assert "no entity is called 'Ada'" in said
    assert "6 of what?" in said
    assert "the quotes do not hold 6 dollars" in said


@pytest.mark.parametrize(
    ("question", "open_"),
    [
        ("Aurko Roy's next employer?", "do not say where Aurko Roy went"),
        ("Rishabh Agarwal's new employer?", "do not say where Rishabh Agarwal went"),
        ("Which role does Bowen Zhang have at Meta?", "do not say in what post"),
        ("Who is Scale AI's permanent CEO?", "only for the time being"),
        ("What was Tim Cook paid in fiscal 2025?", "fiscal 2024"),
    ],
)
def test_what_a_fact_leaves_open_is_not_answered_by_it(
    bot: Assistant, question: str, open_: str
) -> None:
    answer = bot.ask(question)
    assert answer.abstained
    assert open_ in answer.text


def test_where_somebody_went_is_told_without_a_name_of_the_company(bot: Assistant) -> None:
    answer = bot.ask("Where did Floris Weers go after Apple?")
    assert not answer.abstained
    assert "start-up" in answer.text
