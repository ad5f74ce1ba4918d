"""A question in a conversation → the ways it may stand alone, likeliest first.

No model is called: each reading is tried on the knowledge, and the one that is answered best wins.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.core.entities import EntityLinker
from assistant.core.text import PERSONAL, content_stems
from assistant.types import Turn

_PERSON = re.compile(rf"\b(?:{PERSONAL}|himself|herself)\b", re.IGNORECASE)
_THING = re.compile(
    r"\b(?:it|its|they|them|their|theirs|(?:that|this|the) (?:company|firm|startup|start-up|lab"
    r"|business|deal|acquisition|model|person|man|guy|woman))\b",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"\b(?:that|this|those|these|there|then|one|ones|same|else|rest|other|others|another|either)\b",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:and|but|so|or|then|also|what about|how about|ok|okay)\b[\s,]*", re.IGNORECASE
)
_MEANT = re.compile(r"^(?:no,? )?(?:i meant|i mean|sorry,?|rather)\s+", re.IGNORECASE)
_POSSESSIVE = {"his", "its", "their", "theirs", "hers"}
_MARKER = re.compile(r"\s*\[\d+\]")
_REMEMBERED = 6  # turns


def readings(question: str, history: Sequence[Turn], linker: EntityLinker) -> list[str]:
    """Stand-alone forms of a question; the first is the question itself.

    Without history, or where nothing in the question leans on it, there is just that one.
    """
    turns = [(role, _MARKER.sub("", text)) for role, text in history[-_REMEMBERED:]]
    if not turns or not _is_open(question, linker):
        return [question]
    focus = _focus(turns, linker)
    found = [question]
    people, others = _people(focus, linker), _others(focus, linker)
    if _PERSON.search(question) and _THING.search(question):
        pairs = [(p, o) for p in people[:2] for o in others[:2] if o != p]
        if pairs:  # to leave either pronoun open would be to ask of anybody
            return [question, *(_put(_THING, o, _put(_PERSON, p, question)) for p, o in pairs)]
    for pattern, names in ((_PERSON, people), (_THING, others)):
        if pattern.search(question):
            found += [_put(pattern, name, question) for name in names[:3]]
    asked = [text for role, text in turns if role == "user"]
    said = [text for role, text in turns if role != "user"]
    previous = asked[-1] if asked else ""
    bare = _LEAD.sub("", _MEANT.sub("", question))
    found += _swapped(bare, previous, linker)
    found += [f"{bare.rstrip('?. ')} {name}?" for name in focus[:3] if name not in bare]
    if previous:
        found.append(f"{previous.rstrip('?. ')} {bare}")
    if said and len(said[-1]) < 300:
        found.append(f"{bare} {said[-1]}")
    return list(dict.fromkeys(found))[:10]


def _is_open(question: str, linker: EntityLinker) -> bool:
    leans = any(p.search(question) for p in (_PERSON, _THING, _LEANS, _LEAD, _MEANT))
    return leans or not linker.names(question) or len(content_stems(question)) <= 3


def _focus(turns: Sequence[Turn], linker: EntityLinker) -> list[str]:
    """Names mentioned lately: the last turns first, within a turn in order."""
    names: list[str] = []
    for _, text in reversed(turns):
        names += [m.name for m in linker.mentions(text) if m.name not in names]
    return names


def _people(names: Sequence[str], linker: EntityLinker) -> list[str]:
    return [n for n in names if linker.entities[n].type in ("person", "name")]


def _others(names: Sequence[str], linker: EntityLinker) -> list[str]:
    return [n for n in names if linker.entities[n].type != "person"]


def _put(pattern: re.Pattern[str], name: str, question: str) -> str:
    def replace(match: re.Match[str]) -> str:
        word = match.group().lower()
        following = question[match.end() : match.end() + 2]
        if word in _POSSESSIVE or (word == "her" and re.match(r" \w", following)):
            return f"{name}'s"
        return name

    return pattern.sub(replace, question)


def _swapped(bare: str, previous: str, linker: EntityLinker) -> list[str]:
    """ "And from Apple?" after a question about OpenAI: that question about Apple."""
    new = linker.mentions(bare)
    if not previous or not new or len(content_stems(bare)) > 4:
        return []
    kind = linker.entities[new[0].name].type
    return [
        previous[: mention.start] + new[0].name + previous[mention.end :]
        for mention in linker.mentions(previous)
        if linker.entities[mention.name].type == kind and mention.name != new[0].name
    ]
