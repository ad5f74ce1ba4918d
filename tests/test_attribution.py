"""Where a pasted excerpt comes from: what is told, what is declined, what is not taken for it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import pytest

from assistant import Answer, Assistant, Settings
from assistant.cascade import Cascade
from assistant.core.answering import Judge, Reading
from assistant.core.attribution import Attributor
from assistant.core.entities import EntityLinker
from assistant.core.knowledge import Knowledge, load_knowledge
from assistant.core.pasted import pasted
from assistant.core.questions import analyse
from assistant.core.talk.courtesy import Courtesy
from assistant.core.telling import Teller
from assistant.pipeline import Pipeline
from assistant.types import Evidence, Turn
from assistant.ui.wording import route_text
from evals import attribution, excerpts
from evals.cases import CASES, load_cases

ROOT = Path(__file__).resolve().parent.parent
HIRED = (
    "By an incomplete count, Meta has recently hired away at least 14 core researchers from OpenAI"
)
RAE = "Jack Rae, a principal researcher at Google DeepMind, confirmed in mid-June 2025 that he was"
PAGE = """---
title: A laboratory opens
publisher: The Daily Test
published: 2031-05-02
url: https://news.example/lab
---

Zora Quint founded the Halvorsen Laboratory in Bergen in 2029. The laboratory employs 212 people.

In March 2031 Ines Tolland left the Halvorsen Laboratory for Norrsken Systems, the paper's own
reporters "learnt" from three people. Norrsken did not deny the move.
"""


class NothingNear:
    """A judge that finds nothing, and so needs no model."""

    def __init__(self, linker: EntityLinker) -> None:
        self._linker = linker

    def read(self, text: str, packs: object = ()) -> Reading:
        return Reading(analyse(text, self._linker), (), ())


class Desk:
    """Answers as the assistant does, without its models: enough where a text is pasted."""

    def __init__(self, folder: Path) -> None:
        self.knowledge: Knowledge | None = load_knowledge(folder)
        linker = EntityLinker(self.knowledge.entities)
        judge = cast(Judge, NothingNear(linker))
        nothing = cast(Any, None)
        teller = Teller(self.knowledge, linker)
        attributor = Attributor(self.knowledge, lambda *_: None)
        cascade = Cascade(judge, nothing, nothing, teller, nothing, nothing, nothing, nothing)
        self._pipeline = Pipeline(
            judge, linker, nothing, cascade, attributor, Courtesy(self.knowledge)
        )

    def ask(self, question: str, history: Sequence[Turn] = (), packs: Sequence[str] = ()) -> Answer:
        *_, last = self._pipeline.stream(question, history, packs)
        assert isinstance(last, Answer)
        return last

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(ROOT / "knowledge")


def folder_of(tmp_path: Path, **pages: str) -> Desk:
    for name, text in pages.items():
        (tmp_path / f"{name.replace('_', '-')}.md").write_text(text, encoding="utf-8")
    return Desk(tmp_path)


def quoted(answer: Answer, knowledge: Knowledge | None) -> str:
    """What the answer's only citation points at."""
    (citation,) = answer.citations
    assert citation.marker in answer.text
    assert knowledge is not None
    text = knowledge.passages[citation.passage_id].text
    assert text[citation.start : citation.end] == citation.quote
    return citation.quote


@pytest.mark.parametrize(
    "question",
    [
        f"Where does this come from: “{HIRED}”?",
        f"Which article says: {HIRED}",
        f"Who published this? {HIRED}.",
        f"source of this quote: '{HIRED.lower()}…'",
        f"{HIRED.upper()}\n\nWhere is this from?",
        f"{HIRED} – which article is this from?",
        f"Hi! Please give me title, publisher, date and URL for this excerpt:\n\n«{HIRED}» Thanks!",
        "Which article is this from?\nBy an incomplete count, Meta\nhas recently hired away at\n"
        "least 14 core researchers from Open…",
        "“…Meta has recently hired away … 14 core researchers from OpenAI…” Who wrote this?",
        f"My editor sent me this passage and wonders which outlet ran it: “{HIRED}.”",
    ],
)
def test_an_excerpt_is_found_however_it_is_pasted_and_asked(desk: Desk, question: str) -> None:
    answer = desk.ask(question)
    assert not answer.abstained
    assert answer.route == "attribution"
    assert "- Title: Die Chinesen tragen die Hälfte des Welt-AI-Bereichs." in answer.text
    assert "- Publisher: IT Times (via 36Kr)" in answer.text
    assert "- Date: July 2025" in answer.text
    assert "14 core researchers" in quoted(answer, desk.knowledge)


def test_what_is_not_known_of_a_page_is_said_to_be_not_known(desk: Desk) -> None:
    assert "- Address: not known" in desk.ask(f"Where is this from: “{HIRED}”").text
    untitled = desk.ask(
        "Who published this? “In August 2025 Meta froze hiring and internal transfers in its AI”"
    )
    assert "- Title: not known" in untitled.text
    assert "- Publisher: Futurism" in untitled.text
    assert "- Address: https://futurism.com/meta-freezes-ai-hiring-fear" in untitled.text
    assert "not seen" not in untitled.text


def test_the_first_reporter_is_told_apart_from_the_page_that_carries_it(desk: Desk) -> None:
    answer = desk.ask(f"Who first reported this? “{RAE}”")
    assert answer.text.startswith("First reported by Bloomberg; I have it not from there")
    assert "- Publisher: Daily8 (Straits Times text)" in answer.text
    assert "- Date: not known" in answer.text


def test_a_page_that_is_the_first_reporter_names_nobody_else(desk: Desk) -> None:
    answer = desk.ask(
        "Where does this come from: “Real Madrid paid Manchester United £80 million for "
        "Cristiano Ronaldo in 2009”"
    )
    assert "First reported" not in answer.text
    assert "- Publisher: SoccerNews" in answer.text
    assert "- Date: 1 July 2009" in answer.text


def test_the_assistants_own_words_for_a_fact_lead_to_its_page(desk: Desk) -> None:
    assert desk.knowledge is not None
    fact = desk.knowledge.facts["scale-ai-profile"]
    answer = desk.ask(f"Where does this come from?\n\n{fact.statement}")
    assert answer.text.startswith("That is how I put what is reported on this page")
    assert "- Publisher: IT Times (via 36Kr)" in answer.text


def test_a_title_leads_to_its_page(desk: Desk) -> None:
    answer = desk.ask("Where was this published: “Apple Loses Top AI Models Executive to Meta's…”")
    assert answer.text.startswith("That is the title of this page")
    assert "- Date: 8 July 2025" in answer.text


@pytest.mark.parametrize(
    "case",
    [json.loads(line) for line in (CASES / "attribution-foreign.jsonl").read_text().splitlines()],
    ids=lambda case: case["id"],
)
def test_what_is_in_no_source_is_not_ascribed_to_one(desk: Desk, case: dict[str, str]) -> None:
    answer = desk.ask(f"Where does this come from: “{case['text']}”")
    assert answer.abstained
    assert answer.route == "abstain"
    assert "My sources don't have this excerpt" in answer.text
    assert "- Title:" not in answer.text


@pytest.mark.parametrize(
    ("yours", "source", "excerpt"),
    [
        ("24", "14", HIRED.replace("14", "24")),
        ("Apple", "OpenAI", HIRED.replace("OpenAI", "Apple") + ". Of the at least 14 core"),
        ("OpenAI", "Google DeepMind", RAE.replace("Google DeepMind", "OpenAI")),
        ("did not complete", "completed", "Meta did not complete the purchase of the small"
         " voice-AI start-up PlayAI in July 2025"),
        ("£", "$", "Meta spent £14.3 billion on a 49% stake in Scale AI, the company"),
    ],
)  # fmt: skip
def test_a_near_copy_is_told_to_differ_and_how(
    desk: Desk, yours: str, source: str, excerpt: str
) -> None:
    answer = desk.ask(f"Which article is this from? “{excerpt}”")
    assert answer.abstained
    assert "not the same" in answer.text
    assert f"where yours has “{yours}”, it has “{source}”" in answer.text
    quoted(answer, desk.knowledge)


def test_a_word_cut_so_that_it_means_the_opposite_is_not_the_same(desk: Desk) -> None:
    cut = "able to stay passive after Meta had hired people away from OpenAI"
    assert desk.ask(f"Where is this from: “…{cut}…”").abstained
    assert not desk.ask(f"Where is this from: “…un{cut}…”").abstained


def test_a_denial_that_was_cut_off_is_shown(desk: Desk) -> None:
    answer = desk.ask("Where is this from: “reports of $300 million packages as untrue in early”")
    assert "In full it reads: “Meta spokesman Andy Stone rejected the reports of" in answer.text


def test_half_an_excerpt_is_not_the_whole(desk: Desk) -> None:
    answer = desk.ask(
        f"Who published this? “{HIRED}. The company also bought a castle in Scotland, where the "
        "new arrivals are to spend their first winter among sheep, whisky and very old servers.”"
    )
    assert answer.abstained
    assert "just these words of it" in answer.text
    assert quoted(answer, desk.knowledge) == HIRED


def test_a_few_words_are_too_short_to_tell(desk: Desk) -> None:
    answer = desk.ask("Where does this come from: “the next BlackBerry”?")
    assert answer.abstained
    assert "too short to tell" in answer.text
    unknown = desk.ask("Where does this come from: “a green violin”?")
    assert "My sources don't have these words" in unknown.text


def test_only_the_packs_that_are_kept_to_are_searched(desk: Desk) -> None:
    question = f"Where does this come from: “{RAE}”"
    assert desk.ask(question, packs=["article"]).abstained
    assert not desk.ask(question, packs=["public"]).abstained


def test_the_page_says_how_the_answer_came_about(desk: Desk) -> None:
    answer = desk.ask(f"Where does this come from: “{HIRED}”?")
    assert route_text(answer, "none").startswith("Found in the sources")


@pytest.mark.parametrize(
    "question",
    [
        "Where does Pang come from?",
        "Which article says most about pay?",
        "Where does this come from?",
        "Who published the article, and when?",
        "Who published this? Tell me who leads Meta's superintelligence lab.",
        "What is this? And where is Ruoming Pang from?",
        "Who said: “50% of all AI researchers in the world are Chinese”?",
        "What does the article say about the “reverse acqui-hire”?",
        "Where do most of the recruits come from: China or the US?",
        "Where does the figure of $100 million signing bonuses from Meta come from?",
        "Pang's package is said to be $200 million. Where does that number come from?",
        "The football player in the story: where from, where to?",
        "Source of Yao Xin's money?",
        "Meta hired Pang from Apple. How much did it pay?",
        "",
    ],
)
def test_an_ordinary_question_is_not_taken_for_a_pasted_excerpt(question: str) -> None:
    assert pasted(question) is None


def test_no_question_that_the_knowledge_or_the_evals_ask_is_taken_for_one(desk: Desk) -> None:
    assert desk.knowledge is not None
    facts = desk.knowledge.facts.values()
    questions = [q for f in facts for q in (*f.questions, *f.near_misses)]
    questions += [case.question for case in load_cases()]
    attributor = Attributor(desk.knowledge, lambda *_: None)
    found = ((q, p) for q in questions if (p := pasted(q)))
    assert [q for q, p in found if attributor.answer(p)] == []
    assert len(questions) > 10_000


def test_a_claim_without_quotation_marks_is_an_excerpt_only_if_it_is_one(desk: Desk) -> None:
    answer = desk.ask(f"Which article says that {HIRED[0].lower()}{HIRED[1:]}?")
    assert answer.route == "attribution"
    assert desk.knowledge is not None
    attributor = Attributor(desk.knowledge, lambda *_: None)
    asked = pasted("Which article says that Meta's new recruits were all born abroad?")
    assert asked is not None
    assert attributor.answer(asked) is None


def test_a_folder_of_ones_own_articles(tmp_path: Path) -> None:
    desk = folder_of(tmp_path, lab=PAGE)
    answer = desk.ask(
        "In March 2031 Ines Tolland left the Halvorsen Laboratory for Norrsken Systems, the "
        "paper’s own reporters “learnt” from three people.\n\nWho published this?"
    )
    assert "- Title: A laboratory opens" in answer.text
    assert "- Publisher: The Daily Test" in answer.text
    assert "- Date: 2 May 2031" in answer.text
    assert "- Address: https://news.example/lab" in answer.text
    assert quoted(answer, desk.knowledge).startswith("In March 2031 Ines Tolland")
    denied = desk.ask("Where is this from: “Norrsken did deny the move.”?")
    assert denied.abstained


def test_an_excerpt_may_run_over_several_paragraphs(tmp_path: Path) -> None:
    long = PAGE.replace("employs 212 people.", "employs 212 people. " + "It grows and grows. " * 20)
    desk = folder_of(tmp_path, lab=long)
    answer = desk.ask(
        "Where does this come from?\n\nIt grows and grows.\n\nIn March 2031 Ines Tolland left the "
        "Halvorsen Laboratory for Norrsken Systems"
    )
    assert "- Title: A laboratory opens" in answer.text
    assert quoted(answer, desk.knowledge).endswith("Norrsken Systems")


def test_a_title_that_was_made_from_the_files_name_is_not_shown(tmp_path: Path) -> None:
    text = "Zora Quint founded the laboratory. " + "Nobody knows what it is for. " * 10
    desk = folder_of(tmp_path, news_example_lab_opens=text)
    answer = desk.ask("Where does this come from: “Zora Quint founded the laboratory.”")
    assert "- Title: not known" in answer.text
    assert "- Publisher: not known" in answer.text
    assert "lab opens" not in answer.text


def test_of_pages_with_one_agencys_text_the_agencys_own_is_named(tmp_path: Path) -> None:
    def page(publisher: str, published: str) -> str:
        changed = PAGE.replace("The Daily Test", publisher).replace("2031-05-02", published)
        return changed.replace("A laboratory opens", f"As {publisher} has it")

    desk = folder_of(
        tmp_path,
        a_copy=page("Copy Post (Example Wire text)", "2031-05-01"),
        b_own=page("Example Wire", "2031-05-03"),
        c_other=page("Third Site", "2031-05-04"),
    )
    answer = desk.ask(
        "Who published this? “Ines Tolland left the Halvorsen Laboratory for Norrsken Systems, the"
        " paper's own reporters”"
    )
    assert "- Title: As Example Wire has it" in answer.text
    assert "- Date: 3 May 2031" in answer.text
    assert "Third Site and Copy Post (Example Wire text)" in answer.text
    (citation,) = answer.citations
    assert citation.publisher == "Example Wire"


def test_a_copy_alone_tells_whose_text_it_carries(tmp_path: Path) -> None:
    copy = PAGE.replace("The Daily Test", "Copy Post (Example Wire text)")
    answer = folder_of(tmp_path, copy=copy).ask(
        "Who published this? “Zora Quint founded the Halvorsen Laboratory in Bergen in 2029.”"
    )
    assert answer.text.startswith("First reported by Example Wire; I have it not from there")
    assert "- Publisher: Copy Post (Example Wire text)" in answer.text


def test_words_that_stand_on_several_pages_by_chance_tell_no_source(tmp_path: Path) -> None:
    other = PAGE.replace("The Daily Test", "Third Site").replace("Zora Quint", "Piotr Vana")
    answer = folder_of(tmp_path, lab=PAGE, other=other).ask(
        "Where does this come from: “founded the Halvorsen Laboratory in Bergen in”"
    )
    assert answer.abstained
    assert "too short to tell" in answer.text
    assert "The Daily Test, 2 May 2031; Third Site, 2 May 2031" in answer.text


def test_a_pack_of_pages_and_facts_without_articles(tmp_path: Path) -> None:
    said = "Ada Example joined Acme on 1 July 2025 as its head of research."
    page = {
        "slug": "example-news", "publisher": "Example News", "title": None,
        "published": "2025-07-01", "url": "https://example.org/a", "seen": "2025-07-02",
        "passages": [{"anchor": "ada", "text": f"{said} First reported by Example Wire."}],
    }  # fmt: skip
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports" / "mine.jsonl").write_text(json.dumps(page), encoding="utf-8")
    answer = Desk(tmp_path).ask(f"Which page says: “{said}”")
    assert answer.text.startswith("First reported by Example Wire; I have it not from there")
    assert "- Title: not known" in answer.text
    assert "- Address: https://example.org/a" in answer.text


def test_chinese_text_is_found_from_anywhere_within(tmp_path: Path) -> None:
    page = PAGE.replace("Zora Quint founded", "佐拉在卑尔根创办了哈尔沃森实验室,员工二百人。 Zora")
    desk = folder_of(tmp_path, lab=page)
    assert not desk.ask("Where is this from: “卑尔根创办了哈尔沃森实验室”").abstained
    assert desk.ask("Where is this from: “卑尔根创办了汤普森实验室,员工”").abstained


def test_what_looks_like_a_marker_in_a_text_is_none_in_the_answer(tmp_path: Path) -> None:
    page = PAGE.replace("A laboratory opens", "A laboratory [7] opens")
    answer = folder_of(tmp_path, lab=page).ask(
        "Where is this from: “Zora Quint founded the Halvorsen Laboratory in Bergen in 2029.”"
    )
    assert "[7]" not in answer.text


def test_the_eval_finds_all_of_our_excerpts_and_ascribes_none_that_is_foreign(desk: Desk) -> None:
    assert desk.knowledge is not None
    cases = [*excerpts.ours(desk.knowledge), *excerpts.foreign()]
    assert (len(cases), len({case.question for case in cases})) == (250, 250)
    shown: list[str] = []
    counts = attribution.measure(desk, cases, shown.append)
    assert shown == []
    assert counts["all four"] == 200
    assert counts["declined"] == 50
    assert counts["origin"] == counts["of origin"] > 50


class Inventor(Desk):
    """Ascribes everything to a page that there is not."""

    def ask(self, question: str, history: Sequence[Turn] = (), packs: Sequence[str] = ()) -> Answer:
        told = "It comes from this page:\n- Title: Big News\n- Address: https://made.example/up"
        return Answer(told, route="attribution")


class Refuser(Desk):
    """Ascribes nothing."""

    def ask(self, question: str, history: Sequence[Turn] = (), packs: Sequence[str] = ()) -> Answer:
        return Answer("My sources don't have this excerpt.", abstained=True, route="abstain")


@pytest.mark.parametrize(
    ("kind", "code", "row"),
    [
        (Desk, 0, "invented sources │ 0"),
        (Inventor, 1, "invented sources │ 250"),
        (Refuser, 1, "all four right │ 0/200"),
    ],
)
def test_the_eval_fails_what_invents_or_finds_too_little(
    kind: type[Desk], code: int, row: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert attribution.main(lambda *_: kind(ROOT / "knowledge")) == code
    printed = " ".join(capsys.readouterr().out.split())
    assert row in printed


@pytest.fixture(scope="module")
def bot(indexed: Path) -> Iterator[Assistant]:
    with Assistant(Settings(model="none", data_dir=indexed)) as assistant:
        yield assistant


@pytest.mark.integration
@pytest.mark.filterwarnings("default")
def test_other_words_for_what_a_source_says_are_not_taken_for_its_own(bot: Assistant) -> None:
    answer = bot.ask(
        "Where does this come from: “The boss of Apple's services, Eddy Cue, cautioned colleagues "
        "that the firm could end up as another BlackBerry or Nokia if it is too slow for AI.”"
    )
    assert answer.abstained
    assert "in other words and so not the same" in answer.text
    assert "Eddy Cue, who heads Apple Services, warned internally" in answer.text
    assert [type(e) for e in answer.evidence] == [Evidence]
    quoted(answer, bot.knowledge)


@pytest.mark.integration
@pytest.mark.filterwarnings("default")
def test_ordinary_questions_are_answered_as_before(bot: Assistant) -> None:
    assert bot.ask("Where does Pang come from?").route != "attribution"
    assert bot.ask("Where was Alexandr Wang born?").route == "facts"
    chat = bot.chat()
    assert chat.ask(f"Where does this come from: “{HIRED}”?").route == "attribution"
    assert "Alexandr Wang" in chat.ask("Who founded Scale AI?").text


@pytest.mark.integration
@pytest.mark.filterwarnings("default")
def test_an_added_article_is_named_at_once(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "lab.md").write_text(PAGE, encoding="utf-8")
    other = PAGE.replace("Halvorsen", "Ostrava").replace("A laboratory opens", "Ostrava calls")
    (tmp_path / "other.md").write_text(other.replace("/lab", "/ostrava"), encoding="utf-8")
    settings = Settings(model="none", knowledge=tmp_path / "folder", data_dir=tmp_path / "data")
    question = "Zora Quint founded the Ostrava Laboratory in Bergen in 2029.\nWhere is this from?"
    with Assistant(settings) as assistant:
        assert assistant.ask(question).abstained
        assistant.add(tmp_path / "other.md")
        answer = assistant.ask(question)
    assert "- Title: Ostrava calls" in answer.text
    assert "- Address: https://news.example/ostrava" in answer.text
