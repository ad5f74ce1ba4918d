"""Questions in other languages are answered from the same knowledge, or declined."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from assistant import Answer, Assistant, Settings
from assistant.core.languages import IN_ENGLISH, NAMES, PARTLY, Languages, glossary
from assistant.ports import Said

integration = pytest.mark.integration
quiet = pytest.mark.filterwarnings("default")


@pytest.fixture(scope="module")
def bot(indexed: Path) -> Iterator[Assistant]:
    with Assistant(Settings(model="none", data_dir=indexed)) as assistant:
        yield assistant


@integration
@quiet
@pytest.mark.parametrize(
    ("language", "question", "held"),
    [
        ("zh", "庞若鸣的薪酬是多少？", "$200 million"),
        ("zh", "余家辉以前在哪家公司工作？", "OpenAI"),
        ("zh", "Meta花了多少钱买下Scale AI的股份？", "$14.3 billion"),
        ("de", "Wie viel hat Meta für den Anteil an Scale AI bezahlt?", "$14.3 billion"),
        ("de", "Wer hat Scale AI gegründet?", "Alexandr Wang"),
        ("fr", "Qui a fondé Scale AI ?", "Alexandr Wang"),
        ("fr", "Combien Google a-t-il payé pour l'équipe de Windsurf ?", "$2.4 billion"),
        ("es", "¿Quién fundó Scale AI?", "Alexandr Wang"),
        ("es", "¿Cuánto pagó Google por el equipo de Windsurf?", "$2.4 billion"),
    ],
)
def test_without_a_model_the_answer_is_english_and_says_why(
    bot: Assistant, language: str, question: str, held: str
) -> None:
    answer = bot.ask(question)
    assert held in answer.text
    assert answer.citations
    assert IN_ENGLISH[language] in answer.text
    assert answer.language == "en"


@integration
@quiet
@pytest.mark.parametrize(
    "question",
    [
        "Wie viele Kinder hat Mark Zuckerberg?",
        "Combien gagne le patron de Carrefour ?",
        "¿Quién ganó el Mundial de 2022?",
        "百度的创始人是谁？",
    ],
)
def test_what_the_sources_do_not_say_is_declined_in_any_language(
    bot: Assistant, question: str
) -> None:
    answer = bot.ask(question)
    assert answer.abstained
    assert question in answer.text


@integration
@quiet
def test_a_follow_up_may_be_in_another_language(bot: Assistant) -> None:
    first = bot.ask("Wer hat Scale AI gegründet?")
    history = [("user", "Wer hat Scale AI gegründet?"), ("assistant", first.text)]
    assert "28" in bot.ask("Wie alt ist er?", history).text


class Translator:
    """A chat model that translates as it is told to, and nods at all else."""

    name = "translator"
    writes = True

    def __init__(self, said: str) -> None:
        self.said = said

    def complete(
        self, _: Sequence[tuple[str, str]], *, schema: Mapping[str, Any], max_tokens: int = 256
    ) -> dict[str, Any]:
        return {
            "translation": self.said,
            "answer": self.said,
            "sentences": [1],
            "answers": "yes",
            "operation": "none",
            "figures": [],
        }

    def say(self, _: Sequence[tuple[str, str]], *, max_tokens: int = 60) -> Said:
        return Said(self.said)

    def yes_probability(self, _: Sequence[tuple[str, str]]) -> float:
        return 0.99


QUESTION = "Wer hat Scale AI gegründet?"
TRUE = "N1 wurde laut dem Artikel von N2 gegründet."  # names are put back in place of the signs


def translated(bot: Assistant, said: str) -> Answer:
    bot.use(Translator(said))
    try:
        return bot.ask(QUESTION, packs=["article"])
    finally:
        bot.use(None)


@integration
@quiet
def test_with_a_model_the_answer_comes_in_the_language(bot: Assistant) -> None:
    english = bot.ask(QUESTION, packs=["article"])
    answer = translated(bot, TRUE)
    assert answer.language == "de"
    assert "Scale AI wurde laut dem Artikel von Alexandr Wang gegründet." in answer.text
    assert [c.quote for c in answer.citations] == [c.quote for c in english.citations]
    for citation in answer.citations:
        assert citation.marker in answer.text


@integration
@quiet
@pytest.mark.parametrize(
    "lie",
    [
        "N2 wurde laut dem Artikel gegründet.",
        "N1 wurde laut dem Artikel von N2 und N3 gegründet.",
        "N1 wurde laut dem Artikel nicht von N2 gegründet.",
        "N1 wurde laut dem Artikel 1999 von N2 gegründet.",
        "N1 wurde laut dem Artikel von N2 gegründet. [7]",
        "N1 wurde von N2 gegründet, siehe https://evil.example",
        "<b>N1</b> wurde von N2 gegründet.",
        "",
    ],
)
def test_a_translation_that_says_something_else_is_not_shown(bot: Assistant, lie: str) -> None:
    answer = translated(bot, lie)
    assert answer.language == "en"
    assert "evil" not in answer.text
    assert "<b>" not in answer.text
    assert "Alexandr Wang" in answer.text
    assert PARTLY["de"] in answer.text


@pytest.mark.parametrize("code", NAMES)
def test_a_glossary_knows_a_thousand_phrases(code: str) -> None:
    known = glossary(code)
    assert len(known.phrases) > 1000
    assert all("\t" not in english for english in known.phrases.values())


def test_an_english_question_stays_as_it_is(bot: Assistant) -> None:
    languages = bot._wired().pipeline._languages
    assert isinstance(languages, Languages)
    for question in ("Who did meta hire from apple", "whn did pang mve to openai", "pang salary?"):
        assert languages.read(question).english == question
