"""The words that questions to the table of facts are made of."""

from __future__ import annotations

import re

from assistant.core.entities import EntityLinker, without
from assistant.core.quantities import Quantity, quantities
from assistant.core.text import content_stems, stem
from assistant.core.times import MONTHS

_FORMS: set[str] = set()  # all that was given to stems_of, as it is spelt
_STEMS: set[str] = set()


def stems_of(words: str) -> frozenset[str]:
    """The stems of some words, which count from then on as words of the tables."""
    stems = frozenset(stem(word) for word in words.split())
    _FORMS.update(words.split())
    _STEMS.update(stems)
    return stems


def is_table_word(word: str) -> bool:
    """Whether a folded word is one that questions to the tables are made of; "leav" is none."""
    found = stem(word)
    return word in _FORMS or (found != word and found in _STEMS)


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
    "direct directly cross crossed crossing crossover crossovers leap leapt camp camps team teams "
    "way ways farewell bid bade tie ties cut broke broken coax coaxed woo wooed prise prised "
    "pry pried wrest wrested pinch pinched filch filched nick nicked cherry-pick  "
    "ed bail bails bailed bailing cherry-picked rope roped onboard onboarded aboard "
    "supply supplied supplies sent send enlist enlisted assemble assembled amass amassed absorb "
    "absorbed siphon siphoned drain drained net netted "
    "exchange exchanged exchanging reel reeled capture captured catch caught haul spree sprees "
    "surface surfaced resurface "
    "resurfaced emerge emerged pop popped settle settled slip slipped drift drifted decamp "
    "decamped migrate migrated relocate relocated "
    "resignation resignations attrition drain turncoat turncoats deserter deserters mover movers "
    "switcher switchers transferee transfers hopper hoppers career careers work works working "
    "worked post posts position positions employ employed "
    "hired-away see saw seen watch watched lot throw threw poaching takings grabs catches steals "
    "intake tapped tap fell fallen fall sights wake"
)
PERSON_NOUNS = (
    "person people man men woman women individual researcher engineer employee staffer expert "
    "scientist talent alumnus alumni alum folk veteran star member "
    "worker name specialist developer boss bosses colleague builder brain mind coder programmer "
    "technologist academic scholar professional  guy hotshot heavyweight luminary "
    "luminaries figure practitioner teammate"
)
PEOPLE = stems_of(
    f"{PERSON_NOUNS} staff personnel crew workforce ai expert list show find known everyone "
    "everybody anyone anybody somebody someone job jobs war profile "
    "key alumni former previous prior ex new recruits team teams "
    "enumerate group machine learning ml tech research"
) - stems_of("man men woman women")
PRAISE = stems_of(  # says how somebody or something is thought of, and leaves nobody out
    "top key major high high-profile big biggest notable noted prominent famous well-known "
    "important renowned celebrated respected influential elite brilliant gifted bright brightest "
    "sought-after valued star-studded big-name best-known heavy large sizeable sizable "
    "significant noteworthy remarkable interesting whole various"
)
COMPANIES = stems_of(
    "company companies firm firms employer employers rival rivals lab labs organisation "
    "organisations competitor competitors business tech giant giants group groups house outfit "
    "outfits place places corporation corporations organization organizations laboratory "
    "laboratories shop shops"
)
ORDER = stems_of(
    "freshest first earliest early last latest late recent newest oldest come came date dated"
)
FILLER = stems_of(
    "end start beginning course ai war talent which so far all any both number count more "
    "than once twice many several times repeatedly multiple already reported reportedly year "
    "month whole one ones lately recently fit fits call called enough record records known "
    "among amongst across matter need mean large batch publicly apparently precisely "
    "specifically simply supposedly allegedly "
    "basically inclusive complete entire single again ended i.e e.g etc vs versus full thing "
    "things stuff"
)
KNOWN = FILLER | PEOPLE | PRAISE | COMPANIES | MOVES | ORDER
_MONTHS = stems_of(" ".join(MONTHS))
_DATE = re.compile(r"(?:19|20)?\d\d?(?:st|nd|rd|th)?")
EXCEPTING = (
    "other than|except(?:ing)?(?: for)?|besides|apart from|aside from|excluding|leaving out"
    "|leaving aside|not counting|beyond"
)
_EXCEPTING = re.compile(rf"\b(?:{EXCEPTING})\b", re.IGNORECASE)
EXCEPT = re.compile(_EXCEPTING.pattern + r"\s+(?:for\s+|to\s+|the\s+)?$", re.IGNORECASE)
_JOINED = re.compile(r"-(?:and|plus|or|cum)-")
_SHORTENED = re.compile(  # "who'd", "I'm"
    r"\b(?:i|we|you|they|who|that|there|what|how)['’](?:m|d|re|ve|ll|s)\b", re.IGNORECASE
)
_NUMBER = r"(?:two|three|four|five|six|seven|eight|nine|ten|few|several|\d+)"
_SEVERAL = re.compile(
    rf"\b(?:top|last|first|latest|earliest|\w+est|most recent|most expensive) {_NUMBER}\b"
    rf"|\b{_NUMBER} (?:top|last|first|latest|most|least|\w+est)\b|\btop \w+s\b",
    re.IGNORECASE,
)
DECLINED = re.compile(r"\b(?:declined|turned down|refused|rejected)\b", re.I)
HEDGES = re.compile(  # what changes nothing of what is asked
    r"\b(?:(?:is|are|was|were) (?:reported|said|known)(?: to be| to have)?(?= )|on record"
    r"|at least(?= (?:twice|two|once))|as far as (?:is|you) (?:known|know)|no matter"
    r"|across all former employers|in particular|known to have)\b",
    re.IGNORECASE,
)


def counts_in(text: str) -> list[Quantity]:
    """The numbers of a question that may say how many there are: "the three rounds"."""
    return [q for q in quantities(text) if not q.unit and 2 <= q.value <= 31]


def asks_for_several(text: str) -> bool:
    """Whether more than one end of an order is asked for: "the last two", "the 3 largest"."""
    return bool(_SEVERAL.search(text))


def excepted(text: str, linker: EntityLinker) -> frozenset[str]:
    """The names that a question leaves out: "other than Meta"."""
    found = linker.mentions(text)
    return frozenset(m.name for m in found if EXCEPT.search(text[: m.start]))


def _unplaced_stems(text: str, linker: EntityLinker, *, months: bool = False) -> set[str]:
    """Stems of what a question says beside names, figures, dates and whom it leaves out.

    With ``months`` those of months are told as well: of what is left when dates are read.
    """
    bare = _EXCEPTING.sub(" ", without(text, linker.mentions(text)))
    bare = without(bare, quantities(bare))
    free = frozenset() if months else _MONTHS
    stems = content_stems(_SHORTENED.sub(" ", bare))
    return {s for s in stems if s not in free and not _DATE.fullmatch(s)}


def _not_among(stems: set[str], known: frozenset[str]) -> set[str]:
    """The stems that are not known; "licence-and-hiring" is known by its parts."""
    strange = {s for s in stems if s not in known}
    compounds = {s for s in stems if "-" in s}
    whole = {part for s in compounds & known for part in content_stems(s)}
    return {s for s in strange - whole if not _JOINED.search(s) or _parts(s) & strange}


def strange_stems(
    text: str, linker: EntityLinker, known: frozenset[str], *, months: bool = False
) -> frozenset[str]:
    """The stems of a question, beside names, figures and dates, that are not known."""
    return frozenset(_not_among(_unplaced_stems(text, linker, months=months), known))


def _parts(compound: str) -> set[str]:
    return {stem(part) for part in compound.split("-")}
