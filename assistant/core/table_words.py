"""The words that questions to the table of facts are made of."""

from __future__ import annotations

import re
from typing import Literal

from assistant.core.entities import EntityLinker, without
from assistant.core.quantities import Quantity, quantities
from assistant.core.questions import Question
from assistant.core.text import PERSONAL, content_stems, stem
from assistant.core.times import MONTHS

Side = Literal["in", "before", "by", "after"]


def stems_of(words: str) -> frozenset[str]:
    """The stems of some words."""
    return frozenset(stem(word) for word in words.split())


MOVES = stems_of(
    "move moved moves join joined joins joining go goes going went gone switch switched hire "
    "hired hires hiring poach poached recruit recruited recruits leave left leaving lose lost "
    "loses losing take took taken lure lured transfer transferred change changed over away "
    "back quit jump jumped ship come came snatch snatched win won defect defected raid raided "
    "raiding snap snapped up bring brought in part parted ways walk walked walking out get "
    "got gain gained attract attracted pick picked scoop scooped land landed nab nabbed steal "
    "stole stolen traded depart departed exit exited exits departure departures defection "
    "defections hand hands swap swapped ended end turn turned head headed bound made make hold"
)
PEOPLE = stems_of(
    "people person persons name names named staff employee employees researcher researchers "
    "engineer engineers talent talents ai expert experts scientist scientists member members "
    "list show find known everyone everybody anyone somebody job jobs war high-profile top "
    "key major alumni alumnus folks figure figures star stars big former ex new recruits "
    "veterans"
)
COMPANIES = stems_of(
    "company companies firm firms employer employers rival rivals lab labs organisation "
    "organisations competitor competitors business tech giant giants group groups house"
)
ORDER = stems_of("first earliest early last latest late recent newest oldest come came date dated")
FILLER = stems_of(
    "end start beginning course ai war talent which so far all any both number count more "
    "than once twice many several times repeatedly multiple already reported reportedly year "
    "month whole one ones"
)
_COMMON = FILLER | PEOPLE | COMPANIES | MOVES | ORDER
_MONTHS = stems_of(" ".join(MONTHS))
_DATE = re.compile(r"(?:19|20)?\d\d?(?:st|nd|rd|th)?")
_SIDES: tuple[tuple[re.Pattern[str], Side], ...] = (
    (re.compile(r"\bbefore\b", re.I), "before"),
    (re.compile(r"\b(?:by|until|till|up to)\b", re.I), "by"),
    (re.compile(r"\b(?:after|since|following)\b", re.I), "after"),
)
_EXCEPTING = re.compile(
    r"\b(?:other than|except(?: for)?|besides|apart from|excluding|leaving out)\b", re.IGNORECASE
)
_EXCEPT = re.compile(_EXCEPTING.pattern + r"\s+(?:for\s+|to\s+|the\s+)?$", re.IGNORECASE)
_LEAD_IN = re.compile(
    r"^(?:(?:please|kindly|ok|okay|so|hey|hi|hello|well|and|now|also|just)\b[\s,]*)*"
    r"(?:(?:can|could|would|will) you (?:please )?(?:tell|give|show|list|name)(?: me)?(?= )"
    r"|(?:tell|give|show) me(?= )|i(?:'d| would) (?:like|love) to (?:know|see|have)"
    r"|i (?:need|want)(?: to know)?|do you (?:know|have)|looking (?:at|over) (?:all )?"
    r"|of all (?:the )?|among (?:all )?(?:the )?"
    r"|in (?:all )?your (?:notes|sources|records)[\s,]*)?",
    re.IGNORECASE,
)
_PERSON = re.compile(rf"\b(?:{PERSONAL})\b", re.IGNORECASE)
_ASIDE = re.compile(
    r"\b(?:in|of|from|by|according to) (?:your|the) (?:notes|sources|records|table|list)\b"
    r"|\b(?:that )?(?:you (?:have|know(?: of)?)|are known|i mean|if so|if any|with names)\b"
    r"|\bin the (?:ai )?talent war\b|\bplease\b|\bwith ai start-?ups\b",
    re.IGNORECASE,
)


def has_pronoun(text: str) -> bool:
    """Whether a question is about a person whom it does not name: "What does it pay him?" """
    return bool(_PERSON.search(text))


def is_of_a_date(figure: Quantity) -> bool:
    """Whether a number can be a day or a year; "the 60 researchers" is a count to be heeded."""
    return not figure.unit and (1 <= figure.value <= 31 or 1900 <= figure.value < 2100)


def without_lead_in(text: str) -> str:
    """The question without the politeness around it: "Could you tell me …", "… in your notes"."""
    return " ".join(_ASIDE.sub(" ", _LEAD_IN.sub("", text)).split())


def side_of(text: str) -> Side:
    """On which side of the time that it names a question looks."""
    return next((side for pattern, side in _SIDES if pattern.search(text)), "in")


def excepted(text: str, linker: EntityLinker) -> frozenset[str]:
    """The names that a question leaves out: "other than Meta"."""
    found = linker.mentions(text)
    return frozenset(m.name for m in found if _EXCEPT.search(text[: m.start]))


def strange_stems(question: Question, text: str, linker: EntityLinker) -> set[str]:
    """Stems of what is said, and of what it stands for, that no question to a table is made of."""
    return (unplaced_stems(text, linker) | set(question.strange)) - _COMMON


def unplaced_stems(text: str, linker: EntityLinker) -> set[str]:
    """Stems of what a question says beside names, figures, dates and whom it leaves out."""
    bare = _EXCEPTING.sub(" ", without(text, linker.mentions(text)))
    for figure in reversed(quantities(bare)):
        bare = f"{bare[: figure.start]} {bare[figure.end :]}"
    return {s for s in content_stems(bare) if s not in _MONTHS and not _DATE.fullmatch(s)}
