"""New cases: one in a single line, or drafts from what users of the page found wrong.

``assistant eval new "QUESTION" --expect "a|b" --expect c`` adds a complete case. Without a
question, each answer with a thumbs-down becomes a draft, for a person to fill in what is right.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant import AssistantError, Settings
from evals.cases import CASES, CATEGORIES, SETS, SPLITS, Case, CaseError, load_cases
from evals.judge import holds, says

DRAFTS = "drafts.jsonl"  # in the folder of cases, but no cases yet
_ABSTAINING = ("false_premise", "not_in_sources", "correction")
_OPENINGS = (
    (re.compile(r"(?:who|whom|whose)\b", re.I), "who"),
    (re.compile(r"how (?:many|much)\b", re.I), "number"),
    (re.compile(r"when\b", re.I), "when"),
    (re.compile(r"why\b", re.I), "why"),
)
_ROLES = ("user", "assistant")
_PREFIX = {"article": "", "public": "p", "folder": "f"}
_FILL_IN = """
In each: "expect" (a list of lists: one of the texts of each list has to be in the answer), then
"category", and "history" if it is a follow-up. If the sources do not tell, leave "expect" empty and
set "abstain" to true and "category" to not_in_sources. Then move the line to {target}
with its id: a draft that is neither here nor there is made again.
"""


def guessed_category(question: str) -> str:
    """The category that the question word names for certain, else "what"."""
    return next((name for opening, name in _OPENINGS if opening.match(question.strip())), "what")


def disliked(feedback: Path) -> list[dict[str, Any]]:
    """The exchanges whose last verdict is a thumbs-down, in the order of those verdicts.

    Raises:
        CaseError: the file cannot be read.
    """
    try:
        lines = feedback.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise CaseError(
            f"{feedback}: cannot be read ({error.strerror}); the page writes it with the first "
            "thumbs-up or -down, or name another with --feedback"
        ) from error
    last: dict[str, dict[str, Any]] = {}
    for number, line in enumerate(lines, 1):
        try:
            told = json.loads(line)
            last.pop(told["exchange"], None)
            last[told["exchange"]] = {**told, "question": str(told["question"])}
        except (ValueError, KeyError, TypeError):
            print(f"{feedback}:{number}: not a verdict, left out", file=sys.stderr)
    return [told for told in last.values() if told.get("verdict") == "down"]


def draft(told: Mapping[str, Any], folder: str) -> dict[str, Any]:
    """A case to be filled in; one who dislikes an abstention, too, knows of an answer."""
    case = {
        "id": f"chat-{told['exchange']}",
        "category": guessed_category(told["question"]),
        "question": told["question"],
        "history": told.get("history", []),
        "expect": [],
        "reject": [],
        "abstain": False,
    }
    return {**case, "folder": folder} if folder else case


def add_drafts(feedback: Path, args: argparse.Namespace, cases: Path) -> None:
    """Append a draft of each disliked exchange that is neither a draft nor a case; print them."""
    file = cases / DRAFTS
    known = {case.id for case in load_cases(folder=cases)} | _draft_ids(file)
    told = [t for t in disliked(feedback) if f"chat-{t['exchange']}" not in known]
    drafts = [draft(t, args.folder) for t in told]
    if drafts:
        _append(file, drafts)
    for made, t in zip(drafts, told, strict=True):
        answer = t.get("answer") or {}
        print(f"{made['id']} ({made['category']}): {made['question']}")
        print(f"  answered ({answer.get('route', 'no answer')}): {answer.get('text', '')}")
    print(f"{len(drafts)} new drafts in {file}")
    if drafts:
        print(_FILL_IN.format(target=f"{args.set}-{args.split}.jsonl"), end="")


def _draft_ids(file: Path) -> set[str]:
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    try:
        return {json.loads(line)["id"] for line in lines if line.strip()}
    except (ValueError, KeyError, TypeError) as error:
        raise CaseError(f"{file}: a line is no draft ({error}); mend or remove it") from error


def add_case(args: argparse.Namespace, cases: Path) -> str:
    """Append the case that the arguments hold to the file of its set; returns its id.

    Raises:
        CaseError: it is not complete, contradicts itself, or is there already.
    """
    category = args.category or guessed_category(args.question)
    abstain = category in _ABSTAINING
    if not args.expect and not abstain:
        raise CaseError(
            f"a case of category {category!r} needs --expect; if the sources do not tell, say so "
            "with --category not_in_sources"
        )
    others = load_cases(folder=cases)
    start = f"{_PREFIX[args.set]}{args.split[0]}-{category}-"
    taken = [int(c.id.removeprefix(start)) for c in others if re.fullmatch(rf"{start}\d+", c.id)]
    line = {
        "id": f"{start}{max(taken, default=0) + 1:03}",
        "category": category,
        "question": args.question.strip(),
        "history": [turn for pair in args.history for turn in zip(_ROLES, pair, strict=True)],
        "expect": [[part.strip() for part in group.split("|")] for group in args.expect],
        "reject": args.reject,
        "abstain": abstain,
    }
    line |= {"folder": args.folder} if args.folder else {}
    file = cases / f"{args.set}-{args.split}.jsonl"
    _require_sound(_parsed(line, args, file), others)
    _append(file, [line])
    return str(line["id"])


def _parsed(line: Mapping[str, Any], args: argparse.Namespace, file: Path) -> Case:
    """The case as the run would read it from the end of the file. Raises CaseError."""
    with tempfile.TemporaryDirectory() as scratch:
        tried = Path(scratch) / file.name
        tried.write_text(file.read_text(encoding="utf-8"), encoding="utf-8")
        _append(tried, [line])
        return load_cases(sets=(args.set,), splits=(args.split,), folder=tried.parent)[-1]


def _require_sound(case: Case, others: Iterable[Case]) -> None:
    for part in (*(part for group in case.expect for part in group), *case.reject):
        try:
            found = holds(part, part)
        except ValueError as error:
            raise CaseError(str(error)) from error
        if not found:
            raise CaseError(f"{part!r} cannot be found in an answer; write it with plain words")
    if case.expect and not says(". ".join(group[0] for group in case.expect), case):
        raise CaseError("no answer can be right: --reject forbids what --expect asks for")
    for other in others:
        same = other.set == case.set and _plain(other.question) == _plain(case.question)
        if same and (other.split != case.split or other.history == case.history):
            raise CaseError(f"the question is there already, as {other.id}")


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _append(file: Path, lines: Iterable[Mapping[str, Any]]) -> None:
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    held = file.read_text(encoding="utf-8") if file.exists() else ""
    with file.open("a", encoding="utf-8") as opened:
        opened.write(("" if held.endswith("\n") or not held else "\n") + text)


def _arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="assistant eval new",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("question", nargs="?", help="of a complete case")
    parser.add_argument("--set", choices=SETS, default="article")
    parser.add_argument("--split", choices=SPLITS, default="dev")
    parser.add_argument("--folder", default="", help="of the folder set: what it asks about")
    case = parser.add_argument_group("a complete case")
    case.add_argument(
        "--category",
        choices=CATEGORIES,
        metavar="NAME",
        help=f"default: by the question word; one of {', '.join(CATEGORIES)}",
    )
    several: dict[str, Any] = {"action": "append", "default": []}
    case.add_argument("--expect", metavar="A|B", help="one of them is needed; repeat", **several)
    case.add_argument("--reject", metavar="A", help="makes an answer wrong; repeat", **several)
    case.add_argument(
        "--history", nargs=2, metavar=_ROLES, help="earlier turns, oldest first; repeat", **several
    )
    drafts = parser.add_argument_group("drafts")
    drafts.add_argument("--feedback", type=Path, metavar="FILE", help="default: the page's own")
    args = parser.parse_args(argv)
    if not args.question and (args.category or args.expect or args.reject or args.history):
        parser.error("a complete case begins with its question")
    return args


def main(argv: Sequence[str] | None = None, cases: Path = CASES) -> int:
    """``assistant eval new``."""
    args = _arguments(argv)
    try:
        if args.question:
            print(f"Added {add_case(args, cases)} to {args.set}-{args.split}.jsonl")
        else:
            feedback = args.feedback or Settings().data_dir / "feedback.jsonl"
            add_drafts(feedback, args, cases)
    except (AssistantError, CaseError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0
