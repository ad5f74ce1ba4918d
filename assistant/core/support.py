"""What a fact or a sentence offers to a question: its words, names and figures, made once."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.core.attributes import told_attributes
from assistant.core.entities import EntityLinker
from assistant.core.knowledge import Knowledge
from assistant.core.quantities import CURRENCIES, Quantity, quantities
from assistant.core.text import PERSONAL, before, content_stems
from assistant.core.times import MONTH_NAMES
from assistant.core.titles import titles
from assistant.types import Fact, Span

_TIME = re.compile(
    r"\b(?:19|20)\d\d\b|\b(?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december)\b|\b(?:years?|months?|days?|weeks?) (?:ago|later|earlier|before|after)\b"
    r"|\bago\b|\b\d+ ?[ap]\.?m\b|\bafter\b|\bbefore\b|\bwhen\b|\blast year\b|\bthis year\b|\bage\b",
    re.IGNORECASE,
)
_DATE = re.compile(rf"\b(?:19|20)\d\ds?\b|\b(?:{MONTH_NAMES})\b")
_CAUSE = re.compile(
    r"\bbecause\b|\bin order\b|\bso that\b|\bpurpose\b|\baim\b|\breason\b|\bsince\b|\bdue to\b"
    r"|\bto (?:make|get|avoid|bring|recruit|help|keep|turn)\b|\btherefore\b|\bso\b|\bthat is why\b",
    re.IGNORECASE,
)
_PRONOUN = re.compile(
    rf"\b(?:{PERSONAL}|it|they|them|its|their|theirs|the company|the firm)\b",
    re.IGNORECASE,
)
_UNTOLD = re.compile(  # that a sum is not known answers a question for it
    r"\b(?:price|sum|terms|amount|payment|figure|value)s? (?:was|were|is|are) not"
    r" (?:disclosed|given|named|made public)|\bundisclosed\b",
    re.IGNORECASE,
)
_PEOPLE = ("person", "name")  # types of names that are of persons, or may be
_LOOKED_BACK = 2  # sentences
_PLACE = re.compile(r"\b(?:in|at|from|to|near|between) (?:the )?[A-Z]")


@dataclass(frozen=True, slots=True)
class Support:
    """``core`` are the stems of what would be shown, ``stems`` those of all that belongs to it
    (question forms, other names, the rest of the passage), ``forms`` those of each form."""

    core: frozenset[str]
    stems: frozenset[str]
    names: frozenset[str]
    core_names: frozenset[str]
    figures: tuple[Quantity, ...]
    has_time: bool
    has_cause: bool
    has_number: bool
    source: frozenset[str] = frozenset()
    goal: frozenset[str] = frozenset()
    forms: tuple[frozenset[str], ...] = ()
    has_place: bool = False
    has_date: bool = False
    units: frozenset[str] = frozenset()  # of the figures that would be shown
    attributes: frozenset[str] = frozenset()  # that what would be shown may tell
    people: frozenset[str] = frozenset()  # of ``core_names``
    titles: frozenset[str] = frozenset()  # of posts, in all that belongs to it

    def __or__(self, other: Support) -> Support:
        """What two facts offer together."""
        return Support(
            self.core | other.core,
            self.stems | other.stems,
            self.names | other.names,
            self.core_names | other.core_names,
            self.figures + other.figures,
            self.has_time or other.has_time,
            self.has_cause or other.has_cause,
            self.has_number or other.has_number,
            self.source | other.source,
            self.goal | other.goal,
            tuple(a | b for a in self.forms for b in other.forms),
            self.has_place or other.has_place,
            self.has_date or other.has_date,
            self.units | other.units,
            self.attributes | other.attributes,
            self.people | other.people,
            self.titles | other.titles,
        )


_LEAST = 0.15  # in a folder of few passages every word is common, and still tells


class Lexicon:
    """How telling each stem is (inverse document frequency over sentences and facts)."""

    def __init__(self, texts: Iterable[str]) -> None:
        counts: Counter[str] = Counter()
        self._total = 0
        for text in texts:
            self._total += 1
            counts.update(set(content_stems(text)))
        self._counts = counts

    def __contains__(self, stem: str) -> bool:
        return stem in self._counts

    def weight(self, stem: str) -> float:
        """A little (in every text) to 1 (in none)."""
        top = math.log(self._total + 1) or 1.0
        weight = math.log((self._total + 1) / (self._counts.get(stem, 0) + 1)) / top
        return max(_LEAST, weight)


class SupportMaker:
    """Makes ``Support`` for the facts and spans of the knowledge, each once."""

    def __init__(self, knowledge: Knowledge, linker: EntityLinker) -> None:
        self._knowledge = knowledge
        self._linker = linker
        self._facts: dict[str, Support] = {}
        self._spans: dict[tuple[str, int, int], Support] = {}

    @cached_property
    def lexicon(self) -> Lexicon:
        texts = [f.statement for f in self._knowledge.facts.values()]
        return Lexicon([*texts, *(p.text for p in self._knowledge.passages.values())])

    def of_fact(self, fact: Fact) -> Support:
        """What a fact offers; made at first use."""
        if fact.id not in self._facts:
            self._facts[fact.id] = self._fact_support(fact)
        return self._facts[fact.id]

    def _fact_support(self, fact: Fact) -> Support:
        quotes = " ".join(span.text for span in fact.evidence)
        publishers = dict.fromkeys(span.passage.article.publisher for span in fact.evidence)
        shown = f"{fact.statement} {quotes}"
        wide = " ".join((shown, *fact.questions, *fact.about, *fact.who, *publishers))
        return _support(
            fact.statement,
            wide,
            figures=shown,
            linker=self._linker,
            source=self._linker.wide_names(fact.origin or ""),
            goal=self._linker.wide_names(fact.target or ""),
            forms=fact.questions,
        )

    def of_span(self, span: Span) -> Support:
        key = (span.passage.id, span.start, span.end)
        if key not in self._spans:
            article = span.passage.article
            wide = f"{article.title}\n{article.publisher}\n{span.passage.text}"
            support = _support(span.text, wide, figures=span.passage.text, linker=self._linker)
            meant = self._linker.names(self._before(span))
            self._spans[key] = replace(
                support,
                core_names=support.core_names | meant,
                people=support.people | self._linker.of_type(meant, *_PEOPLE),
            )
        return self._spans[key]

    @staticmethod
    def _before(span: Span) -> str:
        """The sentences before one with a pronoun: those whom it speaks of are named there."""
        if not _PRONOUN.search(span.text):
            return ""
        return before(span.passage.text, span.start, _LOOKED_BACK)


def _support(
    core: str,
    wide: str,
    *,
    figures: str,
    linker: EntityLinker,
    source: frozenset[str] = frozenset(),
    goal: frozenset[str] = frozenset(),
    forms: tuple[str, ...] = (),
) -> Support:
    core_names = linker.names(core)
    names = linker.wide_names(wide)
    untold = bool(_UNTOLD.search(core))
    shown = quantities(core)
    aliases = " ".join(
        " ".join((n, *linker.entities[n].aliases)) for n in names if n in linker.entities
    )
    return Support(
        core=frozenset(content_stems(core)),
        stems=frozenset(content_stems(f"{wide} {aliases}")),
        names=names,
        core_names=core_names,
        figures=tuple(quantities(figures)),
        has_time=bool(_TIME.search(core)),
        has_cause=bool(_CAUSE.search(core)),
        has_number=any(q.unit or not 1900 <= q.value < 2100 for q in shown) or untold,
        source=source,
        goal=goal,
        forms=tuple(frozenset(content_stems(f)) for f in forms),
        has_place=bool(_PLACE.search(core))
        or any(linker.entities[n].type in ("place", "name") for n in core_names),
        has_date=bool(_DATE.search(core)),
        units=frozenset(q.unit for q in shown) | (CURRENCIES if untold else frozenset()),
        attributes=told_attributes(core),
        people=linker.of_type(core_names, *_PEOPLE),
        titles=titles(wide),
    )
