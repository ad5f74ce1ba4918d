"""Does a span carry a sentence? Names, figures, negation, who comes before whom, and the words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.core.entities import EntityLinker, without
from assistant.core.quantities import missing_quantities, quantities
from assistant.core.text import content_stems, sentences
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
)
_CARRIED = 0.8  # share of the content words that the span must hold
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
    text: str, spans: Sequence[Span], linker: EntityLinker, *, question: str | None = None
) -> list[Claim]:
    """A verdict for each sentence of ``text``, against the spans it may rest on.

    A sentence passes only if one span alone, or all together, hold everything in it. With the
    ``question`` that a chat model answered, its words must be those of the spans or of the
    question, and what somebody says must not be told as if it were so.
    """
    return [_check_sentence(text[s:e], spans, linker, question) for s, e in sentences(text)]


def _check_sentence(
    sentence: str, spans: Sequence[Span], linker: EntityLinker, question: str | None
) -> Claim:
    reason = "nothing is cited"
    texts = [s.text for s in spans]
    joined = [(" ".join(texts), spans[0])] if len(spans) > 1 else []
    for support, span in [*zip(texts, spans, strict=True), *joined]:
        reason = objection(sentence, support, linker)
        if not reason and question is not None:
            reason = _objection_to_model(sentence, support, question, linker)
        if not reason:
            return Claim(sentence, "supported", "", span)
    return Claim(sentence, "unsupported", reason, spans[0] if spans else None)


def _objection_to_model(sentence: str, support: str, question: str, linker: EntityLinker) -> str:
    if _SAYS_THAT.search(support) and not _SAYS.search(sentence):
        return "who says so in the source is lost"
    known = set(content_stems(f"{support} {question}"))
    bare = without(sentence, linker.mentions(sentence))
    figures = [bare[q.start : q.end] for q in quantities(bare)]
    counted = set(content_stems(" ".join(figures)))
    own = [s for s in content_stems(bare) if s not in known and s not in counted]
    return f"{own[0]!r} is a word of neither source nor question" if own else ""


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
