"""Names that a question has and the facts do not, and names that it asks for and they leave out."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from assistant.core.entities import EntityLinker
from assistant.core.premises.figures import shown
from assistant.core.questions import Question
from assistant.core.text import fold
from assistant.types import Fact

_STANDS_FOR_A_FIRM = re.compile(r"\b(?:join\w*|to|for|with|under|by|at|from|of)\s+$", re.I)
_NO_NAME = re.compile(r"-|(?:ern|ese|ean|ish|ian|[A-Z]s?)$")  # "Western", "ChatGPT-style", "CEOs"
_OWNED = re.compile(r"^['’]s?\b", re.IGNORECASE)
_ASKS_FOR_A_NAME = re.compile(
    r"\b(?:name|identify|which|who (?:is|was)|name of) (?:the )?(?:[\w-]+ ){0,2}?"
    r"(?:(?P<person>judge|lawyer|attorney|headhunter|recruiter|analyst|reporter|journalist|adviser"
    r"|researcher|engineer|scientist|investor|broker|agent|colleague|manager|executive|official"
    r"|insider|speaker|spokes\w+)|(?P<organisation>agency|bank|court|company|firm|start-?up|lab"
    r"|university))\b",
    re.IGNORECASE,
)


class Strangers:
    """Compares names; those of ``publishers`` may stand in any question."""

    def __init__(self, linker: EntityLinker, publishers: frozenset[str]) -> None:
        self._linker = linker
        self._publishers = publishers
        self.names_of = lru_cache(maxsize=5_000)(self._read_names)

    def stranger(self, question: Question, facts: Sequence[Fact]) -> str:
        """A person or company that none of the facts, nor their forms, name.

        Where somebody is the only person named, the first fact has to name them.
        """
        alone = len(self._linker.of_type(question.names, "person")) == 1
        first = self.names_of(facts[0])
        held = first.union(*(self.names_of(fact) for fact in facts))
        for mention in self._linker.mentions(question.text):
            kind = self._linker.entities[mention.name].type
            named = (first if alone and kind == "person" else held) | self._publishers
            if kind not in ("person", "organisation") or mention.name in named:
                continue
            before, after = question.text[: mention.start], question.text[mention.end :]
            if kind == "person" and (_STANDS_FOR_A_FIRM.search(before) or _OWNED.match(after)):
                continue  # "join Zuckerberg", "Murati's lab"
            return f"What they hold on this does not mention {mention.name}."
        return self._nobody_known(question)

    def _nobody_known(self, question: Question) -> str:
        """A name that nothing in the knowledge mentions: a word written large, and no known one."""
        for word in question.capitals:
            if not self._linker.knows(fold(word).removesuffix("'s")) and not _NO_NAME.search(word):
                return f"They do not mention {word}."
        return ""

    def unnamed(self, question: Question, fact: Fact) -> str:
        """Somebody whose name is asked for, and of whom the fact speaks without any: "a judge"."""
        asked = _ASKS_FOR_A_NAME.search(question.text)
        kind = asked.lastgroup if asked else None
        new = self._linker.names(shown(fact)) - question.names
        if not asked or not kind or question.titles or self._linker.of_type(new, kind, "name"):
            return ""
        if "does not name" in fact.statement:
            return ""  # it says so itself
        noun = asked[kind].lower()
        unnamed = re.search(rf"\ban? (?:[\w-]+ ){{0,2}}?{noun}\b", shown(fact), re.IGNORECASE)
        return f"They do not name the {noun}." if unnamed else ""

    def _read_names(self, fact: Fact) -> frozenset[str]:
        sides = (fact.origin or "", fact.target or "", *fact.who, *fact.about, *fact.questions)
        return self._linker.wide_names("; ".join((shown(fact), *sides)))
