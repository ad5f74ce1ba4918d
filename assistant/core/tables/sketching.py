"""What a question seems to ask of the tables, where rules do not understand it word by word.

A sketch is learnt from questions whose names are replaced by those of nobody: what is asked does
not depend on them, and what was learnt of one company holds for every other.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assistant.core.entities import EntityLinker, Mention
from assistant.core.tables.kinds import OF_ONE
from assistant.ports import Sketcher

FIRMS = ("google", "intel", "sony", "nokia", "ford")
PERSONS = ("john", "mary", "peter", "paul")
LIKELY = 0.65  # probability of an outline that is worth an answer
_STANDING_IN = {"organisation": FIRMS, "person": PERSONS}


@dataclass(frozen=True, slots=True)
class Outline:
    """An operation, such as "people" or "deal-total", with the companies left and joined.

    ``likely`` is the probability that all of it is what was asked.
    """

    operation: str
    origin: frozenset[str]
    target: frozenset[str]
    likely: float


def outlined(text: str, linker: EntityLinker, sketcher: Sketcher) -> Outline:
    """What a text seems to ask; the operation is "other" if it is nothing of the tables."""
    mentions = linker.mentions(text)
    kinds = {m.name: linker.entities[m.name].type for m in mentions}
    plain, stands_for = masked(text, mentions, kinds)
    firms = [word for word in stands_for if word in FIRMS]
    sketch = sketcher.sketch(plain, firms)
    sides: dict[str, set[str]] = {"from": set(), "to": set(), "none": set()}
    likely = sketch.probability
    for firm in firms if _has_sides(sketch.operation) else ():
        side, probability = sketch.sides[firm]
        sides[side].add(stands_for[firm])
        likely *= probability
    return Outline(sketch.operation, frozenset(sides["from"]), frozenset(sides["to"]), likely)


def _has_sides(operation: str) -> bool:
    """Whether companies have a side in what is asked: not in sums, nor where one person worked."""
    return "-" not in operation and operation not in ("other", *OF_ONE)


def masked(
    text: str, mentions: Sequence[Mention], kinds: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    """The text with other names for companies and persons, and whom each of these stands for.

    ``kinds`` tells of each name what it is of; of more names than stand-ins, the last stay.
    """
    given: dict[str, str] = {}
    pieces, at = [], 0
    for mention in mentions:
        free = [w for w in _STANDING_IN.get(kinds[mention.name], ()) if w not in given.values()]
        word = given.get(mention.name) or (free[0] if free else "")
        if word:
            given[mention.name] = word
            pieces += [text[at : mention.start], word]
            at = mention.end
    return "".join((*pieces, text[at:])), {word: name for name, word in given.items()}
