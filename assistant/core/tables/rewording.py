"""What was read out of a question to the table of moves, put as a plain question again.

Where a word was not understood, the plain question shows whether it mattered: is it still the same?
"""

from __future__ import annotations

from assistant.core.tables.conditions import Asked
from assistant.core.tables.kinds import Operation
from assistant.core.tables.lines import either

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
    )
