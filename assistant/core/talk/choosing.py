"""Of the ways to understand a follow-up, the one that the knowledge answers best."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace

from assistant.core.answering import Judge, Reading
from assistant.core.entities import EntityLinker
from assistant.core.questions import VAGUE, analyse
from assistant.core.retriever import Candidate
from assistant.core.support import Support
from assistant.core.talk.conversation import Form
from assistant.core.text import content_stems, has_pronoun, stem

_PLAIN = 0.85  # confidence of a reading from which likelier ones are not passed over for others
_BETTER = 0.02  # by which a later reading must be
_OWN_HELD = 0.25  # of the weight of a follow-up's own words, in what may answer it
_UNFIT = ("no_time", "no_number", "no_cause", "no_unit")  # signals of another kind of answer
_VAGUE_STEMS = {stem(word) for word in (*VAGUE, *"somebody anybody someone anyone alone".split())}


class Chooser:
    """Reads each form of a question; ``counts`` tells which sentences may answer by themselves."""

    def __init__(
        self, judge: Judge, linker: EntityLinker, counts: Callable[[Candidate], bool]
    ) -> None:
        self._judge = judge
        self._linker = linker
        self._counts = counts

    def best(self, text: str, forms: Sequence[Form], packs: Collection[str] = ()) -> Reading:
        """The reading that the knowledge answers best; an earlier one wins unless clearly worse.

        Forms are read only until one is plainly answered. The kind of answer that the question
        wants as it was typed ("how much", "when") is not changed by reading it in the light of
        others.
        """
        kind = analyse(text, self._linker).kind
        best = self._read(forms[0], packs)
        worth = best.worth(self._counts)
        for form in forms[1:]:
            if worth >= _PLAIN:
                break
            reading = self._read(form, packs)
            same_kind = kind in ("what", "polar", reading.question.kind)
            if same_kind and (other := reading.worth(self._counts)) > worth + _BETTER:
                best, worth = reading, other
        return best

    def _read(self, form: Form, packs: Collection[str]) -> Reading:
        """A form as it is judged, without what cannot be meant by it."""
        reading = self._judge.read(form.text, packs)
        facts, spans = (
            tuple(c for c in found if self._is_meant(c, form))
            for found in (reading.facts, reading.spans)
        )
        return replace(reading, facts=facts, spans=spans, whole=not form.beside)

    def _is_meant(self, candidate: Candidate, form: Form) -> bool:
        support = self._judge.support(candidate)
        left_open = form.own and candidate.fact and has_pronoun(form.text)
        if left_open and not self._people(support.core_names):
            return False  # "her title" is not that of a chapter
        if form.told and support.core_names <= form.told:
            return False
        if form.own and candidate.fact and not self._adds_to(candidate, support, form):
            return False
        if form.names <= self._linker.widened(support.names):
            return True
        # What names nobody may be about whom it is asked about: "its interim chief executive".
        about_people = self._people(form.names) == form.names
        return bool(form.own) and about_people and not self._people(support.core_names)

    def _people(self, names: frozenset[str]) -> frozenset[str]:
        return self._linker.of_type(names, "person")

    def _adds_to(self, candidate: Candidate, support: Support, form: Form) -> bool:
        """Whether a fact has the follow-up's own words, and the kind of answer it wants."""
        if any(candidate.signals[unfit] for unfit in _UNFIT):
            return False
        stems = set(content_stems(form.own)) - _VAGUE_STEMS
        weights = {s: self._judge.lexicon.weight(s) for s in stems}
        held = sum(weights[s] for s in stems & support.stems)
        return bool(form.told) or held >= _OWN_HELD * sum(weights.values())
