"""The page in the browser. Importing this room is quick: Gradio is loaded when it is built."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from assistant.ui.protocol import Answerer
from assistant.ui.serve import create_app, serve

if TYPE_CHECKING:
    import gradio as gr

__all__ = ["Answerer", "build_page", "create_app", "serve"]


def build_page(
    assistant: Answerer,
    *,
    title: str = "Talent War Assistant",
    feedback_file: Path | None = None,
) -> gr.Blocks:
    """The page as Gradio Blocks; see ``assistant.ui.page`` for the options to serve it with."""
    from assistant.ui.page import build_page as build

    return build(assistant, title=title, feedback_file=feedback_file)
