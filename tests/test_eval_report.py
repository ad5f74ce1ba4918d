"""The measures of a run are as computed by hand, and its page and Markdown tell all of it."""

from __future__ import annotations

import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from assistant.core.entities import EntityLinker
from assistant.types import Answer, Entity
from evals.alce import citation_quality, statements
from evals.cases import Case
from evals.confidence import answerable_auc, reliability, risk_coverage
from evals.markdown import markdown
from evals.measures import (
    abstention,
    accuracy,
    by_category,
    grounded,
    latency,
    measure,
    retrieval,
    tokens,
)
from evals.page import page, write_page
from evals.plots import all_plots
from evals.report import Record
from evals.run import record_of
from evals.summary import expected

LINKER = EntityLinker([Entity("Meta", "organisation"), Entity("Apple", "organisation")])
PLOTS = ("Right answers by category", "Risk and coverage", "Reliability of the confidence")
HOSTILE = '<script>alert("1")</script> & <img src=x onerror=alert(2)> `code` @everyone'


def record(name: str = "c-1", **values: Any) -> Record:
    """A right answer of the route "facts", unless told otherwise."""
    known: Record = {
        "id": name, "category": "who", "question": f"Who is {name}?", "set": "article",
        "split": "dev", "abstain": False, "expect": [["Pang"]], "reject": [], "history": [],
        "folder": "", "paragraphs": [], "facts": [], "answer": "It was Pang. [1]",
        "verdict": "right", "reason": "", "faults": [], "route": "facts", "confidence": 0.9,
        "abstained": False, "citations": [citation("[1]", "It was Pang.")], "evidence": [],
        "claims": [], "timings": {}, "notices": [], "seconds": 0.1,
        "made_by": {"model": "none", "program": "0123456789abcdef"},
    }  # fmt: skip
    return {**known, **values}


def abstained(name: str = "a-1", **values: Any) -> Record:
    silent = {"answer": "My sources don't say.", "citations": [], "abstained": True}
    return record(
        name, route="abstain", **{"verdict": "right", "abstain": True, **silent, **values}
    )


def wrong(name: str = "w-1", **values: Any) -> Record:
    return record(name, **{"verdict": "wrong", "reason": "not retrieved", **values})


def citation(marker: str, quote: str) -> dict[str, Any]:
    return {
        "marker": marker, "title": "Titel", "publisher": "Publisher", "url": "https://a.example/b",
        "date": "2025-07", "passage_id": "a#p3", "quote": quote, "start": 0, "end": len(quote),
    }  # fmt: skip


def evidence(*names: str) -> list[dict[str, Any]]:
    """Facts by id, and passages without a fact by an id with "#"."""
    return [
        {
            "passage_id": name if "#" in name else "a#p9",
            "text": f"What {name} says.",
            "similarity": 0.5,
            "fact_id": None if "#" in name else name,
        }
        for name in names
    ]


# The measures


def test_accuracy_has_an_interval_where_answers_differ() -> None:
    share = accuracy("who", [record(str(n)) for n in range(9)] + [wrong()])
    assert (share.right, share.total, share.value) == (9, 10, 0.9)
    assert share.low is not None
    assert share.high is not None
    assert share.low < 0.9 < share.high <= 1.0
    assert accuracy("who", [record(), record()]).low is None
    assert accuracy("who", []).value is None


def test_categories_come_in_the_order_of_the_eval_set() -> None:
    mixed = [record(category="ledger"), record(category="who"), wrong(category="ledger")]
    assert [(s.name, s.right, s.total) for s in by_category(mixed)] == [
        ("who", 1, 1),
        ("ledger", 1, 2),
    ]


def test_abstention_is_measured_both_ways() -> None:
    records = [
        abstained("1"),
        abstained("2"),
        abstained("3", abstain=False, verdict="wrongly_abstained"),
        record("4", abstain=True, verdict="wrongly_answered"),
        record("5"),
    ]
    measured = abstention(records)
    assert measured.precision == pytest.approx(2 / 3)
    assert measured.recall == pytest.approx(2 / 3)
    assert abstention([record()]).precision is None
    assert abstention([record()]).recall is None


def test_risk_grows_as_less_confident_answers_count() -> None:
    records = [
        wrong("1", confidence=0.7),
        record("2", confidence=0.9),
        record("3", confidence=0.8),
        abstained("4", confidence=0.99),
    ]
    points = risk_coverage(records)
    assert [p.coverage for p in points] == [0.25, 0.5, 0.75]
    assert [p.risk for p in points] == pytest.approx([0, 0, 1 / 3])
    assert measure(records, LINKER).aurc == pytest.approx(1 / 9)


def test_answers_of_the_same_confidence_share_their_risk() -> None:
    records = [record("1", confidence=0.8), wrong("2", confidence=0.8)]
    assert [p.risk for p in risk_coverage(records)] == [0.5, 0.5]
    assert risk_coverage(records) == risk_coverage(records[::-1])


def test_reliability_reads_an_abstention_as_little_confidence_in_an_answer() -> None:
    records = [
        record("1", confidence=0.95),
        wrong("2", confidence=0.91),
        abstained("3", confidence=0.96),
        abstained("4", confidence=0.94, abstain=False, verdict="wrongly_abstained"),
        record("5", confidence=1.0),
    ]
    low, high = reliability(records)
    assert (low.low, low.high, low.count, low.right) == (0.0, 0.1, 2, 0.5)
    assert low.confidence == pytest.approx(0.05)
    assert high.count == 3
    assert high.right == pytest.approx(2 / 3)
    assert high.confidence == pytest.approx(2.86 / 3)
    gaps = 2 * (0.5 - 0.05) + 3 * (2.86 / 3 - 2 / 3)
    assert measure(records, LINKER).ece == pytest.approx(gaps / 5)


def test_confidence_tells_what_can_be_answered() -> None:
    records = [
        record("1", confidence=0.9),
        record("2", confidence=0.6),
        abstained("3", confidence=0.3),  # an answer was likely, at 0.7
        abstained("4", confidence=0.9),
    ]
    assert answerable_auc(records) == pytest.approx(3 / 4)
    assert answerable_auc(records[:2]) is None


def test_retrieval_finds_the_facts_or_paragraphs_that_a_case_names() -> None:
    records = [
        record("1", facts=["f1", "f2"], evidence=evidence("f1", "x", "y", "f2")),
        record("2", paragraphs=[3], evidence=evidence("a#p1", "a#p3")),
        record("3", evidence=evidence("f1")),
    ]
    found = retrieval(records)
    values = dict(found.values)
    assert found.cases == 2
    assert values["Success@1"] == pytest.approx((1 + 0) / 2)
    assert values["R@1"] == pytest.approx((1 / 2 + 0) / 2)
    assert values["R@3"] == pytest.approx((1 / 2 + 1) / 2)
    assert values["R@5"] == pytest.approx(1)
    assert values["RR"] == pytest.approx((1 + 1 / 2) / 2)


def test_a_case_without_any_evidence_is_not_left_out_of_retrieval() -> None:
    records = [record("1", facts=["f1"], evidence=evidence("f1")), record("2", facts=["f1"])]
    assert dict(retrieval(records).values)["RR"] == pytest.approx(0.5)


def test_a_record_keeps_the_paragraphs_that_its_case_names() -> None:
    case = Case("c", "who", "Who?", "article", "dev", expect=(("Pang",),), paragraphs=(3,))
    assert record_of(case, Answer("It was Pang."), 0.1, None)["paragraphs"] == (3,)


def test_seconds_are_told_by_route() -> None:
    taken = [record(str(n), seconds=n / 10) for n in range(1, 21)]
    slow = record(route="model", seconds=4.0)
    told = [(r.route, r.p50, r.p95) for r in latency([*taken, slow])]
    assert told == [("facts", 1.0, 1.9), ("model", 4.0, 4.0)]


def test_claims_and_follow_ups_are_counted() -> None:
    claims = [{"text": "A.", "verdict": v, "reason": ""} for v in ("supported", "unsupported")]
    records = [record("1", claims=claims), wrong("2", history=[["user", "Hi"]])]
    assert grounded(records) == 0.5
    assert grounded([record()]) is None
    assert measure(records, LINKER).follow_up.value == 0.0


# Citations


def test_markers_belong_to_the_sentences_before_them() -> None:
    text = (
        "Meta hired Pang. He came from Apple. [1][2] Later: he left. [3] "
        "(As far as is known here: up to 19 June 2026.)"
    )
    assert statements(text) == [
        ("Meta hired Pang.", ("[1]", "[2]")),
        ("He came from Apple.", ("[1]", "[2]")),
        ("Later: he left.", ("[3]",)),
    ]
    assert statements("Cited. [1] Not cited.") == [("Cited.", ("[1]",)), ("Not cited.", ())]


@pytest.mark.parametrize(
    ("answer", "quotes", "recall", "precision"),
    [
        # One quote carries it.
        ("Meta hired researchers. [1]", ["Meta hired researchers."], 1.0, 1.0),
        # The second is of no use.
        ("Meta hired researchers. [1][2]", ["Meta hired researchers.", "It rained."], 1.0, 0.5),
        # Neither is enough; together they are.
        (
            "Meta hired researchers and bought chips. [1][2]",
            ["Meta hired researchers.", "Meta bought chips."],
            1.0,
            1.0,
        ),
        # Each is enough.
        (
            "Meta hired researchers. [1][2]",
            ["Meta hired researchers.", "Meta hired researchers quickly."],
            1.0,
            1.0,
        ),
        ("Apple hired researchers. [1]", ["Meta hired researchers."], 0.0, 0.0),
        ("Meta hired 5 researchers. [1]", ["Meta hired 8 researchers."], 0.0, 0.0),
        ("Meta hired researchers. [1] Apple slept.", ["Meta hired researchers."], 0.5, 1.0),
        ("Meta hired researchers.", [], 0.0, 0.0),
    ],
)
def test_citations_are_measured_by_what_their_quotes_carry(
    answer: str, quotes: list[str], recall: float, precision: float
) -> None:
    cited = [citation(f"[{n}]", quote) for n, quote in enumerate(quotes, 1)]
    quality = citation_quality([record(answer=answer, citations=cited)], LINKER)
    assert quality.recall == pytest.approx(recall)
    assert quality.precision == pytest.approx(precision)


def test_objections_are_counted_by_kind_and_abstentions_left_out() -> None:
    cited = [citation("[1]", "Meta hired researchers.")]
    records = [
        record("1", answer="Apple hired researchers. [1]", citations=cited),
        record("2", answer="Meta hired 5 researchers. [1]", citations=cited),
        record("3", answer="Meta hired 6 researchers. [1]", citations=cited),
        abstained("4"),
    ]
    assert citation_quality(records, LINKER).objections == (
        ("a figure is not in the source", 2),
        ("a name is not in the source", 1),
    )
    assert citation_quality([abstained()], LINKER).recall is None


# The plots


def plotted(records: list[Record]) -> dict[str, ElementTree.Element]:
    return {n: ElementTree.fromstring(s) for n, s in all_plots(measure(records, LINKER)).items()}


def words(svg: ElementTree.Element) -> str:
    return " ".join("".join(svg.itertext()).split())


def test_plots_are_text_with_a_title_and_a_description() -> None:
    records = [record(), wrong(category="list_comparison", seconds=2.0), abstained()]
    plots = plotted(records)
    assert len(plots) == 4
    for svg in plots.values():
        by_id = {e.get("id"): e.text for e in svg.iter() if e.get("id")}
        assert svg.get("role") == "img"
        assert all(by_id[i] for i in (svg.get("aria-labelledby") or "").split())
    assert "list comparison" in words(plots["categories"])
    assert "2 of 3" in words(plots["categories"])
    assert "answers 67%, 50.0% of them not right" in words(plots["risk"])
    assert "90% sure, 50% of 2" in words(plots["reliability"])
    assert "p95 2.00 s" in words(plots["latency"])


def test_plots_take_their_colours_from_the_page() -> None:
    for svg in all_plots(measure([record(), wrong()], LINKER)).values():
        colours = re.findall(r"(?:fill|stroke): ([^;\"]+)", svg)
        assert "currentColor" in colours
        assert all(c == "none" or c.startswith(("currentColor", "var(--plot")) for c in colours)


def test_the_same_records_make_the_same_plots() -> None:
    records = [record(str(n), seconds=n / 7) for n in range(1, 9)]
    assert all_plots(measure(records, LINKER)) == all_plots(measure(records, LINKER))


# The page


class Reading(HTMLParser):
    """What a browser would load and show, and the ids of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.loaded: list[str] = []
        self.ids: list[str] = []
        self.handlers: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            if name in ("src", "href", "xlink:href", "srcset", "action", "data", "poster"):
                self.loaded.append(value or "")
            if name == "id":
                self.ids.append(value or "")
            if name.startswith("on"):
                self.handlers.append(name)

    def handle_data(self, data: str) -> None:
        self.text += data


def failing() -> list[Record]:
    return [
        record(),
        wrong(
            "w-1",
            history=[["user", "Who left Apple?"], ["assistant", "Ruoming Pang."]],
            question="And who followed him?",
            expect=[["Mark Lee", "Lee"], ["Tom Gunter"]],
            reject=["Cook"],
            answer="It was Cook. [1]",
            citations=[citation("[1]", "Cook stayed at Apple.")],
            evidence=evidence("cook-stayed", "a#p4"),
            facts=["cook-stayed"],
            faults=["[2] has no citation"],
        ),
        abstained("w-2", abstain=False, verdict="wrongly_abstained", category="why"),
    ]


def test_every_failure_can_be_read_in_full() -> None:
    read = Reading(page(failing(), "none"))
    assert read.tags.count("details") == 2
    for told in (
        "And who followed him?",
        "Who left Apple?",
        "Ruoming Pang.",
        "“Mark Lee” or “Lee”, and “Tom Gunter”; not “Cook”",
        "It was Cook. [1]",
        "wrong: not retrieved",
        "[2] has no citation",
        "Cook stayed at Apple.",
        "https://a.example/b",
        "What cook-stayed says.",
        "0.500",
        "named by the case",
        "wrongly abstained",
        "Who is w-2?",
    ):
        assert told in read.text
    assert "Who is c-1?" not in read.text


def test_the_page_has_its_figures_plots_and_digests() -> None:
    read = Reading(page(failing(), "openai:gpt"))
    told = " ".join(read.text.split())
    assert "Model openai:gpt, 3 cases: article dev" in told
    assert "33.3%" in told
    assert "0123456789abcdef" in told
    assert "citation recall" in told
    for title in (*PLOTS, "Seconds by route"):
        assert title in told
    assert read.tags.count("svg") == 4
    assert len(read.ids) == len(set(read.ids))


def test_tokens_of_the_chat_model_are_a_mean_over_all_answers() -> None:
    asked = record("1", tokens={"input": 90, "output": 10})
    silent = record("2", tokens={"input": 0, "output": 0})
    assert tokens([asked, silent]) == (45.0, 5.0)
    assert tokens([silent, record("3")]) is None
    assert "Tokens of the chat model" in page([asked, silent], "local")


def test_the_page_needs_nothing_from_outside() -> None:
    text = page(failing(), "none")
    read = Reading(text)
    assert read.loaded
    assert all(link.startswith("#") or link == "data:," for link in read.loaded)
    assert not re.search(r"@import|url\((?!#)", text)
    assert "default-src 'none'" in text
    assert not {"img", "iframe", "object", "embed", "base"} & set(read.tags)


def test_texts_of_a_record_are_never_markup() -> None:
    clean = Reading(page([wrong()], "none"))
    fields = {
        "question": HOSTILE, "answer": HOSTILE, "expect": [[HOSTILE]], "reject": [HOSTILE],
        "history": [["user", HOSTILE]], "faults": [HOSTILE], "reason": HOSTILE,
        "citations": [citation("[1]", HOSTILE)], "notices": [HOSTILE],
        "claims": [{"text": HOSTILE, "verdict": "supported", "reason": HOSTILE}],
        "category": HOSTILE, "route": HOSTILE, "set": HOSTILE,
    }  # fmt: skip
    text = page([wrong('"><b>', **fields)], HOSTILE)
    read = Reading(text)
    assert read.text.count(HOSTILE) >= len(fields)
    assert HOSTILE not in text
    assert read.handlers == []
    assert read.tags.count("script") == clean.tags.count("script") == 1
    assert "img" not in read.tags


def test_the_page_is_written_where_it_is_wanted(tmp_path: Path) -> None:
    path = tmp_path / "reports" / "run.html"
    write_page([record()], path, "none")
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_page_of_nothing_and_of_right_answers_alone() -> None:
    nothing = Reading(page([], "none"))
    assert "Nothing was asked." in nothing.text
    assert nothing.tags.count("svg") == 4
    assert "nan" not in nothing.text
    right = Reading(page([record("1"), record("2")], "none"))
    assert "Every answer is right." in right.text
    assert "100.0%" in right.text
    assert "details" not in right.tags


def test_records_of_an_older_run_can_be_shown() -> None:
    newer = {"reason", "evidence", "claims", "made_by", "paragraphs"}
    old = {name: value for name, value in wrong().items() if name not in newer}
    assert "Who is w-1?" in page([old], "none")
    assert "Who is w-1?" in markdown([old], "none")


@pytest.mark.browser
@pytest.mark.enable_socket
def test_failures_can_be_filtered_and_are_all_there_without_a_script(tmp_path: Path) -> None:
    api = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    path = tmp_path / "run.html"
    write_page(failing(), path, "none")
    with api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
        )
        shown, problems, requests = browser.new_page(), [], []
        shown.on("console", lambda message: problems.append(message.text))
        shown.on("pageerror", lambda error: problems.append(str(error)))
        shown.on("request", lambda request: requests.append(request.url))
        shown.goto(path.as_uri())
        shown.get_by_label("verdict").select_option("wrong")
        assert shown.locator("#failures details:visible").count() == 1
        assert shown.locator("#shown").text_content() == "1 of 2"
        shown.get_by_role("button", name="Clear").press("Enter")
        shown.locator("#shown", has_text="2 of 2").wait_for()
        shown.locator("summary").first.press("Enter")
        assert shown.get_by_text("Cook stayed at Apple.").is_visible()
        plain = browser.new_context(java_script_enabled=False).new_page()
        plain.goto(path.as_uri())
        assert plain.locator("#failures details:visible").count() == 2
        assert not plain.get_by_label("verdict").is_visible()
        browser.close()
    assert problems == []
    assert requests == [path.as_uri()]


# Markdown


def test_the_markdown_has_categories_measures_and_failures() -> None:
    told = markdown(failing(), "none")
    assert "| who | 1/2 | 50.0% |" in told
    assert "| **all** | **1/3** | **33.3%** |" in told
    assert "| abstention recall | – |" in told
    assert "<summary>Not right: 2</summary>" in told
    assert "question: And who followed him?" in told
    assert "user: Who left Apple?" in told
    assert "expected: “Mark Lee” or “Lee”, and “Tom Gunter”; not “Cook”" in told


def test_texts_of_a_record_are_not_markup_in_markdown_either() -> None:
    told = markdown([wrong(answer=HOSTILE, question=f"a\n\n{HOSTILE}")], HOSTILE)
    assert "<script>" not in told
    assert "<img" not in told
    assert "@everyone" not in told
    assert "`code`" not in told.splitlines()[0]
    failures = told[told.index("<details><summary>Not right") :]
    assert "\n\n" not in failures.strip()


def test_many_failures_fit_into_one_comment() -> None:
    long = "A rather long text. " * 200
    told = markdown([wrong(str(n), answer=long, question=long) for n in range(120)], "none")
    assert len(told) < 65_536
    assert "<p>And 70 more.</p>" in told


def test_markdown_of_nothing_and_of_right_answers_alone() -> None:
    assert "0 cases" in markdown([], "none")
    assert "<summary>Not right" not in markdown([record()], "none")


def test_what_was_expected_is_put_in_words() -> None:
    assert expected(abstained(expect=[])) == "an abstention"
    assert expected(abstained(expect=[["Apple"]])) == "an abstention that holds “Apple”"
