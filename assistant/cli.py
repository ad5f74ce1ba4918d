"""What the commands do. Each takes the settings and its arguments and returns an exit code."""

from __future__ import annotations

import importlib
import json
import re
import sys
import threading
from argparse import Namespace
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from assistant.settings import LOCAL_MODEL, Settings
from assistant.types import Answer, Citation, Event, IndexReport, Step

if TYPE_CHECKING:
    from assistant.api import Assistant

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_CLEAR_LINE = "\r\x1b[2K"


def open_assistant(settings: Settings) -> Assistant:
    """The assistant of the settings. If the index must be built first, progress is shown."""
    from assistant.api import Assistant

    return Assistant(settings, progress=_show_progress)


def ask(settings: Settings, options: Namespace) -> int:
    with open_assistant(settings) as assistant:
        answer = _last(assistant.stream(" ".join(options.question)))
        if options.json:
            print(json.dumps(answer.to_dict(), ensure_ascii=False, indent=2))
        else:
            print(answer_text(answer))
        _warn((*assistant.notices, *answer.notices))
    return 0


def chat(settings: Settings, _: Namespace) -> int:
    with open_assistant(settings) as assistant:
        print(f"{assistant.knowledge_note}. Model: {assistant.model_name}. Ctrl-D ends.\n")
        _warn(assistant.notices)
        conversation = assistant.chat()
        for question in _questions():
            try:
                answer = _last(conversation.stream(question))
            except AssistantError as error:
                _warn([str(error)])  # the conversation goes on
                continue
            print(f"{answer_text(answer)}\n", flush=True)
            _warn(answer.notices)
    return 0


def index(settings: Settings, options: Namespace) -> int:
    with open_assistant(settings) as assistant:
        print(_report_text(assistant.index(rebuild=options.rebuild, progress=_show_progress)))
    return 0


def add(settings: Settings, options: Namespace) -> int:
    with open_assistant(settings) as assistant:
        print(_report_text(assistant.add(options.source)))
        print(f"The knowledge now holds {assistant.knowledge_note}.")
    return 0


def fetch(settings: Settings, _: Namespace) -> int:
    from assistant.adapters import weights

    print(f"Embedding model, verified: {weights.locate_embedder(settings.cache_dir)}", flush=True)
    if settings.model == LOCAL_MODEL:
        model = weights.QWEN_CODER_1_5B
        path = weights.fetch(model, settings.cache_dir, offline=settings.offline)
        print(f"Chat model, verified: {path}")
    else:
        print(f"Chat model: nothing to fetch, ASSISTANT_MODEL is {settings.model}")
    return 0


def serve(settings: Settings, options: Namespace) -> int:
    from assistant import ui

    assistant = open_assistant(settings)
    _warn(assistant.notices)
    # The page is there at once; who asks before the models are loaded waits for them.
    warming = threading.Thread(target=_warm, args=(assistant,), daemon=True)
    warming.start()
    try:
        ui.serve(
            assistant,
            host=settings.host,
            port=settings.port,
            open_browser=options.open,
            feedback_file=settings.data_dir / "feedback.jsonl",
        )
    finally:
        if not warming.is_alive():  # closing would wait for it; the next start finishes its work
            assistant.close()
    return 0


def check(settings: Settings, _: Namespace) -> int:
    from assistant.build import knowledge_of
    from assistant.core.coverage import findings

    knowledge = knowledge_of(settings)
    found = findings(knowledge)
    for finding in found:
        print(f"{finding.kind}: {plain(str(finding))}")
    print(
        f"{len(knowledge.articles)} sources, {len(knowledge.facts)} facts, "
        f"{len(knowledge.entities)} names, {len(knowledge.disagreements)} disagreements: "
        + (f"{len(found)} findings" if found else "nothing amiss")
    )
    return 1 if found else 0


def doctor(settings: Settings, options: Namespace) -> int:
    from assistant.doctor import examine

    checks = list(examine(settings))
    missing = [check for check in checks if not check.ok]
    if options.json:
        found = {"ok": not missing, "checks": [asdict(check) for check in checks]}
        print(json.dumps(found, ensure_ascii=False, indent=2))
        return 1 if missing else 0
    for check in checks:
        print(f"{'ok     ' if check.ok else 'MISSING'}  {check.name}: {plain(check.state)}")
    for check in missing:
        print(f"To mend {check.name}: {plain(check.fix)}")
    return 1 if missing else 0


def answer_text(answer: Answer) -> str:
    """An answer and its sources, as the terminal shows them."""
    sources = [_source_text(citation) for citation in answer.citations]
    return plain("\n".join([answer.text, *([""] if sources else []), *sources]))


def plain(text: str) -> str:
    """A text without characters that a terminal would obey."""
    return _CONTROLS.sub("", text)


def _source_text(citation: Citation) -> str:
    about = ", ".join(filter(None, (citation.title, citation.publisher, citation.date)))
    return f'{citation.marker} {about} — "{" ".join(citation.quote.split())}"'


def _report_text(report: IndexReport) -> str:
    counts = ("added", "updated", "removed", "unchanged")
    numbers = ", ".join(f"{name} {getattr(report, name):,}" for name in counts)
    return f"Index entries: {numbers}, in {report.seconds:.1f} s"


def _questions() -> Iterator[str]:
    while True:
        try:
            line = input("> " if sys.stdin.isatty() else "")
        except EOFError:
            return
        if line.strip():
            yield line


def _last(events: Iterable[Event]) -> Answer:
    """The answer that ends a stream; the steps on the way are shown on a terminal."""
    for event in events:
        if isinstance(event, Answer):
            _status("")
            return event
        if isinstance(event, Step):
            _status(f"{event.name} …")
    raise AssertionError("a stream always ends with an answer")


def _show_progress(done: int, total: int) -> None:
    _status(f"{done:,} of {total:,} texts embedded" if done < total else "")


def _status(text: str) -> None:
    if sys.stderr.isatty():
        print(_CLEAR_LINE + plain(text), end="", file=sys.stderr, flush=True)


def _warn(notices: Iterable[str]) -> None:
    for notice in notices:
        print(f"assistant: {plain(notice)}", file=sys.stderr)


def _warm(assistant: Assistant) -> None:
    importlib.import_module("gradio")  # the page comes first: side by side, both come late
    try:
        assistant.warm()
    except AssistantError as error:
        _warn([str(error)])
