"""What a chat model is asked where a question is in another language: English, and back again."""

from __future__ import annotations

from assistant.core.calls import Calls, Log
from assistant.core.entities import EntityLinker
from assistant.core.languages import NAMES, PARTLY, Languages, in_parts
from assistant.core.prompts import Prompts
from assistant.core.text import one_line
from assistant.core.translation import masked, without_signs
from assistant.ports import ChatModel

_TRANSLATION_SCHEMA = {
    "type": "object",
    "properties": {"translation": {"type": "string", "maxLength": 900}},
    "required": ["translation"],
    "additionalProperties": False,
}


class TranslationCalls(Calls):
    """Asks one chat model for translations, and keeps those in which nothing was lost."""

    def __init__(
        self, model: ChatModel, prompts: Prompts, linker: EntityLinker, languages: Languages
    ) -> None:
        super().__init__(model, prompts)
        self._linker = linker
        self._languages = languages

    def question_in_english(self, question: str, language: str, log: Log) -> str:
        """A question put into English by the model; "" if it cannot be asked."""
        asked = {"question": question, "language": NAMES[language]}
        reply = self.reply("understand", _TRANSLATION_SCHEMA, 120, log, **asked)
        return one_line(str(reply["translation"])) if reply else ""

    def answer_in(self, text: str, language: str, log: Log) -> str | None:
        """An answer's text in another language, sentence by sentence; None if nothing came of it.

        A sentence of which something was lost or added on the way stays in English.
        """
        said: list[str] = []
        done = left = 0
        for part, fixed in in_parts(text, language):
            translated = None if fixed else self._translated(part, language, log)
            done, left = done + bool(translated), left + (not fixed and not translated)
            said.append(translated or part)
        if left and not done:
            return None
        return one_line(" ".join([*said, PARTLY[language]] if left else said))

    def _translated(self, text: str, language: str, log: Log) -> str | None:
        source = masked(text, self._linker)
        reply = self.reply(
            "translate", _TRANSLATION_SCHEMA, 300, log, text=source.text, language=NAMES[language]
        )
        translation = one_line(str(reply["translation"])) if reply else ""
        back = self._languages.english(without_signs(translation), language)
        return source.restored(translation) if source.fits(translation, back) else None
