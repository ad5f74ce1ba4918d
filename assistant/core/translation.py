"""Whether a translation says what its English does: signs that need no second model."""

from __future__ import annotations

import re

from assistant.core.entities import EntityLinker
from assistant.core.grounding import NEGATION
from assistant.core.quantities import missing_quantities

_MARKUP = re.compile(r"https?://|www\.|<[a-z/!]|\]\(|[*`{}]", re.IGNORECASE)
_MARKER = re.compile(r"\[\d+\]")


def faithful(english: str, translation: str, back: str, linker: EntityLinker) -> bool:
    """Whether a translation holds the names, figures and negation of its English, and no more.

    ``back`` is the translation put into English words again.
    """
    if not translation or _MARKUP.search(translation):
        return False
    if _MARKER.findall(translation) != _MARKER.findall(english):
        return False
    english, back = _MARKER.sub(" ", english), _MARKER.sub(" ", back)
    figures_differ = missing_quantities(english, back) or missing_quantities(back, english)
    names_differ = linker.names(english) != linker.names(back)
    negated = bool(NEGATION.search(english)) != bool(NEGATION.search(back))
    return not (figures_differ or names_differ or negated)
