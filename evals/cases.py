"""The questions of the eval set: ``cases/<set>-<split>.jsonl``, one case a line.

The ``article`` set asks about the article, the ``public`` set about the other reporting, times,
disagreements and counts, all of the knowledge that ships; the ``folder`` set about the folder
of articles named in each case, which has neither facts nor names of its own.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, cast, get_args

from assistant.types import Turn

HERE = Path(__file__).resolve().parent
CASES = HERE / "cases"
FOLDERS = HERE / "folders"
ASKED = HERE / "asked.jsonl"
CaseSet = Literal["article", "public", "folder"]
Split = Literal["dev", "test"]
SETS: tuple[CaseSet, ...] = get_args(CaseSet)
SPLITS: tuple[Split, ...] = get_args(Split)
CATEGORIES = (
    "who",
    "number",
    "when",
    "what",
    "why",
    "list_comparison",
    "summary",
    "typos_shorthand",
    "follow_up",
    "false_premise",
    "not_in_sources",
    "time",
    "disagreement",
    "ledger",
    "correction",
    "language",
)
Groups = tuple[tuple[str, ...], ...]


class CaseError(Exception):
    """A case is not usable; the message starts with ``file:line``."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question and what a right answer holds.

    One alternative of each group of ``expect`` has to occur and none of ``reject``; with
    ``abstain``, the assistant has to say that its sources don't tell, or that they tell otherwise.
    ``paragraphs`` are the numbers of the article's paragraphs that hold the answer, ``facts`` the
    ids of the facts that do.
    """

    id: str
    category: str
    question: str
    set: CaseSet
    split: Split
    abstain: bool = False
    expect: Groups = ()
    reject: tuple[str, ...] = ()
    history: tuple[Turn, ...] = ()
    folder: str = ""
    paragraphs: tuple[int, ...] = ()
    facts: tuple[str, ...] = ()

    @property
    def knowledge(self) -> Path | None:
        """The folder the question is about; None for the knowledge that ships."""
        return FOLDERS / self.folder if self.folder else None


def load_cases(
    *,
    sets: Iterable[CaseSet] = SETS,
    splits: Iterable[Split] = SPLITS,
    folder: Path = CASES,
) -> list[Case]:
    """All cases of the sets and splits, in the order of the files.

    Raises:
        CaseError: a file is missing or holds a line that is not a case, or an id occurs twice.
    """
    chosen = list(splits)
    cases: list[Case] = []
    seen: dict[str, str] = {}
    for name in sets:
        for split in chosen:
            for place, case in _read(folder / f"{name}-{split}.jsonl", name, split):
                if case.id in seen:
                    raise CaseError(f"{place}: the id {case.id!r} is taken by {seen[case.id]}")
                seen[case.id] = place
                cases.append(case)
    return cases


def load_asked() -> list[Case]:
    """Further questions to the knowledge that ships, for fitting only: no run asks them.

    Raises:
        CaseError: the file is missing or holds a line that is not a case.
    """
    return [case for _, case in _read(ASKED, "public", "dev")]


def _read(path: Path, name: CaseSet, split: Split) -> Iterable[tuple[str, Case]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CaseError(f"{path}: cannot be read ({error.strerror})") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        place = f"{path.name}:{number}"
        try:
            data = json.loads(line)
        except json.JSONDecodeError as error:
            raise CaseError(f"{place}: not JSON ({error.msg})") from error
        if not isinstance(data, dict):
            raise CaseError(f"{place}: not an object")
        yield place, _case(data, place, name, split)


def _case(data: Mapping[str, Any], place: str, name: CaseSet, split: Split) -> Case:
    unknown = set(data) - set(Case.__slots__)
    _require(not unknown, place, f"unknown fields {sorted(unknown)}")
    for field in ("id", "category", "question"):
        value = data.get(field)
        _require(isinstance(value, str) and bool(value), place, f"{field!r} must be a text")
    _require(isinstance(data.get("abstain"), bool), place, "'abstain' must be true or false")
    _require(data["category"] in CATEGORIES, place, f"unknown category {data['category']!r}")
    groups = data.get("expect", [])
    _require(
        isinstance(groups, list) and all(_is_texts(g) and g for g in groups),
        place,
        "'expect' must be a list of non-empty lists of texts",
    )
    # A correction is an abstention that names what is so.
    fits = bool(groups) != data["abstain"] or data["category"] == "correction"
    _require(fits, place, "'expect' goes with 'abstain': false only")
    _require(_is_texts(data.get("facts", [])), place, "'facts' must be a list of texts")
    _require(_is_texts(data.get("reject", [])), place, "'reject' must be a list of texts")
    return Case(
        id=data["id"],
        category=data["category"],
        question=data["question"],
        set=name,
        split=split,
        abstain=data["abstain"],
        expect=tuple(tuple(group) for group in groups),
        reject=tuple(data.get("reject", [])),
        history=_history(data.get("history", []), place),
        folder=_folder(data.get("folder", ""), place, name),
        paragraphs=_paragraphs(data.get("paragraphs", []), place),
        facts=tuple(data.get("facts", [])),
    )


def _history(value: object, place: str) -> tuple[Turn, ...]:
    right = isinstance(value, list) and all(
        _is_texts(turn) and len(turn) == 2 and turn[0] in ("user", "assistant") for turn in value
    )
    _require(right, place, "'history' must be a list of turns: 'user' or 'assistant', and a text")
    return tuple((role, text) for role, text in cast(list[list[str]], value))


def _folder(value: object, place: str, name: CaseSet) -> str:
    known = isinstance(value, str) and (not value or (FOLDERS / value).is_dir())
    _require(known, place, f"no folder {value!r} in {FOLDERS}")
    _require(bool(value) == (name == "folder"), place, "'folder' goes with the folder set only")
    return cast(str, value)


def _paragraphs(value: object, place: str) -> tuple[int, ...]:
    right = isinstance(value, list) and all(isinstance(n, int) for n in value)
    _require(right, place, "'paragraphs' must be a list of numbers")
    return tuple(cast(list[int], value))


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(v, str) and v for v in value)


def _require(right: bool, place: str, problem: str) -> None:
    if not right:
        raise CaseError(f"{place}: {problem}")
