"""Who bought whom, as a question takes it to be, against the deals of the knowledge."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from assistant.core.entities import EntityLinker, Mention
from assistant.core.knowledge import Knowledge
from assistant.core.questions import Question

_PART = (
    r"(?:(?:the|a|an|all|whole|rest|remainder|remains|what \w+ left|half|part|parts|share|shares"
    r"|stake|slice|\d+ ?(?:%|per ?cent)|most|in|of|up|out|into|start-?up|company|firm)\W+)*"
)
_BOUGHT = (
    r"(?:buys?|bought|acquire[sd]?|purchase[sd]?|takes? over"
    r"|took over|swallow(?:s|ed)?|gobble[sd]? up|snap(?:s|ped)? up)"
)
_PURCHASE = r"(?:acquisition|purchase|takeover|buy-?out|buying|swallowing)"
_BUYS = re.compile(
    rf"^(?:\W+[\w$.]+){{0,6}}?\W+{_BOUGHT}\W+{_PART}$|^['’]s? (?:\w+ )?{_PURCHASE} of {_PART}$",
    re.IGNORECASE,
)
_PAYS = re.compile(
    r"^\W+(?:\w+\W+)?(?:pay|pays|paid|spend|spent|lay out|laid out|shell(?:ed)? out|fork(?:ed)? out"
    rf"|hand(?:ed)? over)\W+(?!off\b)(?:[\w$.]+\W+){{0,4}}?for {_PART}$",
    re.IGNORECASE,
)
_PAID_FOR = re.compile(r"^\W*(?:$|(?:in|back|altogether|overall|itself)\b)", re.I)  # a firm itself
_IS_BOUGHT = re.compile(
    rf"^\W+(?:was|were|is|being|been|be|gets?|got)\W+(?:\w+\W+)?{_BOUGHT} (?:\w+ )?by (?:the )?$"
    rf"|^['’]s? (?:\w+ )?(?:sale to|(?:takeover|purchase|acquisition) by) (?:the )?$",
    re.IGNORECASE,
)
_OPEN = re.compile(  # a question that does not take the purchase for granted
    r"^(?:and |but |so )?(?:is|are|was|were|did|does|do|has|have|had|can|could|will|would)\b"
    r"|\b(?:tr(?:y|ied|ies|ying)|attempt\w*|want\w*|consider\w*|plan\w*|would|could|should|may"
    r"|might|talk\w*|negotiat\w*|not|\w+n['’]t|never|no|fail\w*|whether|rumou?r\w*|interest\w*"
    r"|almost|nearly|hop(?:e|ed|ing)|propos\w*|offer\w*|sounded|advocat\w*|favou?r\w*|argu\w*"
    r"|advis\w*|suggest\w*|idea|approach\w*|if|instead|before|f[ae]ll|wrong|collaps\w*"
    r"|in the way)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Purchase:
    """Names of organisations."""

    buyer: str
    bought: str


def purchases(text: str, linker: EntityLinker) -> Iterator[Purchase]:
    """Those that a text speaks of as of something done."""
    if _OPEN.search(text):
        return
    found = [m for m in linker.mentions(text) if _is_organisation(m, linker)]
    for one, other in pairwise(found):
        if one.name == other.name:
            continue  # "it" and "them" may have been given one name
        between = text[one.end : other.start]
        if _IS_BOUGHT.match(between):
            yield Purchase(other.name, one.name)
        elif _BUYS.match(between) or (_PAYS.match(between) and _PAID_FOR.match(text[other.end :])):
            yield Purchase(one.name, other.name)


def _is_organisation(mention: Mention, linker: EntityLinker) -> bool:
    return linker.entities[mention.name].type == "organisation"


class Deals:
    """The deals of a knowledge, by their parties."""

    def __init__(self, knowledge: Knowledge, linker: EntityLinker) -> None:
        self._linker = linker
        self._known = [
            (
                linker.wide_names(fact.target or ""),
                linker.wide_names("; ".join((fact.statement, fact.origin or "", *fact.about))),
            )
            for fact in knowledge.facts.values()
            if fact.type == "deal"
        ]

    def none_such(self, question: Question) -> str:
        """A purchase that a question takes for granted and no deal is, as a sentence, or ""."""
        for asked in purchases(question.text, self._linker):
            if not any(self._is(asked, *known) for known in self._known):
                return f"They tell of no purchase of {asked.bought} by {asked.buyer}."
        return ""

    @staticmethod
    def _is(asked: Purchase, buyers: frozenset[str], named: frozenset[str]) -> bool:
        return asked.buyer in buyers and asked.bought in named - buyers
