"""Prompt files: ``$name`` stands for a variable; which ones a file must use is checked on load."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from string import Template

from assistant.errors import SettingsError

_VARIABLES = {
    "check": {"question", "statement"},
    "read": {"question", "passages"},
    "reckon": {"question", "facts"},
    "write": {"question", "sentences"},
    "understand": {"question", "language"},
    "translate": {"text", "language"},
}


@dataclass(frozen=True, slots=True)
class Prompts:
    """The texts sent to a chat model. ``check`` asks for yes or no, ``read`` for the few words that
    answer, ``reckon`` for figures to work the answer out of, ``write`` for an answer in a sentence,
    ``understand`` for the English of a question, ``translate`` for an answer in its language."""

    check: tuple[str, str]
    read: tuple[str, str]
    reckon: tuple[str, str]
    write: tuple[str, str]
    understand: tuple[str, str]
    translate: tuple[str, str]

    def messages(self, name: str, **values: str) -> list[tuple[str, str]]:
        """System and user message of a prompt, filled in."""
        system, user = getattr(self, name)
        return [("system", system), ("user", Template(user).substitute(values))]


def load_prompts(folder: Path) -> Prompts:
    """Read a file ``<name>.md`` for each: the system text, a line ``---``, the user text.

    Raises:
        SettingsError: a file is missing or does not use its variables.
    """
    return Prompts(**{name: _load(folder / f"{name}.md", _VARIABLES[name]) for name in _VARIABLES})


def _load(path: Path, variables: set[str]) -> tuple[str, str]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise SettingsError(
            f"{path}: prompt cannot be read ({error.strerror}); set ASSISTANT_PROMPTS to its folder"
        ) from error
    system, separator, user = text.partition("\n---\n")
    if not separator:
        raise SettingsError(f"{path}:1: needs a line '---' between the system and the user text")
    template = Template(user.strip())
    if not template.is_valid() or set(template.get_identifiers()) != variables:
        wanted = ", ".join(f"${v}" for v in sorted(variables))
        raise SettingsError(f"{path}: the user text must use exactly the variables {wanted}")
    return system.strip(), user.strip()
