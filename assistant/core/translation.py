"""A translation's names and sums are taken out before, put back after, and the rest is compared."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.core.entities import EntityLinker
from assistant.core.grounding import NEGATION
from assistant.core.quantities import missing_quantities, quantities

_MARKUP = re.compile(r"https?://|www\.|<[a-z/!]|\]\(|[*`{}\[\]【】]", re.IGNORECASE)
_SIGN = re.compile(r"(?<![A-Za-z0-9])N\d+(?!\d)")
_LARGE = 1e5  # from here on a bare figure is kept as it stands; days, ages and years are not


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with a sign (N1, N2, …) in place of each name and sum; ``kept`` are those."""

    text: str
    kept: tuple[str, ...]

    def restored(self, translation: str) -> str:
        """The translation with the names and sums in their places."""
        return _SIGN.sub(lambda sign: self.kept[int(sign.group()[1:]) - 1], translation)

    def fits(self, translation: str, back: str) -> bool:
        """Whether a translation has each sign as often, and the same figures and negation.

        ``back`` is the translation, without its signs, put into English words again.
        """
        if not translation or _MARKUP.search(translation):
            return False
        signs, own = (sorted(_SIGN.findall(text)) for text in (self.text, translation))
        english = without_signs(self.text)
        figures = missing_quantities(english, back) or missing_quantities(back, english)
        negated = bool(NEGATION.search(english)) != bool(NEGATION.search(back))
        return signs == own and not figures and not negated


def without_signs(text: str) -> str:
    """A text with a space in place of each sign."""
    return _SIGN.sub(" ", text)


def masked(text: str, linker: EntityLinker) -> Masked:
    """A sentence made ready for translation."""
    spans = [(m.start, m.end) for m in linker.mentions(text)]
    spans += [(q.start, q.end) for q in quantities(text) if q.unit or q.value >= _LARGE]
    parts, kept, at = [], [], 0
    for start, end in sorted(spans):
        if start < at:
            continue
        kept.append(text[start:end].strip())
        tail = text[start:end][len(text[start:end].rstrip()) :]
        parts += [text[at:start], f"N{len(kept)}", tail]
        at = end
    return Masked("".join([*parts, text[at:]]), tuple(kept))
