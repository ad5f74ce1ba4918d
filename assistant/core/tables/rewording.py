"""What was read out of a question to the tables, put as a plain question again.

Where a word was not understood, the plain question shows whether it mattered: is it still the same?
"""

from __future__ import annotations

from assistant.core.tables.conditions import Asked
from assistant.core.tables.kinds import Operation
from assistant.core.tables.lines import either, listed
from assistant.core.tables.sum_questions import AskedSum
from assistant.core.tables.sum_rows import dollars
from assistant.core.tables.sum_words import SumKind, SumOperation
from assistant.core.times import NOW, spoken

_PUT: dict[Operation, str] = {
    "people": "Who {moved}{when}?",
    "first": "Who was the first who {moved}{when}?",
    "last": "Who was the last who {moved}{when}?",
    "origins": "Which companies lost people{to}{when}?",
    "targets": "Which companies hired people{of}{when}?",
    "repeat": "Who moved more than once{when}?",
    "returned": "Who went back{to}{of}{when}?",
    "refused": "Who turned down an offer{by} and joined later?",
    "declined": "Who turned down an offer{by}?",
    "founded": "Who left{origin} to start a company{when}?",
    "attempts": "Which companies did{target} try to buy?",
    "employer": "Where did {who} work{at}?",
    "career": "Which companies did {who} work for, one after the other?",
    "months": "In which month did most people move{of}{to}?",
}


def reworded(wish: Asked) -> str:
    """The plain question, or "" for what has none."""
    origin, target = (f" {either(names)}" if names else "" for names in (wish.origin, wish.target))
    moved = f"left{origin}" if origin else "joined" if target else "changed jobs"
    moved += f" for{target}" if origin and target else target
    return _PUT.get(wish.operation, "").format(
        moved=moved,
        when=wish.window.phrase,
        origin=origin,
        target=target,
        to=f" to{target}" if target else "",
        of=f" from{origin}" if origin else "",
        by=f" by{target}" if target else "",
        who=listed(wish.names),
        at=f" in {spoken(wish.when)}" if wish.when not in ("", NOW) else " last",
    )


_NOUNS: dict[SumKind, str] = {"deal": "deal", "round": "funding round", "pay": "pay package"}
_OF_SUMS: dict[SumOperation, str] = {
    "total": "What do the {noun}s{of}{when} come to in total?",
    "average": "What do the {noun}s{of}{when} come to on average?",
    "list": "Which {noun}s{of} were there{when}?",
    "unpriced": "For which {noun}s{of}{when} was no price given?",
    "most": "Which was the largest {noun}{of}{when}?",
    "least": "Which was the smallest {noun}{of}{when}?",
    "first": "Which was the first {noun}{of}{when}?",
    "last": "Which was the latest {noun}{of}{when}?",
    "compare": "Which {noun} was {larger}{of}{when}?",
    "difference": "How far apart are the {noun}s{of}{when}?",
}


def reworded_sum(wish: AskedSum) -> str:
    """The same of a question about sums."""
    of = f" of {listed(wish.names)}" if wish.names else ""
    of += f" above {dollars(wish.above)}" if wish.above else ""
    of += f" below {dollars(wish.below)}" if wish.below else ""
    return _OF_SUMS.get(wish.operation, "").format(
        noun=_NOUNS[wish.kind],
        of=of,
        when=wish.window.phrase,
        larger="smaller" if wish.smaller else "larger",
    )
