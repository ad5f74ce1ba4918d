"""A follow-up is understood as it is meant, and never answered about somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant import Assistant, Settings
from assistant.core.entities import EntityLinker
from assistant.core.knowledge import load_knowledge
from assistant.core.talk.conversation import readings
from assistant.settings import bundled
from assistant.types import Turn

LINKER = EntityLinker(load_knowledge(bundled("knowledge")).entities)
integration = pytest.mark.integration
quiet = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module")
def bot(indexed: Path) -> Iterator[Assistant]:
    with Assistant(Settings(model="none", data_dir=indexed)) as assistant:
        yield assistant


def turns(*texts: str) -> list[Turn]:
    """Questions and answers in turn."""
    return [(("user", "assistant")[at % 2], text) for at, text in enumerate(texts)]


def asked(question: str, *before: str) -> list[str]:
    """The forms in which a question is read after some exchanges."""
    return [form.text for form in readings(question, turns(*before), LINKER)]


RETENTION = ("What is SignalFire's retention rate at OpenAI?", "It is 67% after two years.")


@pytest.mark.parametrize(
    ("question", "before", "first"),
    [
        ("And Meta?", RETENTION, "What is SignalFire's retention rate at Meta?"),
        ("same for xAI, please",
         (*RETENTION, "And Meta?", "64%."), "What is SignalFire's retention rate at xAI?"),
        ("and two years later?",
         ("What was Groq worth in 2023?", "About $7 billion."), "What was Groq worth in 2025?"),
        ("And from Anthropic?",
         ("Whom did Meta hire from Apple?", "Ruoming Pang."), "Whom did Meta hire from Anthropic?"),
        ("Where did the woman work before?",
         ("Who wrote to Sam Altman?", "Mira Murati and Sam Altman wrote to each other."),
         "Where did Mira Murati work before?"),
        ("What does the former do now?",
         ("Who left?", "Barret Zoph and Luke Metz."), "What does Barret Zoph do now?"),
        ("Let's go back to that French lab: who runs it?",
         ("Where is AMI Labs based?", "AMI Labs is in Paris.", "Who runs xAI?", "Elon Musk."),
         "who runs AMI Labs?"),
        ("On a different note: who founded PPIO?", RETENTION, "who founded PPIO?"),
        ("OK, back to Anthropic - who runs it?", RETENTION, "who runs Anthropic?"),
        ("and Google for Character.AI?",
         ("What did Microsoft pay in the Inflection deal?", "About $650 million."),
         "What did Google pay in the Character.AI deal?"),
        ("sorry, I meant Amazon with Adept",
         ("What did Microsoft pay for Inflection's people?", "About $650 million."),
         "What did Amazon pay for Adept's people?"),
        ("Why?", ("Did Scale AI let people go?", "Yes, 200."), "Why did Scale AI let people go?"),
        ("And when was that?",
         ("What did Meta buy PlayAI for?", "It is unknown."), "When did Meta buy PlayAI for?"),
        ("For how much?",
         ("Who bought the rest of Windsurf?", "Cognition did."),
         "For how much Cognition bought the rest of Windsurf?"),
        ("how old was he at the time?",
         ("Who founded Scale AI?", "Alexandr Wang did, together with Lucy Guo."),
         "how old was Alexandr Wang when Alexandr Wang founded Scale AI?"),
        ("And what does he earn?",
         ("Who followed Ruoming Pang?", "Zhifeng Chen did."), "And what does Zhifeng Chen earn?"),
        ("and in the opposite direction?",
         ("Who went from Meta to OpenAI?", "Angela Fan."), "Who went from OpenAI to Meta?"),
        ("The other way round, since July 2025",
         ("Who left xAI for Meta?", "Nobody."), "Who left Meta for xAI since July 2025?"),
        ("What do these two have in common?",
         ("Whom did Meta get?", "Ruoming Pang.", "And for 100 million?", "Yu Jiahui."),
         "What do Ruoming Pang and Yu Jiahui have in common?"),
        ("no no, not Yao Xin, I'm asking about Yao Hua. Who employs him?",
         ("What does Yao say?", "Yao Xin says so."), "Yao Hua. Who employs him?"),
    ],
)  # fmt: skip
def test_a_follow_up_is_read_as_it_is_meant(
    question: str, before: tuple[str, ...], first: str
) -> None:
    assert asked(question, *before)[0] == first


@pytest.mark.parametrize(
    "question",
    ["Who heads the services division of Apple these days?", "Which chip did NVIDIA sell to Groq?"],
)
def test_a_question_that_stands_alone_is_left_alone(question: str) -> None:
    history = ("Who founded Scale AI?", "Alexandr Wang founded Scale AI.")
    assert asked(question, *history)[0] == question
    assert asked(question) == [question]


def test_whoever_reported_something_is_not_taken_for_what_is_spoken_of() -> None:
    before = ("What did Groq get?", "The Wall Street Journal reported $20 billion for Groq.")
    forms = asked("How many people does it have?", *before)
    assert forms[0] == "How many people does Groq have?"
    assert not any("Journal have" in form for form in forms)


@integration
@quiet
@pytest.mark.parametrize(
    ("history", "question", "told"),
    [
        (turns("Which start-up did Matt Deitke help to found?", "Matt Deitke co-founded Vercept."),
         "What was the fellow's age when he went to Meta?", "24"),
        (turns("Who bought Jony Ive's start-up?", "OpenAI bought io, the start-up of Jony Ive."),
         "On which day was the purchase completed?", "9 July"),
        (turns("How much did Google spend on Windsurf?", "About $2.4 billion."),
         "Sorry, I was thinking of Cognition. What did it pay?", "250 million"),
        (turns("What did Tim Cook earn in 2024?", "$74,609,802."),
         "And one year earlier?", "63,209,845"),
        (turns("Who is John Giannandrea?", "He was the AI chief of Apple."),
         "No, not the AI chief, the one of search. Which company took Ke Yang?", "Meta"),
    ],
)  # fmt: skip
def test_a_follow_up_is_answered_about_whom_it_means(
    bot: Assistant, history: list[Turn], question: str, told: str
) -> None:
    assert told in bot.ask(question, history=history).text


@integration
@quiet
@pytest.mark.parametrize(
    ("history", "question"),
    [
        (turns("How many staff stay two years at Meta?", "64%, by SignalFire's report."),
         "and at Tesla?"),
        (turns("What was Tim Cook's pay in fiscal 2024?", "$74,609,802."), "And in fiscal 2026?"),
        (turns("Where did John Jumper go?", "John Jumper left Google DeepMind for Anthropic."),
         "Who took over his desk?"),
        (turns("Where did Chaya Nayak go?", "Chaya Nayak left Meta for OpenAI."),
         "What is her title there?"),
    ],
)  # fmt: skip
def test_what_was_told_before_does_not_answer_something_else(
    bot: Assistant, history: list[Turn], question: str
) -> None:
    assert bot.ask(question, history=history).abstained


@integration
@quiet
def test_who_else_is_somebody_else(bot: Assistant) -> None:
    history = turns("Whom did Google get from Windsurf?", "Google recruited Varun Mohan.")
    assert "Douglas Chen" in bot.ask("Who else came with him?", history=history).text


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("Who went from Altman to Zuckerberg?", "Who went from OpenAI to Meta?"),
        ("How big is Murati's lab?", "How big is Thinking Machines Lab's lab?"),
        ("How many engineers did Musk's crew hire?", "How many engineers did xAI's crew hire?"),
        ("Whom has Zuckerberg hired away?", "Whom has Zuckerberg hired away?"),
        ("Does he report directly to Tim Cook?", "Does he report directly to Tim Cook?"),
    ],
)
def test_the_name_of_a_leader_may_stand_for_the_company(question: str, meant: str) -> None:
    assert meant in asked(question)


@pytest.mark.parametrize(
    "question",
    ["What is Altman's pay?", "How old is Tim Cook?", "What did Sutskever say?", "Who is Murati?"],
)
def test_where_the_person_is_meant_the_company_is_not(question: str) -> None:
    assert asked(question) == [question]
