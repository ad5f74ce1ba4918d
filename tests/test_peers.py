"""Peers are judged fairly, a comparison can be gone on with, and its numbers are told plainly."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console

from assistant import Answer, Settings
from assistant.core.knowledge import Knowledge
from assistant.core.splitter import split
from assistant.types import Article, Citation, Paragraph, Turn
from evals.cases import CATEGORIES, Case
from evals.peers import cli
from evals.peers.abstention import declines, denies, verdict_on
from evals.peers.base import Entry, PeerError, Shared, System, digest_of, peer_errors, sources_of
from evals.peers.results import markdown, results, save, summary, table
from evals.peers.run import WARM_UP, run, sample

CITED = Citation("[1]", "A", "", "", "", "a#p1", "It was Pang.", 0, 12)


def case(number: int = 1, category: str = "who", **values: object) -> Case:
    named = {"id": f"{category}-{number}", "question": f"Who is number {number}?"}
    given = {"category": category, "set": "article", "split": "test", "expect": (("Pang",),)}
    return Case(**{**named, **given, **values})  # type: ignore[arg-type]


UNANSWERABLE = case(abstain=True, expect=())


# What counts as an abstention


@pytest.mark.parametrize(
    "text",
    [
        "I don't know.",
        "I don’t know the answer to that question.",
        "I cannot answer this question due to insufficient information.",
        "I cannot answer.",
        "I'm sorry, but I can't provide that.",
        "I am not aware of any such deal.",
        "The context does not mention Ruoming Pang's year of birth.",
        "The provided context doesn't contain information about that.",
        "His salary is not specified in the given text.",
        "The exact amount was not publicly disclosed.",
        "There is no information on this in the sources.",
        "There's no mention of it.",
        "It is not possible to determine the profit from the passages.",
        "The revenue of PPIO is unknown.",
        "I don't have access to real-time information.",
        "As an AI language model, I do not have the ability to predict the weather.",
        "The context lacks details about this.",
        "It is unclear who that was.",
    ],
)
def test_not_knowing_is_an_abstention(text: str) -> None:
    assert declines(text)
    assert verdict_on(text, UNANSWERABLE) == "right"


@pytest.mark.parametrize(
    "text",
    [
        "No, Meta bought 49% of Scale AI.",
        "Apple did not hire Yu Jiahui from Meta.",
        "Apple didn't hire him. It was the other way round.",
        "Mark Zuckerberg has never been the CEO of Scale AI.",
        "Google bought a licence, not all of Windsurf.",
        "The premise is incorrect: Pang left Apple for Meta.",
        "There were no such researchers.",
        "None of them did.",
    ],
)
def test_saying_that_it_is_not_so_is_an_abstention_where_one_is_due(text: str) -> None:
    assert denies(text)
    assert verdict_on(text, UNANSWERABLE) == "right"


@pytest.mark.parametrize(
    "text",
    [
        "Apple paid $200 million.",
        "Yu Jiahui got 100 million dollars for it.",
        "Alexandr Wang earns $1 a year as chief AI officer.",
        "Google bought all of Windsurf to use its notable technology.",
        "Nonetheless, Google bought it because it knows its value.",
        "Not only Google but Meta too paid for it.",
        "",
    ],
)
def test_an_answer_is_none(text: str) -> None:
    assert verdict_on(text, UNANSWERABLE) == "wrongly_answered"


def test_a_denial_further_down_does_not_turn_an_answer_into_an_abstention() -> None:
    text = "Apple paid $200 million. He did not stay long."
    assert verdict_on(text, UNANSWERABLE) == "wrongly_answered"


def test_a_peer_is_right_where_it_says_what_was_expected() -> None:
    assert verdict_on("It was Pang.", case()) == "right"
    assert verdict_on("It was Pang [3], as (Sun 2025) tells.", case()) == "right"
    assert verdict_on("It was Pang; his pay was not disclosed.", case()) == "right"
    assert verdict_on("It was Wang.", case()) == "wrong"
    assert verdict_on("I don't know.", case()) == "wrongly_abstained"


def test_a_denial_is_an_answer_where_one_is_expected() -> None:
    assert verdict_on("No, Wang did not.", case()) == "wrong"


def test_a_correction_has_to_name_what_is_so() -> None:
    asked = case(category="correction", abstain=True, expect=(("49",),))
    assert verdict_on("Meta did not buy all of it: it bought 49%.", asked) == "right"
    assert verdict_on("Meta did not buy all of it.", asked) == "wrong"
    assert verdict_on("It made it a part of Instagram for 49 dollars.", asked) == "wrongly_answered"


# The sample and the sources


def test_a_sample_has_as_many_of_each_category_and_grows_by_adding() -> None:
    cases = [case(n, category) for category in ("who", "when") for n in range(9)]
    few, more = sample(cases, 2, seed=3), sample(cases, 4, seed=3)
    assert [c.category for c in few] == ["who"] * 2 + ["when"] * 2
    assert set(few) < set(more)
    assert len(sample(cases, 50, seed=3)) == 18
    assert few == sample(cases, 2, seed=3) != sample(cases, 2, seed=4)


def test_peers_get_the_texts_of_all_passages() -> None:
    first = Article("a", "A title", "A paper", "", "2025-07", paragraphs=(Paragraph("One.", "p1"),))
    page = Article(
        "b", "[title not seen]", "B", paragraphs=(Paragraph("Two."), Paragraph("Three."))
    )
    passages = {p.id: p for article in (first, page) for p in split(article)}
    sources = sources_of(Knowledge((first, page), passages, {}, ()))
    assert [s.citation for s in sources] == ["A title, A paper, 2025-07", "B"]
    assert "One." in sources[0].text
    assert "Two." in sources[1].text
    assert "Three." in sources[1].text
    assert digest_of(sources) != digest_of(sources[:1])


# Runs


class Fake:
    """A system that says what it is told to, by question."""

    def __init__(self, replies: dict[str, Answer | Exception | float], *, cites: bool) -> None:
        self.cites = cites
        self.asked: list[str] = []
        self.closed = False
        self._replies = replies

    async def ask(self, question: str, history: Sequence[Turn]) -> Answer:
        if question != WARM_UP.question:
            self.asked.append(question)
        reply = self._replies.get(question, Answer("It was Pang."))
        if isinstance(reply, Exception):
            with peer_errors():
                raise reply
        if isinstance(reply, float):
            await asyncio.sleep(reply)
        assert isinstance(reply, Answer)
        return reply

    def close(self) -> None:
        self.closed = True


def entry_of(fake: System, name: str = "fake") -> Entry:
    return Entry(name, "A fake", lambda shared: fake, "as told", ("rich",))


def shared(limit: float = 60.0) -> Shared:
    return Shared(Settings(model="none"), (), limit)


def test_a_run_judges_every_case_and_keeps_its_record(tmp_path: Path) -> None:
    cases = [case(1), case(2, expect=(("Wang",),)), case(3, abstain=True, expect=())]
    fake = Fake({cases[2].question: Answer("I don't know.")}, cites=False)
    path = tmp_path / "runs" / "peers.jsonl"
    records = run(entry_of(fake), shared(), cases, path, {"limit": 60})
    assert [r["verdict"] for r in records] == ["right", "wrong", "right"]
    kept = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert kept == records
    assert kept[0].items() >= {"system": "fake", "id": "who-1", "category": "who"}.items()
    assert kept[0]["seconds"] >= 0
    assert fake.closed


def test_a_system_that_cites_is_judged_by_its_citations_too(tmp_path: Path) -> None:
    cases = [case(1), case(2)]
    fake = Fake({cases[0].question: Answer("It was Pang. [1]", (CITED,))}, cites=True)
    records = run(entry_of(fake), shared(), cases, tmp_path / "r.jsonl", {})
    assert [r["verdict"] for r in records] == ["right", "broken_citation"]


def test_errors_and_empty_answers_are_wrong_with_the_reason(tmp_path: Path) -> None:
    cases = [case(1, abstain=True, expect=()), case(2, abstain=True, expect=()), case(3)]
    replies: dict[str, Answer | Exception | float] = {
        cases[0].question: ValueError("the context\nis full"),
        cases[1].question: Answer(" "),
    }
    records = run(entry_of(Fake(replies, cites=False)), shared(), cases, tmp_path / "r", {})
    assert [r["verdict"] for r in records] == ["wrong", "wrong", "right"]
    reasons = ["ValueError: the context is full", "an empty answer", ""]
    assert [r["reason"] for r in records] == reasons


def test_an_answer_that_comes_too_late_is_wrong(tmp_path: Path) -> None:
    stoppable, not_stoppable = case(1), case(2)
    fake = Fake({stoppable.question: 600.0}, cites=False)
    records = run(entry_of(fake), shared(0.0), [stoppable, not_stoppable], tmp_path / "r", {})
    assert [(r["verdict"], r["reason"]) for r in records] == [("wrong", "no answer in 0 s")] * 2


def test_an_interrupted_run_goes_on_where_it_was(tmp_path: Path) -> None:
    cases = [case(n) for n in (1, 2, 3)]
    path = tmp_path / "peers.jsonl"
    broken = Fake({cases[1].question: Answer("It was Pang.")}, cites=False)

    def stop(record: dict[str, object]) -> None:
        if record["id"] == "who-2":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(entry_of(broken), shared(), cases, path, {"limit": 60}, stop)
    assert broken.closed
    second = Fake({}, cites=False)
    records = run(entry_of(second), shared(), cases, path, {"limit": 60})
    assert second.asked == [cases[2].question]
    assert [r["id"] for r in records] == ["who-1", "who-2", "who-3"]
    third = Fake({}, cites=False)
    assert run(entry_of(third), shared(), cases, path, {"limit": 60}) == records
    assert not third.closed  # it was not even made


def test_what_other_systems_settings_or_questions_gave_is_asked_anew(tmp_path: Path) -> None:
    path = tmp_path / "peers.jsonl"
    run(entry_of(Fake({}, cites=False)), shared(), [case(1)], path, {"limit": 60})
    for name, made_by, asked in (
        ("other", {"limit": 60}, case(1)),
        ("fake", {"limit": 90}, case(1)),
        ("fake", {"limit": 60}, case(1, question="Who else?")),
    ):
        fake = Fake({}, cites=False)
        run(entry_of(fake, name), shared(), [asked], path, made_by)
        assert fake.asked == [asked.question]


def test_a_kept_answer_is_judged_by_the_case_as_it_is_now(tmp_path: Path) -> None:
    path = tmp_path / "peers.jsonl"
    run(entry_of(Fake({}, cites=False)), shared(), [case(1)], path, {})
    fake = Fake({}, cites=False)
    records = run(entry_of(fake), shared(), [case(1, expect=(("Wang",),))], path, {})
    assert [r["verdict"] for r in records] == ["wrong"]
    assert fake.asked == []


def test_a_peers_error_says_what_it_was() -> None:
    with pytest.raises(PeerError, match="KeyError: 'x'"), peer_errors():
        raise KeyError("x")


# The numbers


def record(category: str, verdict: str, seconds: float, reason: str = "") -> dict[str, object]:
    return {"category": category, "verdict": verdict, "seconds": seconds, "reason": reason}


RECORDS = [
    record("who", "right", 1.0),
    record("who", "wrong", 2.0),
    record("follow_up", "right", 3.0),
    record("follow_up", "wrong", 300.0, "no answer in 300 s"),
]
ABOUT = {
    "date": "2026-07-04",
    "per_category": 2,
    "seed": 0,
    "cases": 4,
    "limit_seconds": 300,
    "model": "a model",
    "embedder": "an embedder",
    "machine": "2 cores",
}


def test_a_system_is_summed_up_by_category_and_in_all() -> None:
    assert summary(RECORDS) == {
        "right": 2,
        "asked": 4,
        "categories": {"who": [1, 2], "follow_up": [1, 2]},
        "verdicts": {"right": 2, "wrong": 2},
        "reasons": {"no answer in 300 s": 1},
        "seconds_p50": 2.0,
        "seconds_p95": 300.0,
    }


def test_the_numbers_are_shown_and_kept(tmp_path: Path) -> None:
    fakes = [entry_of(Fake({}, cites=False), name) for name in ("one", "two")]
    found = results({"one": RECORDS, "two": RECORDS[:1]}, fakes, ABOUT)
    told = markdown(found)
    assert "| who | 1/2 | 1/1 |" in told
    assert "| follow up | 1/2 |  |" in told
    assert "| all | 2/4 50% | 1/1 100% |" in told
    assert "| 95% interval | 15–85% | 21–100% |" in told
    assert "| seconds, p50 | 2.00 | 1.00 |" in told
    assert "4 cases of the test split, 2 of each category (seed 0)" in told
    assert "- A fake: as told." in told
    console = Console(width=100, record=True)
    console.print(table(found))
    assert "2/4 50%" in console.export_text()
    save(found, tmp_path / "results.json")
    kept = json.loads((tmp_path / "results.json").read_text(encoding="utf-8"))
    assert kept["cases"] == 4
    assert list(kept["systems"]["one"]["versions"]) == ["rich"]
    assert "Pang" not in json.dumps(kept)


# The command


def test_the_command_runs_saves_and_prints(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fake = Fake({}, cites=False)
    monkeypatch.setattr(cli, "ENTRIES", [entry_of(fake)])
    kept, numbers = tmp_path / "peers.jsonl", tmp_path / "results.json"
    options = ["--records", str(kept), "--results", str(numbers), "--per-category", "1"]
    assert cli.main(options) == 0
    assert "| all | " in capsys.readouterr().out
    found = json.loads(numbers.read_text(encoding="utf-8"))
    assert found["systems"]["fake"]["asked"] == found["cases"] == len(CATEGORIES)


def test_a_part_of_the_systems_does_not_replace_the_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "ENTRIES", [entry_of(Fake({}, cites=False))])
    monkeypatch.setattr(cli, "_RESULTS", tmp_path / "results.json")
    options = ["--records", str(tmp_path / "r"), "--per-category", "1", "--category", "who"]
    assert cli.main([*options, "--system", "fake"]) == 0
    assert not (tmp_path / "results.json").exists()


def test_a_missing_package_is_named_with_the_fix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    peer = Entry("peer", "A peer", lambda shared: Fake({}, cites=False), "", ("no-such-package",))
    fake = Fake({}, cites=False)
    monkeypatch.setattr(cli, "ENTRIES", [entry_of(fake), peer])
    assert cli.main(["--records", str(tmp_path / "r")]) == 1
    told = capsys.readouterr().err
    assert "no-such-package" in told
    assert "make bench-peers" in told
    assert fake.asked == []
