"""Questions about the sums of deals, funding rounds and pay: lists, totals, differences, extremes.

As with moves, the words that are not understood are told with what was read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.core.entities import EntityLinker
from assistant.core.questions import Question
from assistant.core.tables.sum_figures import (
    bounds_of,
    count_in,
    going_by,
    has_other_figures,
    order_of,
    rank_of,
)
from assistant.core.tables.sum_words import (
    BY_HOW_MUCH,
    SUM_WORDS,
    SumKind,
    SumOperation,
    kind_of,
    sum_operation_of,
)
from assistant.core.tables.text import is_word
from assistant.core.tables.windows import ANY_TIME, Window, windowed
from assistant.core.tables.words import (
    HEDGES,
    KNOWN,
    asks_for_several,
    excepted,
    strange_stems,
)
from assistant.core.text import has_pronoun

_YEAR_END = re.compile(  # "kicked off 2024", "closed out 2025"
    r"\b(?:kick|open|start|clos|round|cap|end|finish)\w* (?:off |out )?(?=(?:19|20)\d\d\b)", re.I
)
_SMALLER = re.compile(r"\b(?:smaller|lower|less|cheaper)\b", re.I)
_RECEIVED = re.compile(r"\b(?:receiv\w+|got|gets|get|made|turned down|were|was)\b", re.I)
_OUTRIGHT = re.compile(r"\b(?:outright|wholly|in full|entirely)\b", re.I)
_NOT = re.compile(
    r"\b(?:not|never|without|fail\w*|collaps\w*|fell through)\b(?! (?:more|less|below|above"
    r"|higher|as much as|counting))"
    r"|n['’]t\b|\bno\b(?! (?:more|less) than)",
    re.I,
)
_TOGETHER = re.compile(r"\bboth\b|\bthe two\b|\b(?:them|these|those)\b", re.I)
_OR_LICENCE = re.compile(  # a licence is only one of the kinds asked for
    r"\b(?:takeover|acquisition|purchase|buyout|stake|merger)s?,? (?:or|and) (?:\w+ )?licen[cs]"
    r"|\blicen[cs]\w*(?: \w+)?,? (?:or|and) (?:\w+ )?(?:takeover|acquisition|purchase|buyout"
    r"|stake)",
    re.I,
)
_LICENCE = re.compile(r"\blicen[cs]\w*", re.I)
_DENIES = re.compile(
    r"\b(?:nobody|no one|none|neither|(?<!dangled )(?<!put )before|after|until|since|then)\b",
    re.I,
)
_RELATIVE = re.compile(r"\b(?:last|this|next|past) (?:year|month|week|quarter)\b", re.I)
_TAKEN = re.compile(r"\b(?:paid|earn\w*|salar\w+|makes?)\b", re.I)
_OFFERED = re.compile(r"\b(?:offer\w*|bids?|dangl\w+|turn\w* down|refus\w+|declin\w+)\b", re.I)
_ONE_UNIT = re.compile(  # "between 2 and 3 billion"
    r"\b(?P<before>between|from) (?P<low>\$?\d[\d.]*)"
    r"(?= (?:and|to) \$?\d[\d.]* ?(?P<unit>billion|million))",
    re.I,
)
_ONE = re.compile(r"\ba (?=(?:billion|million)\b)", re.I)


@dataclass(frozen=True, slots=True)
class AskedSum:
    """What of the sums is asked for. ``above`` and ``below`` are dollars, 0 if not asked."""

    operation: SumOperation
    kind: SumKind
    names: frozenset[str] = frozenset()
    except_: frozenset[str] = frozenset()
    above: float = 0.0
    below: float = 0.0
    smaller: bool = False  # compare: the smaller one is asked for
    window: Window = ANY_TIME
    licensed: bool = False  # only deals with a licence
    outright: bool = False  # only deals that are neither licences nor stakes
    count: int = 0  # how many there have to be, if that is said
    order: str = ""  # of a list: "date", "-date", "sum", "-sum"
    rank: int = 1  # of an extreme: 2 for the second largest
    behind: frozenset[str] = frozenset()  # whom the question has at the end of the order
    publisher: str = ""  # whose figure one of the sums has to be
    taken: bool = False  # only pay that was not turned down
    strange: frozenset[str] = frozenset()  # stems that are not understood


def asked_sum(
    question: Question,
    plain: str,
    linker: EntityLinker,
    as_read: tuple[SumKind, SumOperation] | None = None,
) -> AskedSum | None:
    """The question as an operation on sums, or None if it is not wholly one.

    ``plain`` is the same in plainer words, as ``plainly`` puts it; ``as_read`` is what it asks for
    where its words are not to be asked.
    """
    window, text = windowed(_YEAR_END.sub(r"\g<0>the year in ", plain))
    text = HEDGES.sub(" ", _ONE.sub("1 ", _ONE_UNIT.sub(r"\g<before> \g<low> \g<unit>", text)))
    publisher, text = going_by(text, linker)
    order, text = order_of(text)
    rank, behind, text = rank_of(text)
    names = _names(text, linker) - ({publisher} if publisher else set())
    kind = as_read[0] if as_read else kind_of(text, names, linker)
    if kind in ("deal", "round"):
        names = frozenset(linker.entities[name].leads or name for name in names)
    if kind is None or question.kind == "why" or _points(text, names):
        return None
    above, below = bounds_of(text)
    bounded = bool(above or below)
    operation = as_read[1] if as_read else sum_operation_of(text, bounded=bounded, named=len(names))
    if order and operation in (None, "first", "last"):
        operation = "list"  # "in order of date", "oldest first"
    if operation is None or has_other_figures(text, above, below) or _unheeded(text, operation):
        return None
    left_out = excepted(text, linker)
    return AskedSum(
        operation=operation,
        kind=kind,
        names=names - left_out,
        except_=left_out,
        above=above,
        below=below,
        smaller=operation == "compare" and bool(_SMALLER.search(text)),
        window=window,
        licensed=bool(_LICENCE.search(text)) and not _OR_LICENCE.search(text),
        count=count_in(text),
        outright=bool(_OUTRIGHT.search(text)),
        publisher=publisher,
        taken=bool(_TAKEN.search(text)) and not _OFFERED.search(text),
        order=order,
        rank=rank,
        behind=_names(behind, linker),
        strange=strange_stems(text, linker, KNOWN | SUM_WORDS, months=True),
    )


def _points(text: str, names: frozenset[str]) -> bool:
    """Whether something points back to what was said before."""
    them = _TOGETHER.search(text) and not names and not _RECEIVED.search(text)
    return bool(them) or has_pronoun(text)


def _unheeded(text: str, operation: SumOperation) -> bool:
    """Whether something is said that the operation does not heed."""
    if _DENIES.search(text) or _RELATIVE.search(text):
        return True
    if operation in ("first", "last") and BY_HOW_MUCH.search(text):
        return True
    if operation in ("most", "least", "first", "last") and asks_for_several(text):
        return True
    return operation != "unpriced" and bool(_NOT.search(text))


def _names(text: str, linker: EntityLinker) -> frozenset[str]:
    """The names of a question; a product written small is a word: "a seed round"."""
    return frozenset(m.name for m in linker.mentions(text) if not is_word(m, text, linker))
