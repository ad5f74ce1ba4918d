"""Ask a system the cases of a sample; a record of each is kept, so that a run can go on."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from assistant import Answer
from evals.cases import CATEGORIES, Case
from evals.judge import Verdict, judge
from evals.peers.abstention import verdict_on
from evals.peers.base import Entry, PeerError, Shared, System
from evals.report import Record, read_records

OnRecord = Callable[[Record], None]
# Asked before the clock counts, so that none pays for the loading of its models.
WARM_UP = Case("warm-up", "who", "Who is Mark Zuckerberg?", "article", "test")


@dataclass(frozen=True, slots=True)
class Reply:
    """What came of a question: an answer, or the reason why there is none."""

    answer: Answer
    seconds: float
    reason: str = ""


def sample(cases: Sequence[Case], per_category: int, seed: int) -> list[Case]:
    """So many cases of each category; with a larger number the same ones and more."""
    chosen: set[str] = set()
    for category in CATEGORIES:
        ids = [case.id for case in cases if case.category == category]
        random.Random(f"{seed}:{category}").shuffle(ids)
        chosen.update(ids[:per_category])
    return [case for case in cases if case.id in chosen]


def run(
    entry: Entry,
    shared: Shared,
    cases: Sequence[Case],
    path: Path,
    made_by: Mapping[str, object],
    on_record: OnRecord = lambda _: None,
) -> list[Record]:
    """Records of all cases, in their order; those that the file holds already are not asked again.

    ``made_by`` is what the answers depend on: a record made by anything else does not count.
    Verdicts are given anew, so that kept answers are judged as new ones are.
    """
    kept = {r["id"]: r for r in _kept(path, entry.name, made_by)}
    found: dict[str, Record] = {}
    for case in cases:
        old = kept.get(case.id)
        if old is not None and old["asked"] == _asked(case):
            found[case.id] = _judged_again(old, case)
    left = [case for case in cases if case.id not in found]
    if left:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            for record in _ask_all(entry, shared, left):
                record["made_by"] = dict(made_by)
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
                file.flush()
                found[record["id"]] = record
                on_record(record)
    return [found[case.id] for case in cases]


def _kept(path: Path, name: str, made_by: Mapping[str, object]) -> list[Record]:
    records = read_records(path) if path.exists() else []
    return [r for r in records if r["system"] == name and r["made_by"] == dict(made_by)]


def _asked(case: Case) -> list[object]:
    return [case.question, *(list(turn) for turn in case.history)]


def _ask_all(entry: Entry, shared: Shared, cases: Sequence[Case]) -> Iterator[Record]:
    with closing(entry.make(shared)) as system, asyncio.Runner() as runner:
        runner.run(ask(system, WARM_UP, shared.limit))
        for case in cases:
            reply = runner.run(ask(system, case, shared.limit))
            yield record_of(entry.name, case, reply, cites=system.cites)


async def ask(system: System, case: Case, limit: float) -> Reply:
    """One question, stopped when the time is up."""
    began = time.perf_counter()
    answer, reason = Answer(""), ""
    try:
        async with asyncio.timeout(limit):
            answer = await system.ask(case.question, case.history)
    except TimeoutError:
        reason = _late(limit)
    except PeerError as error:
        reason = str(error)
    seconds = time.perf_counter() - began
    if not reason and seconds > limit:  # one that could not be stopped
        reason = _late(limit)
    if not reason and not answer.text.strip():
        reason = "an empty answer"
    return Reply(answer, seconds, reason)


def _late(limit: float) -> str:
    return f"no answer in {limit:g} s"


def record_of(name: str, case: Case, reply: Reply, *, cites: bool) -> Record:
    """What is kept of a case and its answer, ready for JSON."""
    return {
        "system": name,
        "id": case.id,
        "category": case.category,
        "verdict": _verdict(case, reply, cites=cites),
        "reason": reply.reason,
        "seconds": round(reply.seconds, 3),
        "asked": _asked(case),
        "answer": reply.answer.text,
        "cites": cites,
    }


def _verdict(case: Case, reply: Reply, *, cites: bool) -> Verdict:
    if reply.reason:
        return "wrong"
    return judge(case, reply.answer) if cites else verdict_on(reply.answer.text, case)


def _judged_again(record: Record, case: Case) -> Record:
    if record["cites"] or record["reason"]:
        return record
    return {**record, "verdict": verdict_on(record["answer"], case)}
