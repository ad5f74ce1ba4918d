"""The page's style sheet, scripts and icons; plain files that ship with the package."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

STATIC = Path(__file__).resolve().parent / "static"


@cache
def asset(name: str) -> str:
    """The text of a file in ``static/``."""
    return (STATIC / name).read_text(encoding="utf-8")


@cache
def _icon_paths() -> dict[str, str]:
    paths: dict[str, str] = json.loads(asset("icons.json"))
    return paths


def icon(name: str) -> str:
    """A line icon as inline SVG; it takes the colour of the text and is silent when read aloud."""
    return (
        '<svg viewBox="0 0 20 20" width="18" height="18" fill="none" stroke="currentColor" '
        'stroke-width="1.5" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" '
        f'focusable="false">{_icon_paths()[name]}</svg>'
    )
