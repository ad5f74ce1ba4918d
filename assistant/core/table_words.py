"""The words that questions to the table of facts are made of."""

from __future__ import annotations

import re

from assistant.core.entities import EntityLinker, without
from assistant.core.quantities import Quantity, quantities
from assistant.core.text import PERSONAL, content_stems, stem
from assistant.core.times import MONTHS


def stems_of(words: str) -> frozenset[str]:
    """The stems of some words."""
    return frozenset(stem(word) for word in words.split())


MOVES = stems_of(
    "move moved moves join joined joins joining go goes going went gone switch switched hire "
    "hired hires hiring poach poached recruit recruited recruits leave left leaving lose lost "
    "loses losing take took taken lure lured transfer transferred change changed over away "
    "back quit jump jumped ship come came snatch snatched win won defect defected raid raided "
    "raiding snap snapped up bring brought in part parted ways company walk walked walking out get "
    "got gain gained attract attracted pick picked scoop scooped land landed nab nabbed steal "
    "stole stolen traded depart departed exit exited exits departure departures defection "
    "defections hand hands swap swapped ended end turn turned head headed bound made make hold "
    "payroll arrival arrivals arrive arrived newcomer newcomers new trade trades swaps ditch "
    "ditched desert deserted abandon abandoned dump dumped resign resigned bleed bled shed bolt "
    "bolted flee fled off wound wind show showed hop hops tempt tempted entice enticed add added "
    "addition additions signing signings sign signed joiner joiners leaver leavers exodus find "
    "found welcome welcomed secure secured draw drew start started forsake forsook give gave "
    "given step stepped goodbye bag bagged grab grabbed swipe swiped whisk whisked pull pulled "
    "collect collected loss losses side sides happen happened place chose choose chosen straight "
    "direct directly"
)
PEOPLE = stems_of(
    "people person persons name names named staff employee employees researcher researchers "
    "engineer engineers talent talents ai expert experts scientist scientists member members "
    "list show find known everyone everybody anyone somebody job jobs war high-profile top "
    "key major alumni alumnus folks figure figures star stars big former ex new recruits "
    "veterans specialist specialists worker workers developer developers team enumerate group"
)
COMPANIES = stems_of(
    "company companies firm firms employer employers rival rivals lab labs organisation "
    "organisations competitor competitors business tech giant giants group groups house outfit "
    "outfits place places"
)
ORDER = stems_of("first earliest early last latest late recent newest oldest come came date dated")
FILLER = stems_of(
    "end start beginning course ai war talent which so far all any both number count more "
    "than once twice many several times repeatedly multiple already reported reportedly year "
    "month whole one ones lately recently fit fits call called enough record records known "
    "across matter need mean large batch"
)
KNOWN = FILLER | PEOPLE | COMPANIES | MOVES | ORDER
_MONTHS = stems_of(" ".join(MONTHS))
_DATE = re.compile(r"(?:19|20)?\d\d?(?:st|nd|rd|th)?")
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
_NUMBER = r"(?:two|three|four|five|six|seven|eight|nine|ten|few|several|\d+)"
_SEVERAL = re.compile(
    rf"\b(?:top|last|first|latest|earliest|\w+est|most recent|most expensive) {_NUMBER}\b"
    rf"|\b{_NUMBER} (?:top|last|first|latest|most|least|\w+est)\b|\btop \w+s\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"\b(?:in|of|from|by|according to) (?:your|the) (?:notes|sources|records|table|list)\b"
    r"|\b(?:that )?(?:you (?:have|know(?: of)?)|are known|i mean|if so|if any|with names)\b"
    r"|\bin the (?:ai )?talent war\b|\bplease\b|\bwith ai start-?ups\b",
    re.IGNORECASE,
)


HEDGES = re.compile(  # what changes nothing of what is asked
    r"\b(?:(?:is|are|was|were) (?:reported|said|known)(?: to be| to have)?(?= )|on record"
    r"|as far as (?:is|you) (?:known|know)|no matter|across all former employers|in particular)\b",
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


def asks_for_several(text: str) -> bool:
    """Whether more than one end of an order is asked for: "the last two", "the 3 largest"."""
    return bool(_SEVERAL.search(text))


def excepted(text: str, linker: EntityLinker) -> frozenset[str]:
    """The names that a question leaves out: "other than Meta"."""
    found = linker.mentions(text)
    return frozenset(m.name for m in found if _EXCEPT.search(text[: m.start]))


def unplaced_stems(text: str, linker: EntityLinker, *, months: bool = False) -> set[str]:
    """Stems of what a question says beside names, figures, dates and whom it leaves out.

    With ``months`` those of months are told as well: of what is left when dates are read.
    """
    bare = _EXCEPTING.sub(" ", without(text, linker.mentions(text)))
    for figure in reversed(quantities(bare)):
        bare = f"{bare[: figure.start]} {bare[figure.end :]}"
    free = frozenset() if months else _MONTHS
    return {s for s in content_stems(bare) if s not in free and not _DATE.fullmatch(s)}
