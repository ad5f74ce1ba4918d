"""Questions to the tables: understood word by word, but for a few words, or as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.core.entities import EntityLinker
from assistant.core.questions import Question
from assistant.core.tables.comings import asks_both, comings
from assistant.core.tables.conditions import Asked
from assistant.core.tables.countries import with_countries
from assistant.core.tables.drafts import drafted, drafted_sum
from assistant.core.tables.employers import with_employers
from assistant.core.tables.guesses import GUESSED, Guess, last_sentence
from assistant.core.tables.ledger import Ledger, Row
from assistant.core.tables.movers import of_moves
from assistant.core.tables.news import asks_for_news, news
from assistant.core.tables.questions import asked
from assistant.core.tables.rewording import reworded, reworded_sum
from assistant.core.tables.sketching import LIKELY, outlined
from assistant.core.tables.sum_questions import AskedSum, asked_sum
from assistant.core.tables.sums import answer_sum
from assistant.core.tables.text import plainly
from assistant.core.telling import Allowed, Told
from assistant.ports import Sketcher


class Counter:
    """Answers such questions from the ledger, every line with its citation."""

    def __init__(self, ledger: Ledger, linker: EntityLinker, sketcher: Sketcher) -> None:
        self._ledger = ledger
        self._linker = linker
        self._sketcher = sketcher

    def _rows(self, allowed: Allowed) -> list[Row]:
        return [row for row in self._ledger.rows if allowed(row.fact)]

    def _named(self, text: str, rows: Sequence[Row]) -> str:
        """A question with the names of the companies that it describes by what the table tells."""
        return with_employers(with_countries(text, rows, self._linker), rows, self._linker)

    def answer(self, question: Question, allowed: Allowed) -> Told | None:
        """The answer with what was counted; None if the table does not hold it."""
        rows = self._rows(allowed)
        question = replace(question, text=self._named(question.text, rows))
        whom = asks_for_news(question.text, self._linker)
        if whom is not None:
            return news(rows, whom, self._linker)
        plain = plainly(question.text, self._linker)
        if asks_both(plain):
            return comings(plain, rows, self._linker)
        wish = asked(question, plain, self._linker)
        if wish and not wish.strange:
            return of_moves(question.text, wish, rows, self._linker)
        sums = asked_sum(question, plain, self._linker)
        return answer_sum(rows, sums) if sums and not sums.strange else None

    def guess(
        self, question: Question, allowed: Allowed, *, likelier_than: float = 0.0
    ) -> Guess | None:
        """What a question would be answered with that is understood but for a few words, or in
        its last sentence; None if there is none, or a name is not understood."""
        if likelier_than >= GUESSED:
            return None
        rows = self._rows(allowed)
        for text in filter(None, (question.text, last_sentence(question.text))):
            plain = plainly(self._named(text, rows), self._linker)
            part = replace(question, text=text)
            wish, sums = asked(part, plain, self._linker), asked_sum(part, plain, self._linker)
            if made := self._made(part, rows, wish, sums, GUESSED):
                return made
        return None

    def sketch(
        self, question: Question, allowed: Allowed, *, likelier_than: float = 0.0
    ) -> Guess | None:
        """What a question would be answered with that is read as a whole, as others were; None if
        that is in doubt, or something that is said would not be heeded."""
        rows = self._rows(allowed)
        plain = plainly(self._named(question.text, rows), self._linker)
        outline = outlined(plain, self._linker, self._sketcher)
        if outline.likely < LIKELY or outline.likely <= likelier_than:
            return None
        wish = drafted(question, plain, outline, self._linker)
        sums = drafted_sum(question, plain, outline, self._linker)
        return self._made(question, rows, wish, sums, outline.likely)

    def _made(
        self,
        question: Question,
        rows: Sequence[Row],
        wish: Asked | None,
        sums: AskedSum | None,
        likely: float,
    ) -> Guess | None:
        """What answers the wish or the sums, unless a name is not understood."""
        text, unknown = question.text, set(question.strange)
        put = reworded(wish) if wish and not wish.strange & unknown else ""
        if wish and put and (told := of_moves(text, wish, rows, self._linker)):
            return Guess(told, text, put, wish.strange, likely)
        put = reworded_sum(sums) if sums and not sums.strange & unknown else ""
        if sums and put and (told := answer_sum(rows, sums)):
            return Guess(told, text, put, sums.strange, likely)
        return None
