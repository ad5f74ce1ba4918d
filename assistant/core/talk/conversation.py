"""A question in a conversation → the ways it may stand alone, likeliest first.

No model is called: each reading is tried on the knowledge, and the one that is answered best wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product

from assistant.core.entities import EntityLinker, without
from assistant.core.questions import news_wished
from assistant.core.talk.fragments import LEAD, Frame, is_fragment, is_slot, stripped
from assistant.core.talk.leaders import by_organisation
from assistant.core.talk.pointing import (
    Focus,
    bound,
    filled,
    points,
    points_at_event,
    reporters,
    unpointed,
)
from assistant.core.talk.question_words import timed, worded
from assistant.core.text import LETTERS, content_stems, fold, has_pronoun, sentences
from assistant.types import Turn

_LEANS = re.compile(
    r"\b(?:that|this|those|these|there|then|one|ones|same|else|rest|other|others|another|either)\b",
    re.IGNORECASE,
)
_MORE = re.compile(r"\b(?:else|others?|another|besides|apart from)\b", re.IGNORECASE)
_CORRECTS = re.compile(
    r"^(?:(?:no|nope|sorry|apologies|oh|well|actually|rather|thanks|not quite|wrong \w+)\b"
    r"[\s,.!;:–—-]*)*(?:not [^,.;?!]{2,40}[,.;–—-]+\s*(?=i\b))?"
    r"(?:i(?:['’]?m| am| was)? (?:really )?(?:meant|mean|(?:thinking|asking|talking)"
    r" (?:of|about|for))\b[\s,:]*)?",
    re.IGNORECASE,
)
_NEW_TOPIC = re.compile(
    r"\b(?:(?:new|different|another|other|change of) (?:subject|topic|matter|question)"
    r"|on (?:another|a different) (?:note|subject|topic))\b[\s:,.!–—-]+",
    re.IGNORECASE,
)
_BACK = re.compile(
    r"^(?:\w+[,.]? )?(?:(?:let['’]?s|let us|can we|i['’]?d like to) )?"
    r"(?:(?:go|going|turn|turning|come|coming|get|getting)? ?back|return|returning) "
    r"(?:for a moment )?to (?P<topic>[^,:.;?–—]+?)(?:[,:.;–—]| - )\s*(?P<rest>.+)",
    re.IGNORECASE,
)
_MARKER = re.compile(r"\s*\[\d+\]")
_REMEMBERED = 6  # turns
_BESIDE = 0.5  # weight of a search for a question with other turns, beside that for itself
_SHORT = 300  # characters of an answer that may be read with a question


@dataclass(frozen=True, slots=True)
class Form:
    """A stand-alone form of a question.

    ``own`` are the words of the question itself where those of earlier turns were added, and
    ``names`` whom or what it points at: only what holds them can be its answer. Where it asks for
    more than was ``told``, so can only what names somebody or something else. ``beside`` says that
    another turn stands beside the question, so that the words of both are no one question.
    """

    text: str
    own: str = ""
    names: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()
    beside: bool = False


def readings(question: str, history: Sequence[Turn], linker: EntityLinker) -> list[Form]:
    """Stand-alone forms of a question; the first is the question itself, if it may stand alone.

    Without history, or where nothing in the question leans on it, there is just that one, and
    the same with organisations in the place of the leaders who stand for them.
    """
    forms = _stand_alone(question, history, linker)
    by_name = replace(forms[0], text=by_organisation(forms[0].text, linker))
    return list(dict.fromkeys((forms[0], by_name, *forms[1:])))


def queries(question: str, history: Sequence[Turn], linker: EntityLinker) -> dict[str, float]:
    """What to search passages for, each with its weight: the question, and it in its conversation.

    Beside itself a follow-up is searched for with the user's earlier turns, and with the answer
    before it: each finds what the others miss, and the question's own words weigh most.
    """
    turns = _leant_on(question, history, linker)
    if not turns:
        return {question: 1.0}
    asked = [text for role, text in turns if role == "user"]
    said = [text[:_SHORT] for role, text in turns if role != "user"][-1:]
    return {
        " ".join((*asked, question)): _BESIDE,
        " ".join((question, *said)): _BESIDE,
        question: 1.0,
    }


def _stand_alone(question: str, history: Sequence[Turn], linker: EntityLinker) -> list[Form]:
    turns = _leant_on(question, history, linker)
    if not turns:
        return [Form(question)]
    if match := _NEW_TOPIC.search(question):
        rest = question[match.end() :]
        if linker.names(rest) and not points(rest):
            return [Form(rest)]
    if match := _BACK.search(question):
        question, turns = match["rest"], _before(match["topic"], turns, linker)
    bare = _CORRECTS.sub("", question, count=1) or question
    return list(dict.fromkeys(_forms(bare, turns, linker)))[:10] or [Form(question)]


def _leant_on(question: str, history: Sequence[Turn], linker: EntityLinker) -> list[Turn]:
    """The last turns without their markers; none if nothing in the question leans on them."""
    if not history or news_wished(question) == "" or not _is_open(question, linker):
        return []
    return [(role, _MARKER.sub("", text)) for role, text in history[-_REMEMBERED:]]


def _is_open(question: str, linker: EntityLinker) -> bool:
    leans = points(question) or any(p.search(question) for p in (_LEANS, LEAD, _NEW_TOPIC, _BACK))
    corrects = bool(_CORRECTS.sub("", question, count=1) != question)
    few = len(content_stems(question)) <= 3
    return leans or corrects or few or not linker.names(question)


def _before(topic: str, turns: Sequence[Turn], linker: EntityLinker) -> list[Turn]:
    """What was spoken of before the last exchange: "Back to the Paris firm: …"."""
    named = [mention.name for mention in linker.mentions(topic)]
    earlier = list(turns[:-2] or turns)
    return [*earlier, ("assistant", ", ".join(named))] if named else earlier


def _forms(question: str, turns: Sequence[Turn], linker: EntityLinker) -> Iterator[Form]:
    silent = reporters([text for _, text in turns], linker)
    frame = Frame.of(turns, silent, linker)
    bare = stripped(question)
    answered = frame.answered()
    asks = worded(bare, frame.whole, next(iter(answered), ""))
    put = [asks] if asks else frame.put(bare) if is_fragment(bare) else []
    if put and (asks or is_slot(bare, linker)):
        yield from (Form(text) for text in put)
        if asks or linker.names(bare):
            yield from _beside(bare, frame, Form("", names=linker.names(bare)))
        return
    focus = Focus.of(turns, silent, linker)
    if len(answered) == 1 and has_pronoun(question):
        focus = focus.on(answered[0], linker)
    yield from _pointed(question, focus, frame, put, answered[:1])


def _pointed(
    question: str, focus: Focus, frame: Frame, put: Sequence[str], answered: Sequence[str]
) -> Iterator[Form]:
    """The question with names for the words that point, then with others or turns beside it."""
    linker, bare = frame.linker, stripped(question)
    named = filled(question, focus, linker)
    for one, subject in product(named, answered):
        if dated := timed(one.text, frame.whole, subject):
            yield Form(dated, names=one.names)
    sure = any(one.names for one in named)
    # "he" is one of those spoken of, where it is not known which of them are people.
    personal = has_pronoun(question)
    unsure = bool(named) and not sure and personal
    alone = not (sure or unsure or points_at_event(question)) or bound(question, linker)
    if alone:
        yield Form(question)
        yield from (Form(part) for part in _last_sentence(question, linker))
    yield from (Form(one.text, names=one.names) for one in named)
    meant = Form(
        "",
        _own(bare, linker, strictly=not alone),
        _own_names(bare, linker) | (named[0].names if named and not alone else frozenset()),
        frozenset(focus.names) if _MORE.search(question) else frozenset(),
    )
    yield from (replace(meant, text=text) for text in put)
    appended = (
        replace(meant, text=f"{bare.rstrip('?. ')} {name}?", names=meant.names or frozenset({name}))
        for name in focus.names[:3]
        if name not in bare and not (personal and linker.of_type({name}, "organisation"))
    )
    beside = _beside(bare, frame, meant)
    together = points_at_event(question) or linker.of_type(linker.names(bare), "organisation")
    yield from (*beside, *appended) if together else (*appended, *beside)


def _own(bare: str, linker: EntityLinker, *, strictly: bool) -> str:
    """The words that the question adds; words that no source has only count ``strictly``."""
    rest = LETTERS.findall(unpointed(without(bare, linker.mentions(bare))))
    return " ".join(w for w in rest if strictly or linker.knows(fold(w)) or w[0].isupper())


def _own_names(bare: str, linker: EntityLinker) -> frozenset[str]:
    """The people whom the question names itself, or the only name in it."""
    names = linker.names(bare)
    return linker.of_type(names, "person") or (names if len(names) == 1 else frozenset())


def _beside(bare: str, frame: Frame, meant: Form) -> Iterator[Form]:
    """The question beside the one before it, and beside the answer to that."""
    meant = replace(meant, beside=True)
    if frame.whole:
        yield replace(meant, text=f"{frame.whole.rstrip('?. ')} {bare}")
    if frame.said and len(frame.said) < _SHORT:
        yield replace(meant, text=f"{bare} {frame.said}")


def _last_sentence(question: str, linker: EntityLinker) -> Iterator[str]:
    """The last of several sentences, where it can stand alone."""
    spans = sentences(question)
    last = question[slice(*spans[-1])] if len(spans) > 1 else ""
    if linker.names(last) and not points(last):
        yield last
