"""A run's measures in words and figures, as the page and the Markdown both show them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evals.measures import Latency, Measures, Share
from evals.report import Record

NONE = "–"
VERDICTS = ("right", "wrong", "wrongly_abstained", "wrongly_answered", "broken_citation")


@dataclass(frozen=True, slots=True)
class Row:
    """A figure with its name, and what it says."""

    name: str
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Rows that belong together."""

    name: str
    rows: tuple[Row, ...]


def plain(name: str) -> str:
    """A category's or verdict's name as it is read: "wrongly abstained"."""
    return name.replace("_", " ")


def percent(value: float | None) -> str:
    """Such as "83.9%"."""
    return NONE if value is None else f"{100 * value:.1f}%"


def decimal(value: float | None) -> str:
    """Such as "0.952"."""
    return NONE if value is None else f"{value:.3f}"


def seconds(value: float) -> str:
    """Such as "0.15 s"."""
    return f"{value:.2f} s"


def interval(share: Share) -> str:
    """Such as "79–88%", or "–" where nothing varies."""
    if share.low is None or share.high is None:
        return NONE
    return f"{100 * share.low:.0f}–{100 * share.high:.0f}%"


def headline(measures: Measures) -> list[Row]:
    """The few figures to look at first."""
    whole, abstained, quality = measures.accuracy, measures.abstention, measures.citations
    every = Latency("all", tuple(s for route in measures.latency for s in route.seconds))
    answered = f"{percent(measures.risk[-1].risk)} of them not right" if measures.risk else ""
    time = seconds(every.p50) if every.seconds else NONE
    return [
        Row("Right", percent(whole.value), f"{whole.right} of {whole.total}{_likely(whole)}"),
        Row("Answered", percent(_coverage(measures)), answered),
        Row(
            "Abstained when due",
            percent(abstained.recall),
            f"{abstained.due} were due, {abstained.given} made",
        ),
        Row("Citation recall", percent(quality.recall), f"precision {percent(quality.precision)}"),
        Row("Median time", time, f"p95 {seconds(every.p95)}" if every.seconds else ""),
    ]


def _likely(share: Share) -> str:
    found = interval(share)
    return "" if found == NONE else f", 95% interval {found}"


def _coverage(measures: Measures) -> float | None:
    if not measures.accuracy.total:
        return None
    return measures.risk[-1].coverage if measures.risk else 0.0


def groups(measures: Measures) -> list[Group]:
    """Every measure, with what it means."""
    objections = tuple(Row(why, str(n), "") for why, n in measures.citations.objections)
    found = [
        _answers(measures),
        _citations(measures),
        Group("Sentences that the span checker objects to", objections),
        _confidence(measures),
        _retrieval(measures),
        _tokens(measures),
    ]
    return [group for group in found if group.rows]


def _tokens(measures: Measures) -> Group:
    if measures.tokens is None:
        return Group("Tokens of the chat model", ())
    read, written = measures.tokens
    return Group(
        "Tokens of the chat model",
        (
            Row("read", f"{read:.0f}", "mean of an answer, those without a call included"),
            Row("written", f"{written:.0f}", ""),
        ),
    )


def _answers(measures: Measures) -> Group:
    whole, later, abstained = measures.accuracy, measures.follow_up, measures.abstention
    return Group(
        "Answers",
        (
            Row("accuracy", percent(whole.value), f"{whole.right} of {whole.total} cases"),
            Row(
                "accuracy of follow-ups",
                percent(later.value),
                f"{later.right} of {later.total} questions that have a history",
            ),
            Row(
                "abstention precision",
                percent(abstained.precision),
                f"of {abstained.given} abstentions, those that were due",
            ),
            Row(
                "abstention recall",
                percent(abstained.recall),
                f"of {abstained.due} cases that the sources do not answer, those abstained from",
            ),
        ),
    )


def _citations(measures: Measures) -> Group:
    quality = measures.citations
    return Group(
        "Citations",
        (
            Row(
                "citation recall",
                percent(quality.recall),
                "sentences that their quotes together support, by the strict span checker",
            ),
            Row(
                "citation precision",
                percent(quality.precision),
                "citations that suffice alone or are needed, by the same",
            ),
            Row(
                "grounded claims",
                percent(measures.grounded),
                "claims that the assistant marked as supported when it answered",
            ),
        ),
    )


def _confidence(measures: Measures) -> Group:
    return Group(
        "Confidence",
        (
            Row(
                "AUC, answerable or not",
                decimal(measures.answerable_auc),
                "how well confidence tells cases that the sources answer; 1 is best, 0.5 is chance",
            ),
            Row(
                "AURC",
                decimal(measures.aurc),
                "mean share of answers not right, from the most confident down; 0 is best",
            ),
            Row(
                "ECE",
                decimal(measures.ece),
                "how far confidence is from what came true, over ten bins; 0 is best",
            ),
        ),
    )


def _retrieval(measures: Measures) -> Group:
    found = measures.retrieval
    rows = tuple(Row(name, decimal(value), _rank_note(name)) for name, value in found.values)
    return Group(f"Retrieval, over {found.cases} cases that name what holds their answer", rows)


def _rank_note(name: str) -> str:
    kind, _, k = name.partition("@")
    first = "comes first" if k == "1" else f"is among the first {k}"
    return {
        "Success": f"cases in which something of what they name {first}",
        "R": f"the share of what a case names that {first}",
        "nDCG": f"what a case names among the first {k}, worth more the earlier it comes",
        "RR": "mean reciprocal rank of the first of what a case names (MRR)",
    }[kind]


def verdict_counts(records: Iterable[Record]) -> Counter[str]:
    """How many records have each verdict."""
    return Counter(str(r["verdict"]) for r in records)


def failures(records: Iterable[Record]) -> list[Record]:
    """The records that are not right."""
    return [r for r in records if r["verdict"] != "right"]


def scope(records: Sequence[Record]) -> str:
    """What was asked, such as "224 cases: article test"."""
    parts = dict.fromkeys(f"{r['set']} {r['split']}" for r in records)
    cases = f"{len(records)} {'case' if len(records) == 1 else 'cases'}"
    return f"{cases}: {', '.join(parts)}" if parts else cases


def expected(record: Record) -> str:
    """What a right answer holds: "A" or "B", and "C"; not "D"."""
    groups = [" or ".join(f"“{part}”" for part in group) for group in record["expect"]]
    wanted = ", and ".join(groups)
    if record["abstain"]:
        wanted = f"an abstention that holds {wanted}" if wanted else "an abstention"
    if record.get("reject"):
        wanted += "; not " + " nor ".join(f"“{part}”" for part in record["reject"])
    return wanted
