"""Words that tell the same event in a question and in a statement: "stepping down", "left"."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.core.tables.words import stems_of

_FAMILIES = tuple(
    stems_of(words)
    for words in (
        "leave left leaving depart departed departure departing exit exited quit resign resigned "
        "resignation step stepped stepping gone walk walked walkout bail bailed goodbye ended",
        "join joined joining joins arrive arrived arrival start started hire hired hiring recruit "
        "recruited poach poached come came move moved moving switch switched sign signed signing "
        "return returned went going go goes gone transfer jump jumped swap",
        "buy bought buying purchase purchased acquire acquired acquisition takeover deal buyout "
        "agreement agree agreed licence license licensed licensing stake share slice investment "
        "invest invested transaction raid",
        "announce announced announcement unveil unveiled confirm confirmed confirmation announces "
        "launch launched debut reveal revealed",
        "close closed closing closure complete completed completion finalise finalised",
        "take took taking over chair helm charge chief executive ceo head lead leads led succeed "
        "succeeded successor run post job boss become became appoint appointed named",
        "memo letter note message",
        "podcast interview appearance appear appeared appears",
        "cut cuts lay laid layoff layoffs lay-offs fire fired firing firings dismiss dismissed "
        "dismissal sack sacked sacking job jobs",
        "found founded founding start started launch launched set create created",
        "rest remained remainder remaining remains leftover leftovers",
        "sue sued suing lawsuit suit complaint court",
    )
)


def families_of(stems: Iterable[str]) -> frozenset[int]:
    """The numbers of the families that some stems are of."""
    held = frozenset(stems)
    return frozenset(number for number, family in enumerate(_FAMILIES) if family & held)


BUYING = families_of(stems_of("deal"))


def unexplained(stems: Iterable[str], held: frozenset[str]) -> set[str]:
    """The stems that a statement has neither itself nor in other words."""
    told = families_of(held)
    return {s for s in stems if s not in held and not families_of((s,)) & told}
