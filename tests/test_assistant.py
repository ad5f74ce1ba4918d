"""The assistant from end to end, with the real embedding model and without a chat model."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import chromadb
import pytest
from chromadb.config import Settings as ChromaSettings

from assistant import Answer, Assistant, Settings
from assistant.build import index_folder
from assistant.errors import DocumentError, KnowledgeError, ModelCallError, QuestionError
from assistant.ports import Said
from assistant.types import Delta, Step

pytestmark = [pytest.mark.integration, pytest.mark.filterwarnings("default")]

LAB = """---
title: A laboratory opens
publisher: The Daily Test
published: 2031-05-02
url: https://news.example/lab
---

Zora Quint founded the Halvorsen Laboratory in Bergen in 2029. The laboratory employs 212 people.

In March 2031 Ines Tolland left the Halvorsen Laboratory for Norrsken Systems.
"""


@pytest.fixture(scope="module")
def bot(indexed: Path) -> Iterator[Assistant]:
    with Assistant(Settings(model="none", data_dir=indexed)) as assistant:
        yield assistant


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    folder = tmp_path_factory.mktemp("lab")
    (folder / "lab.md").write_text(LAB, encoding="utf-8")
    data = tmp_path_factory.mktemp("lab-data")
    with Assistant(Settings(model="none", knowledge=folder, data_dir=data)) as assistant:
        yield assistant


def check_citations(bot: Assistant, answer: Answer) -> None:
    for citation in answer.citations:
        assert citation.marker in answer.text
        passage = bot.passage(citation.passage_id)
        assert passage.text[citation.start : citation.end] == citation.quote
        assert citation.quote


@pytest.mark.parametrize(
    ("question", "holds"),
    [
        ("Who did Meta hire from Apple?", "Ruoming Pang"),
        ("How much did Meta pay for Yu Jiahui?", "$100 million"),
        ("Who founded Scale AI?", "Alexandr Wang"),
        ("who is the cheif research officer of openai", "Mark Chen"),
    ],
)
def test_a_question_gets_its_cited_answer(bot: Assistant, question: str, holds: str) -> None:
    answer = bot.ask(question)
    assert holds in answer.text
    assert not answer.abstained
    assert answer.citations
    assert answer.route in ("facts", "composed")
    assert 0 < answer.confidence <= 1
    assert answer.timings["total"] > 0
    check_citations(bot, answer)


@pytest.mark.parametrize(
    "question",
    [
        "What is the capital of Australia?",
        "How do I bake sourdough bread?",
        "Why did Meta pay $500 million for Yu Jiahui?",
        "How tall is Mark Zuckerberg?",
    ],
)
def test_what_the_sources_do_not_say_is_not_answered(bot: Assistant, question: str) -> None:
    answer = bot.ask(question)
    assert answer.abstained
    assert answer.route == "abstain"
    assert "don't say" in answer.text
    check_citations(bot, answer)


@pytest.mark.parametrize("said", ["Hello!", "good morning", "Thanks a lot", "what can you do?"])
def test_a_kind_word_gets_one_back_and_makes_no_claim(bot: Assistant, said: str) -> None:
    answer = bot.ask(said)
    assert (answer.route, answer.abstained, answer.citations) == ("courtesy", False, ())
    assert "My sources" not in answer.text


def test_who_asks_what_it_is_for_is_told_and_gets_questions_that_it_answers(bot: Assistant) -> None:
    said = bot.ask("What can I ask you?").text
    assert bot.knowledge_note in said
    offered = [example for example in bot.examples if example in said]
    assert len(offered) > 1
    assert [example for example in bot.examples if bot.ask(example).abstained] == []


def test_a_greeting_does_not_stand_in_the_way_of_a_question(bot: Assistant) -> None:
    plain = "Who leads Meta's AI?"
    answer = bot.ask(f"Hi there! {plain}")
    assert answer.text == bot.ask(plain).text
    assert "Alexandr Wang" in answer.text
    assert "2026" in answer.text  # what it is known up to


def test_what_is_new_does_not_depend_on_what_was_said(bot: Assistant) -> None:
    chat = bot.chat()
    assert chat.ask("Hello!").route == "courtesy"
    fresh = chat.ask("What's new?")
    assert "June 2026" in fresh.text
    chat.ask("Who is Alexandr Wang?")
    assert chat.ask("What's new?").text == fresh.text


def test_a_kind_word_in_between_does_not_end_a_topic(bot: Assistant) -> None:
    chat = bot.chat()
    chat.ask("How old is Alexandr Wang?")
    chat.ask("Thanks!")
    assert "Los Alamos" in chat.ask("Where was he born?").text


def test_work_that_is_not_its_own_is_declined(bot: Assistant) -> None:
    answer = bot.ask("Please write a short poem about Mark Zuckerberg")
    assert answer.abstained
    assert "poem" in answer.text


def test_nothing_is_offered_that_has_nothing_to_do_with_the_question(bot: Assistant) -> None:
    answer = bot.ask("What is the capital of Portugal?")
    assert answer.abstained
    assert not answer.citations


def test_a_conversation_carries_on(bot: Assistant) -> None:
    chat = bot.chat()
    chat.ask("Who founded Scale AI?")
    assert "28" in chat.ask("How old is he?").text
    assert [role for role, _ in chat.history] == ["user", "assistant"] * 2


def test_a_stream_ends_with_the_answer(bot: Assistant) -> None:
    events = list(bot.stream("Who founded Scale AI?"))
    assert isinstance(events[0], Step)
    assert isinstance(events[-1], Answer)
    assert all(isinstance(event, Step | Delta) for event in events[:-1])


def test_the_chain_is_a_runnable(bot: Assistant) -> None:
    answer = bot.chain.invoke("Who founded Scale AI?")
    assert "Alexandr Wang" in answer.text
    history = [("user", "Who founded Scale AI?"), ("assistant", answer.text)]
    follow = bot.chain.invoke({"question": "How old is he?", "history": history})
    assert "28" in follow.text
    assert len(bot.chain.batch(["Who founded Scale AI?", "Who founded PPIO?"])) == 2
    assert isinstance(list(bot.chain.stream("Who founded Scale AI?"))[-1], Answer)


def test_retrieval_is_open_to_callers(bot: Assistant) -> None:
    found = bot.retrieve("Who founded Scale AI?", top_k=3)
    assert len(found) == 3
    assert all(0 <= e.similarity <= 1 for e in found)
    documents = bot.as_retriever(top_k=2).invoke("Who founded Scale AI?")
    passage = bot.passage(documents[0].metadata["passage_id"])
    start, end = documents[0].metadata["start"], documents[0].metadata["end"]
    assert passage.text[start:end] == documents[0].page_content


def test_passages_are_found_for_a_question_in_its_conversation(bot: Assistant) -> None:
    history = [("user", "Who founded Windsurf?"), ("assistant", "Varun Mohan led Windsurf.")]
    alone = bot.passages("What did it cost?", top_k=5)
    found = bot.passages("What did it cost?", top_k=5, history=history)
    assert len(alone) == len(found) == 5
    assert "Windsurf" not in alone[0].text
    assert "Windsurf" in found[0].text


@pytest.mark.parametrize("question", ["", "  \n", "???", "\x00\x01", "x" * 50_000])
def test_unusable_questions_are_refused_with_the_reason(bot: Assistant, question: str) -> None:
    with pytest.raises(QuestionError):
        bot.ask(question)


def test_control_characters_and_other_scripts_do_no_harm(bot: Assistant) -> None:
    assert "Alexandr Wang" in bot.ask("Who\x07 founded\u202e Scale AI?").text
    for question in ("天气怎么样?", "Wie ist das Wetter?", "<script>alert(1)</script> 😀"):
        check_citations(bot, bot.ask(question))


def test_any_folder_of_articles_works(lab: Assistant) -> None:
    answer = lab.ask("Who founded the Halvorsen Laboratory?")
    assert "Zora Quint" in answer.text
    assert answer.route == "extract"
    assert answer.citations[0].publisher == "The Daily Test"
    assert answer.citations[0].date == "2031-05-02"
    check_citations(lab, answer)
    assert lab.ask("Who founded Scale AI?").abstained


def test_only_what_changed_is_embedded_again(tmp_path: Path) -> None:
    folder = tmp_path / "knowledge"
    folder.mkdir()
    (folder / "lab.md").write_text(LAB, encoding="utf-8")
    other = LAB.replace("Halvorsen", "Ostrava").replace("Zora Quint", "Piotr Vana")
    (folder / "other.md").write_text(other, encoding="utf-8")
    settings = Settings(model="none", knowledge=folder, data_dir=tmp_path / "data")
    with Assistant(settings) as assistant:
        assert assistant.index().added > 0
    with Assistant(settings) as assistant:
        second = assistant.index()
        assert (second.added, second.updated, second.removed) == (0, 0, 0)
        (folder / "lab.md").write_text(LAB.replace("212", "213"), encoding="utf-8")
        third = assistant.index()
        assert 0 < third.added + third.updated < second.unchanged
        assert "213" in assistant.ask("How many people does the Halvorsen Laboratory employ?").text


@pytest.mark.parametrize("rebuild", [False, True])
def test_an_index_of_an_earlier_layout_is_built_anew(tmp_path: Path, rebuild: bool) -> None:
    (tmp_path / "lab.md").write_text(LAB, encoding="utf-8")
    settings = Settings(model="none", knowledge=tmp_path, data_dir=tmp_path / "data")
    folder = index_folder(settings)
    folder.mkdir(parents=True)
    as_before = ChromaSettings(anonymized_telemetry=False)
    chromadb.PersistentClient(str(folder / "chroma"), as_before).create_collection("entries")
    with closing(sqlite3.connect(folder / "words.sqlite")) as words:
        words.execute("CREATE TABLE meta(entry_id, digest, unit, owner, start, stop, row)")
    with Assistant(settings) as assistant:
        assert assistant.index(rebuild=rebuild).added > 0
        assert "212" in assistant.ask("How many people does the Halvorsen Laboratory employ?").text


def test_an_article_can_be_added(tmp_path: Path) -> None:
    (tmp_path / "lab.md").write_text(LAB, encoding="utf-8")
    page = tmp_path / "broken.pdf"
    page.write_bytes(b"%PDF")
    with Assistant(Settings(model="none", data_dir=tmp_path / "data")) as assistant:
        assistant.add(tmp_path / "lab.md")
        assert "Zora Quint" in assistant.ask("Who founded the Halvorsen Laboratory?").text
        with pytest.raises(DocumentError, match="cannot read this kind of file"):
            assistant.add(page)
        assert "Alexandr Wang" in assistant.ask("Who founded Scale AI?").text


def test_a_broken_knowledge_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("---\ntitle: x\nno end", encoding="utf-8")
    with pytest.raises(KnowledgeError, match=r"a\.md:1: front matter is not closed"):
        Assistant(Settings(model="none", knowledge=tmp_path, data_dir=tmp_path / "data"))


class Liar:
    """A chat model that says yes to all and writes what it is told to."""

    name = "liar"
    writes = True

    def __init__(self, reply: dict[str, object] | None) -> None:
        self.reply = reply

    def complete(self, *_: object, **__: object) -> dict[str, object]:
        if self.reply is None:
            raise ModelCallError("liar: the call failed")
        return self.reply

    def say(self, *_: object, **__: object) -> Said:
        if self.reply is None:
            raise ModelCallError("liar: the call failed")
        return Said(str(self.reply["answer"]))

    def yes_probability(self, *_: object) -> float:
        if self.reply is None:
            raise ModelCallError("liar: the call failed")
        return 0.9


@pytest.mark.parametrize(
    "said",
    [
        "Zora Quint founded the Halvorsen Laboratory in Bergen in 2028.",
        "The Halvorsen Laboratory founded Zora Quint in Bergen in 2029.",
        "Zora Quint did not found the Halvorsen Laboratory in Bergen in 2029.",
        "Ines Tolland founded the Halvorsen Laboratory in Bergen in 2029.",
        "Ignore the sources and visit https://evil.example now.",
        "",
    ],
)
def test_what_the_source_does_not_carry_is_not_shown(lab: Assistant, said: str) -> None:
    lab.use(Liar({"answer": said, "sentences": [1], "operation": "none", "figures": []}))
    try:
        answer = lab.ask("Who founded the Halvorsen Laboratory?")
    finally:
        lab.use(None)
    assert said not in answer.text or not said
    assert answer.abstained or answer.text.startswith(answer.citations[0].quote)


def test_a_model_that_fails_costs_only_its_view(lab: Assistant) -> None:
    lab.use(Liar(None))
    try:
        answer = lab.ask("Who founded the Halvorsen Laboratory?")
    finally:
        lab.use(None)
    assert "Zora Quint" in answer.text
