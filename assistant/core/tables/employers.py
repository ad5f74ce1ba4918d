"""Employers who are named by whom they employ: "Suleyman's new employer", "Pang's old firm"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.core.entities import EntityLinker
from assistant.core.tables.conditions import Asked
from assistant.core.tables.ledger import Row
from assistant.core.tables.lines import Lines, listed
from assistant.core.tables.moves import moves_of
from assistant.core.telling import Told
from assistant.core.times import NOW, from_iso, months_between, spoken

_FIRM = r"(?:employer|company|firm|lab|home|house|outfit|shop)\b"
_POSSESSED = re.compile(
    rf"^['’]s? (?:(?P<old>old|former|previous|prior|erstwhile|last|ex)[ -]{_FIRM}"
    rf"|(?:new|current|present|latest|next|later|newest|today['’]s) {_FIRM}"
    r"|employer\b(?! (?:in|on|at|as of|during|by|around|before|back|early|late)\b))",
    re.IGNORECASE,
)
_ASKS_FOR_IT = re.compile(r"\b(?:who|what|which)\b(?: \w+)? (?:is|was|were|['’]s)\s*$", re.I)
_LONG = 12  # months before the first move that is told, from which somebody may have been elsewhere


def with_employers(text: str, rows: Sequence[Row], linker: EntityLinker) -> str:
    """The text with the names of employers that it describes so, where the table tells them."""
    for mention in reversed(linker.mentions(text)):
        asked = _ASKS_FOR_IT.search(text[: mention.start])
        said = None if asked else _POSSESSED.match(text[mention.end :])
        found = _employer_of(mention.name, rows, old=bool(said["old"])) if said else ""
        if said and found:
            text = text[: mention.start] + found + text[mention.end + said.end() :]
    return text


def _employer_of(person: str, rows: Sequence[Row], *, old: bool) -> str:
    """Where the last move of a person led, or where it came from; "" if that is not told."""
    moves = [row for row in moves_of(rows) if person in row.who]
    dated = [row for row in moves if row.date] or moves
    if not dated:
        return ""
    side = dated[-1].origin if old else dated[-1].target
    return listed(side) if side else ""


def _soon_after(when: str, date: str) -> bool:
    """Whether one ISO date is at most a year before another; of a year alone its end counts."""
    one, other = from_iso(when), from_iso(date)
    one, other = replace(one, month=one.month or 12), replace(other, month=other.month or 1)
    return months_between(one, other) <= _LONG


def employer(rows: Sequence[Row], wish: Asked) -> Told | None:
    """The last move before the time asked about, and the next one after it if there is one."""
    dated = sorted((r for r in rows if r.date), key=lambda r: r.date)
    now = wish.when == NOW
    before = [r for r in dated if now or r.date[: len(wish.when)] <= wish.when[: len(r.date)]]
    after = dated[len(before) :]
    if not before and not (after and after[0].origin and _soon_after(wish.when, after[0].date)):
        return None
    lines = Lines()
    person = next(iter(wish.names))
    place = listed(before[-1].target) if before else listed(after[0].origin)
    when = "now, as far as is known here" if now else f"in {spoken(wish.when)}"
    row = before[-1] if before else after[0]
    said = lines.cite(row.fact.statement, row.fact)
    text = f"{person} {when}: {place or 'no employer is named'}. {said}"
    if before and after:
        text += f" Later: {lines.cite(after[0].fact.statement, after[0].fact)}"
    return lines.told(text)
