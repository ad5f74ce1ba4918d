"""Answers from the ledger about who moved where; each line with its citation."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from assistant.core.entities import EntityLinker
from assistant.core.questions import Question
from assistant.core.tables.comings import asks_both, comings
from assistant.core.tables.conditions import Asked
from assistant.core.tables.countries import with_countries
from assistant.core.tables.drafts import drafted, drafted_sum, telling
from assistant.core.tables.employers import employer, with_employers
from assistant.core.tables.groups import COUNTED, by_person, months, origins, targets, way_of
from assistant.core.tables.guesses import Guess, last_sentence, such
from assistant.core.tables.joins import JOINS
from assistant.core.tables.kinds import Operation
from assistant.core.tables.ledger import Ledger, Row, is_from
from assistant.core.tables.lines import Lines, count_of, either, end_of, listed, narrowest, notes_on
from assistant.core.tables.moves import is_arrival, is_move, without_persons
from assistant.core.tables.news import asks_for_news, news
from assistant.core.tables.nobody import nobody
from assistant.core.tables.questions import asked
from assistant.core.tables.rewording import reworded, reworded_sum
from assistant.core.tables.sketching import LIKELY, outlined
from assistant.core.tables.sum_questions import asked_sum
from assistant.core.tables.sum_rows import is_of_kind
from assistant.core.tables.sums import answer_sum
from assistant.core.tables.text import plainly
from assistant.core.tables.ways import career
from assistant.core.telling import Allowed, Told
from assistant.ports import Sketcher

_MOST_NAMED = 40


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
            return self._of_moves(question.text, wish, rows)
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
            if wish and put and (told := self._of_moves(text, wish, rows)):
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
        told, put, strange = None, "", frozenset[str]()
        if wish := drafted(question, plain, outline, self._linker):
            told, put = self._of_moves(text, wish, rows), reworded(wish)
            strange = wish.strange & set(question.strange) | self._untold(wish, text, rows)
        elif sums := drafted_sum(question, plain, outline, self._linker):
            told, put = answer_sum(rows, sums), reworded_sum(sums)
            strange = telling(sums.strange, [r for r in rows if is_of_kind(r, sums.kind)])
        return Guess(told, text, put, strange, outline.likely) if told and put else None

    def _untold(self, wish: Asked, text: str, rows: Sequence[Row]) -> frozenset[str]:
        """Words that would leave out some of the rows, and are not heeded."""
        kept = [r for r in rows if _meets(r, wish)]
        return telling(wish.strange, such(kept, text, wish.strange))

    def _of_moves(self, text: str, wish: Asked, rows: Sequence[Row]) -> Told | None:
        rows = without_persons(rows, wish.not_who)
        known = {name for row in rows for name in row.origin | row.target}
        if not wish.origin | wish.target <= known:
            return None
        if wish.operation in JOINS:
            return JOINS[wish.operation](rows, wish, self._linker)
        kept = [r for r in rows if _meets(r, wish)]
        if said := _TELLERS[wish.operation](such(kept, text, wish.strange), wish):
            return said
        return nobody(rows, wish, self._linker)


def _meets(row: Row, wish: Asked) -> bool:
    fact = row.fact
    if not (is_move(row) or (is_arrival(row) and not (wish.origin and wish.window))):
        return False  # when the post was taken is told, not when the old one was left
    if wish.operation in ("employer", "career"):
        return bool(wish.names & set(row.who))
    return (
        (not wish.origin or bool(wish.origin & row.origin))
        and (not wish.target or bool(wish.target & row.target))
        and not wish.not_from & row.origin
        and not wish.not_to & row.target
        and not (wish.unnamed and row.target)
        and (not wish.paper or bool(re.search(wish.paper, fact.statement)))
        and (not wish.publisher or is_from(fact, wish.publisher))
        and wish.window.holds(row.moment)
    )


def _people(rows: Sequence[Row], wish: Asked) -> Told | None:
    people = by_person(rows)
    if (
        not people
        or wish.count not in (0, len(people))
        or (wish.counted and any(_counts_more(row) for row in rows))
    ):
        return None
    lines = Lines()
    shown = sorted(people.items(), key=lambda p: p[1].date or "9999")[:_MOST_NAMED]
    named = [lines.cite(_noted(p, r, wish), r.fact) for p, r in shown]
    left = wish.origin and not wish.target
    rest = way_of(replace(wish, origin=frozenset()))
    way = f"left {either(wish.origin)}{rest}" if left else f"moved{way_of(wish)}"
    head = f"The sources name {count_of(len(people), 'person', 'people')} who {way}".rstrip(",")
    return lines.told(f"{head}: {'; '.join(named)}. {COUNTED}")


def _counts_more(row: Row) -> bool:
    """Whether a source counts more people than it names."""
    fact = row.fact
    return fact.unit == "people" and (fact.amount or 0) > len(fact.who)


def _noted(person: str, row: Row, wish: Asked) -> str:
    """A person with the other side of the move, unless it is the same for all, and its date."""
    notes = []
    if len(narrowest(wish.target)) != 1 and row.target:
        notes.append(f"to {listed(row.target)}")
    if len(narrowest(wish.origin)) != 1 and row.origin:
        notes.append(f"from {listed(row.origin)}")
    notes += notes_on(row)
    return f"{person} ({', '.join(notes)})" if notes else person


def _repeat(rows: Sequence[Row], _: Asked) -> Told | None:
    stays: dict[str, dict[frozenset[str], Row]] = {}
    for row in sorted(rows, key=lambda r: r.date or "9999"):
        for person in row.who:
            stays.setdefault(person, {}).setdefault(row.target or row.origin, row)
    often = {p: list(s.values()) for p, s in stays.items() if len(s) > 1}
    if not often:
        return None
    lines = Lines()
    named = [
        f"{person} ("
        + "; ".join(lines.cite(f"to {listed(r.target) or 'no named employer'}", r.fact) for r in s)
        + ")"
        for person, s in often.items()
    ]
    count = count_of(len(often), "person", "people")
    return lines.told(f"The sources name {count} with more than one move: {'; '.join(named)}.")


def _ends(rows: Sequence[Row], wish: Asked) -> Told | None:
    return end_of(rows, first=wish.operation == "first", several=wish.several)


_TELLERS: Mapping[Operation, Callable[[Sequence[Row], Asked], Told | None]] = {
    "people": _people,
    "employer": employer,
    "career": career,
    "origins": origins,
    "targets": targets,
    "months": months,
    "repeat": _repeat,
    "first": _ends,
    "last": _ends,
}
