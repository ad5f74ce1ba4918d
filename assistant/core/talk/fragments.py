"""Questions that are a part of one: "And from Apple?", "the year before?", "same for Lu Liu"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.core.attributes import asks_which_firm, asks_who
from assistant.core.entities import EntityLinker, Mention, without
from assistant.core.text import content_stems
from assistant.core.times import MONTH_NAMES
from assistant.types import Turn

_SAME_PLACE = re.compile(
    r"\s*\b(?:in|on|from|by) the same (?:table|list|report|study|survey|count|chart|source)\b"
    r"|,? ?please\b",
    re.IGNORECASE,
)
LEAD = re.compile(
    r"^(?:(?:and|but|so|or|then|also|plus|ok|okay|what about|how about|(?:the )?same (?:question )?"
    r"(?:again )?for|likewise for|please)\b[\s,]*)+",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"\b(?:who(?:m|se)?|what|which|when|where|why|how|is|are|was|were|do|does|did|has|have|had|can"
    r"|could|will|would|should|\w+n['’]t)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_EARLIER = re.compile(
    r"\b(?:the )?(?:(?P<n>one|two|three|four|five|\d{1,2}) )?(?P<unit>years?) "
    r"(?P<way>before|earlier|previously|prior|after|later|on)(?: that)?\b",
    re.IGNORECASE,
)
_NEXT = re.compile(r"\bthe (?P<way>following|next|previous|preceding|prior) year\b", re.IGNORECASE)
_TURNED = re.compile(
    r"\b(?:in |and )?(?:the )?(?:other|opposite|reverse) (?:direction|route|way)"
    r"(?: a?round| about)?\b|\bvice versa\b|\bthe reverse\b",
    re.IGNORECASE,
)
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4, "five": 5}
_TWO = 2
_BACK = {"before", "earlier", "previously", "prior", "previous", "preceding"}
_LOOSE = frozenset(
    content_stems(
        "fiscal year years lab company firm one figure number share people team staff "
        + MONTH_NAMES.replace("|", " ")
    )
)
_LIKE_FIRMS = {"organisation", "group"}
_PREPOSITION = re.compile(r"\b(from|at|to|by|for|with|of|in)(?: the)?\s*$", re.IGNORECASE)


def stripped(question: str) -> str:
    """The question without what only leads it on from the one before."""
    return _SAME_PLACE.sub("", LEAD.sub("", question)) or question


def is_fragment(bare: str) -> bool:
    """Whether a question, its lead taken off, has no clause of its own."""
    return not _CLAUSE.search(bare)


def is_slot(bare: str, linker: EntityLinker) -> bool:
    """Whether it is nothing but a name or a time to put into the question before it, or turns
    that round."""
    if is_fragment(bare) and _TURNED.search(bare):
        return True
    rest = without(bare, linker.mentions(bare))
    for time in (_EARLIER, _NEXT, _YEAR):
        rest = time.sub(" ", rest)
    return is_fragment(bare) and not set(content_stems(rest)) - _LOOSE


@dataclass(frozen=True, slots=True)
class Frame:
    """The last full question, with what later fragments put into it, and the answer to it.

    ``silent`` are names that are no slot of it: those of whoever reported something.
    """

    whole: str
    said: str
    silent: frozenset[str]
    linker: EntityLinker

    @staticmethod
    def of(turns: Sequence[Turn], silent: frozenset[str], linker: EntityLinker) -> Frame:
        """The frame that some turns leave."""
        frame = Frame("", "", silent, linker)
        for role, text in turns:
            if role != "user":
                frame = replace(frame, said=text)
                continue
            bare = stripped(text)
            put = frame.put(bare) if frame.whole and is_slot(bare, linker) else []
            frame = replace(frame, whole=put[0] if put else text)
        return frame

    def put(self, bare: str) -> list[str]:
        """The frame with a fragment's name or year in the place of its own, or turned round."""
        if turned := self._turned(bare):
            return [turned]
        named = self._named(bare)
        dated = [text for one in named or [self.whole] if (text := self._dated(bare, one))]
        return dated or named

    def _turned(self, bare: str) -> str:
        """The frame with its two companies in each other's place, and what the fragment adds."""
        mentions = self.linker.mentions(self.whole)
        old = [m for m in mentions if self.linker.entities[m.name].type in _LIKE_FIRMS]
        if not _TURNED.search(bare) or len(old) != _TWO or old[0].name == old[1].name:
            return ""
        one, other = old
        text = self.whole
        text = text[: other.start] + one.name + text[other.end :]
        text = (text[: one.start] + other.name + text[one.end :]).rstrip("?. ")
        more = LEAD.sub("", _TURNED.sub(" ", bare).strip(" ,.?!")).strip(" ,.?!")
        return f"{text} {more}?" if more else f"{text}?"

    def _named(self, bare: str) -> list[str]:
        new = self.linker.mentions(bare)
        if not new:
            return []
        if len(new) == _TWO and (both := self._both(new)):
            return [both]
        old = [m for m in self.linker.mentions(self.whole) if self._may_become(m.name, new[0].name)]
        before = _preposition(bare, new[0])
        fitting = [m for m in old if before and _preposition(self.whole, m) == before]
        likely = sorted(fitting or old, key=lambda m: (self._owns(m), -m.start))
        return [self.whole[: m.start] + new[0].name + self.whole[m.end :] for m in likely]

    def _both(self, new: Sequence[Mention]) -> str:
        """The frame with two names in the places of its own two, in order; "" if they differ."""
        old = [m for m in self.linker.mentions(self.whole) if m.name not in self.silent]
        pairs = list(zip(old, new, strict=False))
        if len(old) != _TWO or not all(self._may_become(o.name, n.name) for o, n in pairs):
            return ""
        text = self.whole
        for mention, other in reversed(pairs):
            text = text[: mention.start] + other.name + text[mention.end :]
        return text

    def answered(self) -> list[str]:
        """The people whom the answer names where the frame asks who, or else the companies."""
        if not asks_who(self.whole) and not asks_which_firm(self.whole):
            return []
        asked = self.linker.names(self.whole) | self.silent
        told = dict.fromkeys(m.name for m in self.linker.mentions(self.said))
        by_kind = (
            [n for n in told if n not in asked and self.linker.entities[n].type == kind]
            for kind in ("person", "organisation")
        )
        return next(filter(None, by_kind), [])

    def _owns(self, mention: Mention) -> bool:
        return self.whole[mention.end : mention.end + 2] in ("'s", "’s")

    def _may_become(self, old: str, new: str) -> bool:
        kinds = {self.linker.entities[name].type for name in (old, new)}
        return old != new and old not in self.silent and (len(kinds) == 1 or kinds <= _LIKE_FIRMS)

    def _dated(self, bare: str, whole: str) -> str:
        """A question moved to the year that the fragment means; "" if it means none."""
        years = set(_YEAR.findall(whole) or _YEAR.findall(self.said))
        year = _meant(bare, int(min(years)) if len(years) == 1 else 0)
        if not year:
            return ""
        if _YEAR.search(whole):
            return _YEAR.sub(year, whole, count=1)
        return f"{whole.rstrip('?. ')} in {year}?"


def _preposition(text: str, mention: Mention) -> str:
    match = _PREPOSITION.search(text[: mention.start])
    return match[1].lower() if match else ""


def _meant(bare: str, before: int) -> str:
    """The year that a fragment means after another year (0: none is known), or ""."""
    if named := _YEAR.search(bare):
        return named.group()
    match = _EARLIER.search(bare) or _NEXT.search(bare)
    if not match or not before:
        return ""
    count = (match.groupdict().get("n") or "1").lower()
    years = _NUMBERS.get(count) or int(count)
    return str(before - years if match["way"].lower() in _BACK else before + years)
