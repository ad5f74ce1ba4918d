"""A question-answering assistant on the AI talent war: every claim with its source.

>>> from assistant import Assistant
>>> answer = Assistant().ask("Who did Meta hire from Apple?")
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from assistant.errors import AssistantError
from assistant.settings import Settings
from assistant.types import Answer, Citation, Claim, Delta, Evidence, IndexReport, Step

if TYPE_CHECKING:
    from assistant.api import Assistant, Chat

__version__ = "0.1.0"
__all__ = [
    "Answer",
    "Assistant",
    "AssistantError",
    "Chat",
    "Citation",
    "Claim",
    "Delta",
    "Evidence",
    "IndexReport",
    "Settings",
    "Step",
    "__version__",
]


def __getattr__(name: str) -> object:
    # Importing the package stays quick: the machinery is loaded when it is asked for.
    if name in ("Assistant", "Chat"):
        from assistant import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
