"""What may stand for something: spans and facts that tell it, in plain words.

The texts of articles come from anywhere. A sentence that gives orders, or that carries markup or
a link which a page could act on, is neither shown as an answer nor given to a chat model.
"""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.core.orders import ordering
from assistant.types import Fact, Span

_GAP = re.compile(r"The (?:article|source)s? (?:does not|do not|names? no|gives? no)\b")
_ACTIVE = re.compile(
    r"!?\[[^\]\n]*\]\([^)\n]*\)|<(?:[a-z][^<>\n]*|/[a-z]+\s*|!--.*?)>|\b(?:javascript|vbscript|data):\S",
    re.IGNORECASE | re.DOTALL,
)


def tells(span: Span) -> bool:
    """Whether a span may be evidence."""
    orders = ordering(span.passage.text)
    ordered = any(start < span.end and span.start < end for start, end in orders)
    return not ordered and not _ACTIVE.search(span.text)


def states(fact: Fact) -> bool:
    """Whether all that is shown of a fact tells something."""
    return plain(fact.statement) and plain(fact.caveat)


@lru_cache(maxsize=10_000)  # of facts, all of which each question to a table meets
def plain(text: str) -> bool:
    """Whether a text neither gives orders nor carries what a page could act on."""
    return not ordering(text) and not _ACTIVE.search(text)


def is_gap(fact: Fact) -> bool:
    """Whether a fact records that the source leaves something open."""
    return bool(_GAP.match(fact.statement))
