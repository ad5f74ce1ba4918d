"""What is said to the assistant itself: greetings, thanks, what it is, and work that is not its.

Such words are no question to the sources, and the reply makes no claim about what they hold.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.core.knowledge import Knowledge
from assistant.types import Turn

_GREETING = re.compile(
    r"(?:hi|hiya|hello|hey|howdy|yo|good (?:morning|afternoon|evening|day)|greetings|hola"
    r"|buenos d[ií]as|bonjour|salut|hallo|guten (?:tag|morgen|abend)|moin|你好|您好|嗨)"
    r"(?: (?:there|again|all|everyone|bot|assistant))?"
)
_THANKS = re.compile(
    r"(?:(?:ok|okay|great|perfect|nice|super|cool|wonderful|good|awesome|excellent|fine)\W*)*"
    r"(?:thanks?|thank you|thx|ty|cheers|much appreciated|merci|danke|gracias|谢谢|多谢)"
    r"(?: (?:so much|very much|a lot|a bunch|again|you|for (?:the|your) \w+|for that|sch[öo]n"
    r"|beaucoup|that (?:helps|helped)))?"
    r"|(?:ok|okay|great|perfect|nice|cool|wonderful|awesome|excellent|got it|i see|good (?:job|bot)"
    r"|well done)"
)
_FAREWELL = re.compile(r"(?:good)?bye(?: bye)?|see (?:you|ya)(?: later)?|good night|ciao|ad[ií]os")
_ABOUT = re.compile(
    r"help(?: me)?|(?:so )?(?:who|what) (?:are|r) (?:you|u)|what(?:'s| is) (?:this|your name)"
    r"|what can (?:you|i|u) (?:do|ask|answer|tell me|help (?:me )?with)(?: (?:you|here|for me))?"
    r"|what (?:do|can) you (?:know|do|answer)(?: about)?|how (?:do|does) (?:you|this|it) work"
    r"|what (?:kind|sort)s? of (?:question|thing)s? (?:can i ask|do you answer|can you answer)"
    r"|what (?:are|is) your (?:sources?|knowledge|data)(?: based on)?"
    r"|are you (?:an? )?(?:ai|bot|robot|human|person|real|chat ?gpt|chatbot|language model)"
    r"|how (?:up to date|current|recent) (?:are you|is your (?:knowledge|data))"
    r"|when (?:were you|was your (?:knowledge|data)) (?:last )?updated"
)
_TASK = re.compile(
    r"(?:please |can you |could you |kindly )*(?:write|compose|draft|make|create|generate|tell|sing"
    r"|draw|paint|give)(?: me| us)? (?:an?|some|the) (?:\w+ ){0,2}?(?P<what>poem|song|story|joke"
    r"|essay|e-?mail|tweet|rap|haiku|limerick|script|letter|picture|image|drawing|recipe|novel"
    r"|blog post|slogan|speech|program|code)\b.*",
    re.DOTALL,
)
_OPENING = re.compile(rf"^{_GREETING.pattern}\b[\s,.!:–—-]+(?=\w)", re.IGNORECASE)
_SURROUNDING = " \t\n.,;:!?¡¿。！？…)('\"“”"
_SHOWN = 2  # example questions


@dataclass(frozen=True, slots=True)
class Reply:
    """``declined`` if it is not given what it asked for."""

    text: str
    declined: bool = False


def to_the_point(said: str) -> str:
    """A question without the greeting that it begins with."""
    return _OPENING.sub("", said, count=1)


class Courtesy:
    """Replies on behalf of one knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def reply(self, said: str) -> Reply | None:
        """What to say to it; None if it is a question to the sources."""
        text = " ".join(said.lower().replace("’", "'").strip(_SURROUNDING).split())
        if _GREETING.fullmatch(text):
            return Reply(f"Hello. {self._invitation}")
        if _THANKS.fullmatch(text):
            return Reply("You are welcome.")
        if _FAREWELL.fullmatch(text):
            return Reply("Goodbye.")
        if _ABOUT.fullmatch(text):
            return Reply(f"{self._description} {self._invitation}")
        if task := _TASK.fullmatch(text):
            text = f"I have no {task['what']} to give. {self._description}"
            return Reply(text, declined=True)
        return None

    def without(self, history: Sequence[Turn]) -> list[Turn]:
        """The turns of a conversation in which something was asked of the sources."""
        kept: list[Turn] = []
        courteous = False
        for role, text in history:
            courteous = bool(self.reply(text)) if role == "user" else courteous
            kept += [] if courteous else [(role, text)]
        return kept

    @property
    def _description(self) -> str:
        return (
            f"I answer questions from {self._knowledge.note}, with the place that each answer "
            "rests on; what they don't say, I don't know."
        )

    @property
    def _invitation(self) -> str:
        examples: Sequence[str] = self._knowledge.examples[:_SHOWN]
        listed = " or ".join(f"“{question}”" for question in examples)
        return f"Ask, for example: {listed}" if listed else "Ask about what the sources say."
