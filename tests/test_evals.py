"""The eval set is sound, the judge decides as it says, and a run counts and keeps records."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.console import Console

from assistant.core.knowledge import load_knowledge
from assistant.settings import bundled
from assistant.types import Answer, Article, Citation, Evidence, Passage, Span, Turn
from evals.__main__ import main
from evals.cases import CATEGORIES, HERE, SETS, SPLITS, Case, CaseError, load_cases
from evals.cli import arguments as run_arguments
from evals.cli import chosen_cases
from evals.compare import main as compare_runs
from evals.draws import NEAR_MISSES
from evals.judge import citation_faults, holds, judge, says
from evals.report import accuracy, count, percentile, seconds, tally
from evals.run import record_of, run_cases, write_run

PASSAGE = Passage("a#p1", "Meta hired Pang. He came from Apple.", Article("a", "A"))
CITED = Citation("[1]", "A", "", "", "", PASSAGE.id, "Meta hired Pang.", 0, 16)


def case(**values: object) -> Case:
    given = {"id": "c-1", "category": "who", "question": "Who?", "set": "article", "split": "dev"}
    return Case(**{"expect": (("Pang",),), **given, **values})  # type: ignore[arg-type]


def answered(text: str = "It was Pang. [1]", *citations: Citation) -> Answer:
    evidence = (Evidence(Span(PASSAGE, 0, 16), 1.0),)
    return Answer(text, citations or (CITED,), evidence, route="facts", confidence=0.9)


ABSTAINED = Answer("My sources don't say.", abstained=True, route="abstain")


# The judge


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("Meta hired Ruoming PANG.", "pang"),
        ("it was Jean-Louis Gassee", "Gassée"),
        ("it was D’Angelo", "D'Angelo"),
        ("Shanghai Jiaotong University", "Jiao Tong"),
        ("Shanghai Jiao Tong University", "Jiaotong"),
        ("a reverse acquihire", "acqui-hire"),
        ("shares without a vote: non-voting", "nonvoting"),
        ("mathematics", "math"),
        ("Wang's", "Wang"),
        ("No, it did not.", "no"),
        ("eight people", "8"),
        ("8 people", "eight"),
        ("28-year-old", "twenty-eight"),
        ("about 49 percent", "49%"),
        ("a share of 49", "49%"),
        ("$14.3bn", "14.3 billion"),
        ("USD 14,300 million", "$14.3 billion"),
        ("14.3 billion dollars", "$14.3 billion"),
        ("30\u202f000 documents", "30,000"),
        ("on July 14,", "July 14"),
        ("at 2 a.m.", "2 am"),
        ("by four games to one", "4 games to 1"),
        ("a 4–1 win", "4-1"),
    ],
)
def test_a_text_holds_what_means_the_same(text: str, part: str) -> None:
    assert holds(text, part)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("18 people", "8"),
        ("80 people", "8"),
        ("8 million people", "8"),
        ("8.5 people", "8"),
        ("as its fact [8] says", "8"),
        ("In November", "no"),
        ("a star there", "start"),
        ("the aftermath", "math"),
        ("500 times the stake", "$500"),
        ("14.3 billion yuan", "$14.3 billion"),
        ("14 July", "July 14"),
    ],
)
def test_a_text_does_not_hold_what_only_looks_alike(text: str, part: str) -> None:
    assert not holds(text, part)


def test_every_group_is_needed_and_one_alternative_is_enough() -> None:
    asked = case(expect=(("Google", "Alphabet"), ("Cognition",)))
    assert says("Alphabet and Cognition", asked)
    assert not says("Alphabet and Google", asked)


def test_rejected_words_make_an_answer_wrong() -> None:
    asked = case(reject=("Yu Jiahui got more",))
    assert judge(asked, answered("Pang did. [1]")) == "right"
    assert judge(asked, answered("Yu Jiahui got more than Pang. [1]")) == "wrong"


def test_verdicts() -> None:
    unanswerable = case(abstain=True, expect=())
    assert judge(case(), answered()) == "right"
    assert judge(case(), answered("It was Wang. [1]")) == "wrong"
    assert judge(case(), ABSTAINED) == "wrongly_abstained"
    assert judge(unanswerable, ABSTAINED) == "right"
    assert judge(unanswerable, answered()) == "wrongly_answered"
    assert judge(case(), answered("It was Pang.")) == "broken_citation"


def test_an_abstention_may_carry_a_correction() -> None:
    text = "My sources say otherwise: Meta hired Pang. [1]"
    assert judge(case(abstain=True, expect=()), Answer(text, (CITED,), abstained=True)) == "right"


def test_citation_faults_are_named() -> None:
    assert citation_faults(answered()) == []
    assert citation_faults(answered("Pang. [1] [2]")) == ["[2] has no citation"]
    assert citation_faults(answered("Pang.")) == ["[1] is not in the text"]
    assert citation_faults(answered("Pang. [1]", CITED, CITED)) == ["[1] occurs twice"]
    assert citation_faults(Answer("Pang.")) == ["nothing is cited"]
    assert citation_faults(ABSTAINED) == []


def test_a_quote_has_to_be_in_its_passage() -> None:
    empty = Citation("[1]", "A", "", "", "", PASSAGE.id, " ", 4, 5)
    moved = Citation("[1]", "A", "", "", "", PASSAGE.id, "Meta hired Pang.", 1, 17)
    assert citation_faults(answered("Pang. [1]", empty)) == ["[1] quotes nothing"]
    assert citation_faults(answered("Pang. [1]", moved)) == ["[1] does not quote its passage"]


# The cases

ALL = load_cases()


def test_there_are_enough_cases_of_every_set_and_split() -> None:
    assert len(ALL) >= 150
    assert {(c.set, c.split) for c in ALL} == {(s, p) for s in SETS for p in SPLITS}
    assert {c.category for c in ALL} == set(CATEGORIES)


def test_ids_are_unique_over_all_files() -> None:
    assert max(Counter(c.id for c in ALL).values()) == 1


@pytest.mark.parametrize("name", SETS)
def test_no_question_is_in_both_splits(name: str) -> None:
    asked = {
        split: {
            re.sub(r"\W+", " ", c.question.casefold()).strip()
            for c in ALL
            if c.set == name and c.split == split
        }
        for split in SPLITS
    }
    assert asked["dev"] & asked["test"] == set()


def _best(asked: Case) -> str:
    return ". ".join(group[0] for group in asked.expect)


def test_no_case_is_learnt_from() -> None:
    lines = (HERE / "lessons.jsonl").read_text("utf-8").splitlines()
    lessons = [json.loads(line) for line in lines]
    assert all(len(x["questions"]) >= 4 and len(x["near_misses"]) >= 2 for x in lessons)
    further = [json.loads(x) for x in NEAR_MISSES.read_text("utf-8").splitlines()]
    assert {x["fact"] for x in further} <= set(load_knowledge(bundled("knowledge")).facts)
    learnt = {q.lower() for x in (*lessons, *further) for q in (*x["questions"], *x["near_misses"])}
    assert [case.id for case in load_cases() if case.question.lower() in learnt] == []


def test_every_case_can_be_answered_right() -> None:
    assert [c.id for c in ALL if not c.abstain and not (c.expect and says(_best(c), c))] == []


def test_every_alternative_can_be_found() -> None:
    parts = {part for c in ALL for group in (*c.expect, c.reject) for part in group}
    assert [part for part in parts if not holds(part, part)] == []


def test_only_three_categories_abstain() -> None:
    silent = {"false_premise", "not_in_sources", "correction"}
    english = [c for c in ALL if c.category != "language"]  # those in other languages do both
    assert [c.id for c in english if c.abstain != (c.category in silent)] == []


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "not JSON"),
        ("[]", "not an object"),
        ('{"id": "", "category": "who", "question": "q", "abstain": true}', "'id'"),
        ('{"id": "x", "category": "odd", "question": "q", "abstain": true}', "category 'odd'"),
        ('{"id": "x", "category": "who", "question": "q", "abstain": false}', "'expect'"),
        ('{"id": "x", "category": "who", "question": "q", "abstain": 1}', "'abstain'"),
        ('{"id": "x", "category": "who", "question": "q", "abstain": true, "y": 1}', "'y'"),
        (
            '{"id": "x", "category": "who", "question": "q", "abstain": true, "history": [["u"]]}',
            "'history'",
        ),
    ],
)
def test_a_broken_case_is_named_by_file_and_line(tmp_path: Path, line: str, problem: str) -> None:
    (tmp_path / "article-dev.jsonl").write_text("\n" + line)
    with pytest.raises(CaseError, match=r"^article-dev\.jsonl:2: ") as caught:
        load_cases(sets=("article",), splits=("dev",), folder=tmp_path)
    assert problem in str(caught.value)


def test_an_id_that_occurs_twice_is_named(tmp_path: Path) -> None:
    line = '{"id": "x", "category": "who", "question": "q", "abstain": true}\n'
    (tmp_path / "article-dev.jsonl").write_text(line * 2)
    with pytest.raises(CaseError, match=r":2: the id 'x' is taken by article-dev\.jsonl:1"):
        load_cases(sets=("article",), splits=("dev",), folder=tmp_path)


# The run


class FakeBot:
    """Answers "Pang" to everything but questions for a colour, and remembers what it was asked."""

    knowledge = None

    def __init__(self) -> None:
        self.asked: list[tuple[str, list[Turn]]] = []
        self.closed = False

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        self.asked.append((question, list(history)))
        return ABSTAINED if "colour" in question else answered()

    def close(self) -> None:
        self.closed = True


class Factory:
    def __init__(self) -> None:
        self.made: dict[tuple[str, Path | None], FakeBot] = {}

    def __call__(self, model: str, knowledge: Path | None) -> FakeBot:
        assert (model, knowledge) not in self.made
        return self.made.setdefault((model, knowledge), FakeBot())


CASES = [
    case(id="1"),
    case(id="2", set="folder", folder="business-history", history=(("user", "Hi"),)),
    case(id="3", expect=(("Wang",),), category="number"),
    case(id="4", question="What colour?", abstain=True, expect=(), category="not_in_sources"),
]


def test_a_run_has_one_assistant_for_each_folder() -> None:
    make = Factory()
    records = list(run_cases(CASES, "none", make))
    assert [r["id"] for r in records] == ["1", "3", "4", "2"]
    assert [len(bot.asked) for bot in make.made.values()] == [3, 1]
    assert make.made["none", CASES[1].knowledge].asked == [("Who?", [("user", "Hi")])]
    assert all(bot.closed for bot in make.made.values())


def test_a_run_writes_a_record_for_each_case_and_counts(tmp_path: Path) -> None:
    path = tmp_path / "runs" / "r.jsonl"
    records = write_run(CASES, "none", path, Console(quiet=True), Factory())
    kept = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [r["verdict"] for r in kept] == ["right", "wrong", "right", "right"]
    wanted = {"question", "answer", "route", "confidence", "abstained", "citations", "timings"}
    assert wanted < kept[0].keys()
    assert kept[0]["citations"][0]["quote"] == "Meta hired Pang."
    assert count(records) == (3, 4)
    assert tally(records) == "3/4  75.0% right, 1 wrong"


def test_an_interrupted_run_is_finished_without_asking_again(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    write_run(CASES[:2], "none", path, Console(quiet=True), Factory())
    make = Factory()
    records = write_run(CASES, "none", path, Console(quiet=True), make)
    assert [r["id"] for r in records] == ["1", "2", "3", "4"]
    assert sum(len(bot.asked) for bot in make.made.values()) == 2


@pytest.mark.parametrize(
    ("answer", "wanted", "why"),
    [
        (answered(), case(), ""),
        (ABSTAINED, case(), "not retrieved"),
        (answered(), case(expect=(("Wang",),)), "not retrieved"),
        (answered(), case(abstain=True, expect=()), "misread"),
        (answered(), case(reject=("Pang",)), "the case rejects it"),
    ],
)
def test_a_failure_has_its_reason(answer: Answer, wanted: Case, why: str) -> None:
    record = record_of(wanted, answer, 0.1, None)
    assert record["reason"] == why


def test_two_runs_are_compared_question_by_question(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(name: str, right: int) -> str:
        lines = [
            {"id": str(n), "category": "who", "question": f"Q{n}?", "answer": f"A{n}.",
             "verdict": "right" if n < right else "wrong"}
            for n in range(30)
        ]  # fmt: skip
        path = tmp_path / name
        path.write_text("\n".join(map(json.dumps, lines)))
        return str(path)

    good, bad = run("good.jsonl", 28), run("bad.jsonl", 15)
    assert compare_runs([bad, good, "--gate"]) == 0
    assert compare_runs([good, bad, "--gate"]) == 1
    shown = capsys.readouterr()
    assert "Q20? " not in shown.out
    assert "20 became wrong: Q20?" in shown.out
    assert "fell significantly: who" in shown.err
    assert compare_runs([good, str(tmp_path / "none.jsonl")]) == 1
    assert "none.jsonl: no such file" in capsys.readouterr().err


def test_the_tables_show_sets_splits_categories_and_routes() -> None:
    records = list(run_cases(CASES, "none", Factory()))
    console = Console(width=120, record=True, quiet=True)
    with console.capture() as shown:
        console.quiet = False
        console.print(accuracy(records, "none"), seconds(records))
    text = shown.get()
    for part in ("article dev", "folder dev", "number", "0/1   0.0%", "3/4  75.0%", "abstain"):
        assert part in text


def test_percentiles_are_values_that_occurred() -> None:
    assert percentile([3.0, 1.0, 2.0], 0.5) == 2.0
    assert percentile([float(n) for n in range(1, 101)], 0.95) == 95.0
    assert percentile([], 0.5) == 0.0


def test_arguments_choose_the_cases() -> None:
    few = ["--set", "folder", "--split", "test", "--category", "who", "--category", "why"]
    chosen = chosen_cases(run_arguments(few))
    assert {(c.set, c.split) for c in chosen} == {("folder", "test")}
    assert {c.category for c in chosen} == {"who", "why"}
    sample = ["--sample", "7", "--seed", "3"]
    assert chosen_cases(run_arguments(sample)) == chosen_cases(run_arguments(sample))
    assert len(chosen_cases(run_arguments(sample))) == 7


def test_the_command_prints_failures_and_keeps_records(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    argv = ["--model", "none", "--sample", "20", "--out", str(tmp_path), "--show-failures"]
    assert main([*argv, "--no-tracking"], Factory()) == 0
    shown = capsys.readouterr().out
    assert "Right answers, model none" in shown
    assert "expected:" in shown
    (path,) = tmp_path.glob("*-none.jsonl")
    assert len(path.read_text(encoding="utf-8").splitlines()) == 20


def test_a_folder_that_cannot_be_written_is_an_error_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    argv = ["--model", "none", "--sample", "1", "--out", str(tmp_path / "file")]
    assert main(argv, Factory()) == 1
    assert capsys.readouterr().err.count("error: ") == 1
