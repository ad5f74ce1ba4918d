"""Questions to the tables: understood word by word, but for a few words, or as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from assistant.core.entities import EntityLinker
from assistant.core.questions import Question
from assistant.core.tables.comings import asks_both, comings
from assistant.core.tables.countries import with_countries
from assistant.core.tables.drafts import drafted, drafted_sum
from assistant.core.tables.employers import with_employers
from assistant.core.tables.guesses import Guess, last_sentence
from assistant.core.tables.ledger import Ledger, Row
from assistant.core.tables.movers import of_moves
from assistant.core.tables.news import asks_for_news, news
from assistant.core.tables.questions import asked
from assistant.core.tables.rewording import reworded, reworded_sum
from assistant.core.tables.sketching import LIKELY, outlined
from assistant.core.tables.sum_questions import asked_sum
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

    def _named(self, text: str, rows: Sequence[Row]) -> str:
        """A question with the names of the companies that it describes by what the table tells."""
        return with_employers(with_countries(text, rows, self._linker), rows, self._linker)

    def answer(self, question: Question, allowed: Allowed) -> Told | None:
        """The answer with what was counted; None if the table does not hold it."""
        rows = [row for row in self._ledger.rows if allowed(row.fact)]
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

    def guess(self, question: Question, allowed: Allowed) -> Guess | None:
        """What a question would be answered with that is understood but for a few words, or in
        its last sentence; None if there is none, or a name is not understood."""
        rows = [row for row in self._ledger.rows if allowed(row.fact)]
        for text in filter(None, (question.text, last_sentence(question.text))):
            plain = plainly(self._named(text, rows), self._linker)
            part = replace(question, text=text)
            wish, sums = asked(part, plain, self._linker), asked_sum(part, plain, self._linker)
            put = reworded(wish) if wish and not wish.strange & set(question.strange) else ""
            if wish and put and (told := of_moves(text, wish, rows, self._linker)):
                return Guess(told, text, put, wish.strange)
            put = reworded_sum(sums) if sums and not sums.strange & set(question.strange) else ""
            if sums and put and (told := answer_sum(rows, sums)):
                return Guess(told, text, put, sums.strange)
        return None

    def sketch(self, question: Question, allowed: Allowed) -> Guess | None:
        """What a question would be answered with that is read as a whole, as others were; None if
        that is in doubt, or something that is said would not be heeded."""
        rows = [row for row in self._ledger.rows if allowed(row.fact)]
        text = question.text
        plain = plainly(self._named(text, rows), self._linker)
        outline = outlined(plain, self._linker, self._sketcher)
        if outline.likely < LIKELY:
            return None
        if wish := drafted(question, plain, outline, self._linker):
            told = of_moves(text, wish, rows, self._linker)
            put, strange = reworded(wish), wish.strange
        elif sums := drafted_sum(question, plain, outline, self._linker):
            told = answer_sum(rows, sums)
            put, strange = reworded_sum(sums), sums.strange
        else:
            return None
        known = not strange & set(question.strange)
        return Guess(told, text, put, strange, outline.likely) if told and put and known else None
