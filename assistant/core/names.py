"""The names of a folder without a list of them: capitalised words inside its sentences."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from assistant.core.text import LETTERS, STOP_WORDS, fold
from assistant.core.times import MONTH_NAMES
from assistant.types import Entity

_CAPITALISED = re.compile(
    r"(?<![\w'’-])[A-ZÀ-Þ][\w'’&-]*(?:\s+(?:(?:of|de|van|von)\s+)?[A-ZÀ-Þ][\w'’&-]*)*"
)
_NO_NAME = re.compile(  # at the start of one
    rf"^(?:(?:{MONTH_NAMES}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|of|de)\b ?)+"
)


def small_words(texts: Iterable[str]) -> set[str]:
    """Words that the texts write without a capital."""
    return {m.group() for text in texts for m in LETTERS.finditer(text) if m.group().islower()}


def names_from_text(texts: Sequence[str], small: Collection[str] = ()) -> list[Entity]:
    """One entity for each name that the texts write with capitals inside sentences.

    ``small`` are words that the texts write small, too: at the start of a sentence they are no
    part of a name ("When Apple"). A name with a title in front is no other name ("Judge Alsup").
    """
    seen: set[str] = set()
    for text in texts:
        for match in _CAPITALISED.finditer(text):
            name = re.sub(r"['’]s$", "", match.group().strip())
            first, _, rest = name.partition(" ")
            if match.start() == 0 or text[: match.start()].rstrip()[-1:] in ".!?:\"'“":
                # A single word at the start of a sentence may be any word.
                name = rest if not rest or fold(first) in {*STOP_WORDS, *small} else name
            name = _NO_NAME.sub("", name)
            if len(name) >= 3:
                seen.add(name)
    kept = [n for n in seen if fold(n) not in STOP_WORDS and not _is_titled(n, seen)]
    return [
        Entity(name, "name", _short_forms(name, kept))
        for name in sorted(kept, key=lambda n: (-len(n), n))
    ]


def _is_titled(name: str, seen: Collection[str]) -> bool:
    """Whether the end of a name is a full name by itself: "OpenAI CEO Sam Altman"."""
    parts = name.split()
    return any(" ".join(parts[at:]) in seen for at in range(1, len(parts) - 1))


def _short_forms(name: str, seen: Collection[str]) -> tuple[str, ...]:
    last = name.split()[-1]
    owners = [other for other in seen if " " in other and other.split()[-1] == last]
    return (last,) if " " in name and len(owners) == 1 and len(last) > 2 else ()
