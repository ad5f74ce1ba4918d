"""A closer look at the few candidates in doubt: the question and a text are read together.

Reading more of them, or with less doubt, was no better on the dev split, and takes its time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assistant.core.gate import Gate, logit
from assistant.core.questions import Question
from assistant.core.retriever import Candidate
from assistant.ports import Reader

IN_DOUBT = (0.2, 0.8)  # confidences between which a candidate is read
MOST_READ = {"fact": 1, "span": 3}


class CloseReader:
    """Puts the candidates in doubt in a new order, with the confidence that reading gives.

    Sentences of ``curated`` articles are passed over: they are no answers where there are facts.
    """

    def __init__(
        self, reader: Reader, gates: Mapping[str, Gate], curated: frozenset[str] = frozenset()
    ) -> None:
        self._reader = reader
        self._gates = gates
        self._curated = curated

    def look(self, question: Question, ranked: Sequence[Candidate]) -> list[Candidate]:
        """Candidates of one kind, best first."""
        if not ranked:
            return []
        kind = "fact" if ranked[0].fact else "span"
        first, rest = ranked[: MOST_READ[kind]], ranked[MOST_READ[kind] :]
        doubted = [c for c in first if self._is_doubted(c)]
        texts = [c.evidence().text for c in doubted]
        for candidate, read in zip(doubted, self._logits(question, texts), strict=True):
            values = {"logit": logit(candidate.confidence), "read": read}
            candidate.confidence = self._gates[f"{kind}_read"].probability(values)
        return [*sorted(first, key=lambda c: -c.confidence), *rest]

    def _is_doubted(self, candidate: Candidate) -> bool:
        known = candidate.fact or candidate.span.passage.article.slug not in self._curated
        return bool(known) and IN_DOUBT[0] < candidate.confidence < IN_DOUBT[1]

    def _logits(self, question: Question, texts: Sequence[str]) -> list[float]:
        return self._reader.logits(question.text, texts) if texts else []
