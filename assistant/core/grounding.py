"""Does a span carry a sentence? Names, figures, negation, who comes before whom, and the words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.core.entities import EntityLinker
from assistant.core.quantities import missing_quantities
from assistant.core.text import content_stems, sentences
from assistant.types import Claim, Span

_NEGATION = re.compile(
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
_LINK = re.compile(r"https?://|www\.|<[a-z/!]", re.IGNORECASE)


def check(text: str, spans: Sequence[Span], linker: EntityLinker) -> list[Claim]:
    """A verdict for each sentence of ``text``, against the spans it may rest on.

    A sentence passes only if one span alone, or all together, hold everything in it.
    """
    return [_check_sentence(text[s:e], spans, linker) for s, e in sentences(text)]


def _check_sentence(sentence: str, spans: Sequence[Span], linker: EntityLinker) -> Claim:
    reason = "nothing is cited"
    for span in spans:
        reason = objection(sentence, span.text, linker)
        if not reason:
            return Claim(sentence, "supported", "", span)
    if len(spans) > 1:
        reason = objection(sentence, " ".join(s.text for s in spans), linker)
        if not reason:
            return Claim(sentence, "supported", "", spans[0])
    return Claim(sentence, "unsupported", reason, spans[0] if spans else None)


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
    if bool(_NEGATION.search(sentence)) != bool(_NEGATION.search(support)):
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
