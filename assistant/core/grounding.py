"""Does a span carry a sentence? Names, figures, negation, who comes before whom, and the words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from assistant.core.entities import EntityLinker
from assistant.core.quantities import missing_quantities, quantities
from assistant.core.text import content_stems, sentences
from assistant.core.times import MONTH_NAMES
from assistant.types import Claim, Span

NEGATION = re.compile(
    r"\b(?:not|no|never|none|nobody|neither|nor|without|cannot|hardly|barely|\w+n't|denied|denies"
    r"|refus\w+|fail\w*|except)\b",
    re.IGNORECASE,
)
_HEDGES = (
    ("at least", "or more", "no fewer"),
    ("up to", "as much as", "at most"),
    ("more than", "over", "exceed", "above"),
    ("less than", "under", "below", "fewer"),
    ("about", "around", "roughly", "approximately", "nearly", "almost", "some"),
    ("may", "might", "could", "reportedly", "reported", "is said", "rumoured", "expected"),
    ("tried", "attempt", "sought", "wanted", "planned", "considered", "in talks", "hoped"),
    ("offered", "offer", "agreed", "would", "if", "proposed"),
)
_FIXED = "\N{SECTION SIGN}"  # begins the tokens of names and figures
_MONTH = re.compile(rf"\b(?:{MONTH_NAMES})\b")
_DATES = (  # tokens of days, months and years
    re.compile(_FIXED + r"(?:[1-9]|[12]\d|3[01])"),
    re.compile(_FIXED + _MONTH.pattern),
    re.compile(_FIXED + r"(?:19|20)\d\d"),
)
_CARRIED = 0.8  # share of the content words that the span must hold
_VERB = re.compile(
    r"\b(?:is|are|was|were|be|been|has|have|had|will|would|can|could|may|might|must|do|does|did|says?"
    r"|said|told|left|became|becomes?|took|takes?|gave|gives?|went|goes|made|makes?|puts?|paid|pays?"
    r"|bought|buys?|sold|sells?|leads?|led|runs?|ran|held|holds?|won|wins?|lost|loses?|kept|keeps?"
    r"|built|began|begins?|came|comes?|got|gets?|found|met|meets?|sets?|cuts?|let|grew|rose|fell"
    r"|wrote|spoke|brought|sent|spent|stood|stands?|saw|sees?|thought|thinks?|knew|knows?|meant|means?"
    r"|drew|chose|struck|beat|broke|heads?|owns?|works?|needs?|wants?|plans?|costs?|quit"
    r"|hit|shut|hires?|joins?|offers?|acquires?|taught|(?!hundred\b)[a-z]{2,}ed)\b"
)
_LINK = re.compile(r"https?://|www\.|<[a-z/!]|\]\(|!\[|\*\*|`", re.IGNORECASE)
_SAYS_THAT = re.compile(
    r"\b(?:(?:say|claim|state|assert|write|answer|reply|add|argue|believe|report)s?|said|claimed"
    r"|stated|wrote|argued|believed|told|reported)\b(?: \w+){0,2} that\b|\baccording to\b",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\b(?:sa(?:y|id)|claim|stat|assert|writ|wrote|answer|repl|add|argu|believ|report|told|tell|hold"
    r"|accord|think|view)\w*",
    re.IGNORECASE,
)


def check(
    text: str, spans: Sequence[Span], linker: EntityLinker, *, by_model: bool = False
) -> list[Claim]:
    """A verdict for each sentence of ``text``, against the spans it may rest on.

    A sentence passes only if one span alone, or all together, hold everything in it. One that a
    chat model wrote may leave words out and move dates, and nothing else: its words must be the
    source's, in the source's order, and what somebody says must not be told as if it were so.
    """
    return [_check_sentence(text[s:e], spans, linker, by_model) for s, e in sentences(text)]


def _check_sentence(
    sentence: str, spans: Sequence[Span], linker: EntityLinker, by_model: bool
) -> Claim:
    reason = "nothing is cited"
    texts = [s.text for s in spans]
    joined = [(" ".join(texts), spans[0])] if len(spans) > 1 else []
    for support, span in [*zip(texts, spans, strict=True), *joined]:
        reason = objection(sentence, support, linker)
        if not reason and by_model:
            reason = _objection_to_model(sentence, support, linker)
        if not reason:
            return Claim(sentence, "supported", "", span)
    return Claim(sentence, "unsupported", reason, spans[0] if spans else None)


def _objection_to_model(sentence: str, support: str, linker: EntityLinker) -> str:
    if not _VERB.search(sentence):
        # A bare name says what the question asks, and no source need say that.
        return "it has no verb, so that it tells nothing by itself"
    if _SAYS_THAT.search(support) and not _SAYS.search(sentence):
        return "who says so in the source is lost"
    words, held = _tokens(sentence, linker), _tokens(support, linker)
    if own := [word for word in words if word not in held]:
        return f"{own[0].lstrip(_FIXED)!r} is no word of the source"
    # A day is a figure like others; where each part of a date occurs once, it may be moved.
    if all(len({t for t in held if kind.fullmatch(t)}) <= 1 for kind in _DATES):
        words, held = ([t for t in tokens if not _is_date(t)] for tokens in (words, held))
    return "" if _is_part(words, held) else "its words stand in another order than in the source"


def _tokens(text: str, linker: EntityLinker) -> list[str]:
    """Stems, names and figures in order; names and figures begin with a sign."""
    found: list[str] = []
    at = 0
    for start, end, token in sorted(_fixed(text, linker)):
        if start >= at:
            found += [*content_stems(text[at:start]), token]
            at = end
    return found + content_stems(text[at:])


def _fixed(text: str, linker: EntityLinker) -> Iterator[tuple[int, int, str]]:
    for mention in linker.mentions(text):
        yield mention.start, mention.end, f"{_FIXED}{mention.name}"
    for month in _MONTH.finditer(text):
        yield *month.span(), f"{_FIXED}{month.group()}"
    for figure in quantities(text):
        yield figure.start, figure.end, f"{_FIXED}{figure.value:.12g}"


def _is_date(token: str) -> bool:
    return any(kind.fullmatch(token) for kind in _DATES)


def _is_part(words: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether words come in the order of the whole; between them no name or figure is left out."""
    for start in [n for n, token in enumerate(whole) if words and token == words[0]]:
        at = start
        for word in words[1:]:
            at += 1
            while at < len(whole) and whole[at] != word and not whole[at].startswith(_FIXED):
                at += 1
            if at >= len(whole) or whole[at] != word:
                break
        else:
            return True
    return not words


def objection(sentence: str, support: str, linker: EntityLinker) -> str:
    """Why ``support`` does not carry ``sentence``, or "" if it does."""
    if _LINK.search(sentence):
        return "holds a link or markup"
    if missing := missing_quantities(sentence, support):
        return f"the figure {sentence[missing[0].start : missing[0].end]!r} is not in the source"
    names, held = linker.mentions(sentence), linker.mentions(support)
    known = {m.name for m in held}
    if strange := [m.name for m in names if m.name not in known]:
        return f"{strange[0]} is not in the source"
    if not _in_order([m.name for m in names], [m.name for m in held]):
        return "the names stand in another order than in the source"
    if bool(NEGATION.search(sentence)) != bool(NEGATION.search(support)):
        return "one of sentence and source is negated"
    if lost := _lost_hedge(sentence, support):
        return f"the hedge {lost!r} of the source is lost"
    stems = content_stems(sentence)
    carried = set(content_stems(support))
    share = sum(s in carried for s in stems) / len(stems) if stems else 0.0
    return "" if share >= _CARRIED else f"only {share:.0%} of its words are in the source"


def _in_order(names: list[str], held: list[str]) -> bool:
    """Whether ``names`` come in an order in which the source has them, too."""
    at = 0
    for name in dict.fromkeys(names):
        if name not in held[at:]:
            return False
        at = held.index(name, at)
    return True


def _lost_hedge(sentence: str, support: str) -> str:
    # Only hedges beside a figure or a verb that the sentence repeats matter; being strict is safe.
    low, source = f" {sentence.lower()} ", f" {support.lower()} "
    for family in _HEDGES:
        used = [h for h in family if re.search(rf"\b{h}\b", source)]
        if used and not any(re.search(rf"\b{h}", low) for h in family):
            return used[0]
    return ""
