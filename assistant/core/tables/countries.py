"""Companies of a country: "a Chinese tech giant" by the names of those that the table holds."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.core.entities import EntityLinker
from assistant.core.tables.ledger import Row
from assistant.core.tables.moves import is_move

_US, _CHINA, _BRITAIN, _FRANCE = "United States", "China", "United Kingdom", "France"
_COUNTRIES = {
    "chinese": {_CHINA},
    "china": {_CHINA},
    "american": {_US},
    "america": {_US},
    "us": {_US},
    "usa": {_US},
    "british": {_BRITAIN},
    "uk": {_BRITAIN},
    "french": {_FRANCE},
    "european": {_BRITAIN, _FRANCE},
    "western": {_US, _BRITAIN, _FRANCE},
}
_KIND = r"(?:(?:big |major |large )?(?:tech|ai|internet|technology) )?"
_FIRM = r"(?:compan(?:y|ies)|firms?|labs?|employers?|giants?|groups?|outfits?|houses?|rivals?)\b"
_PLACE = r"(?i:chinese|china|american|america|british|french|european|western)|U\.?S\.?A?\.?|UK"
_OF_COUNTRY = re.compile(
    rf"\b(?:an? |some |any |the |of )?(?P<of>{_PLACE})(?:-based)? (?i:{_KIND}{_FIRM})"
    rf"|\b(?:an? |some |any )?(?i:{_KIND}{_FIRM}) (?:in|from|of) (?:the )?(?P<in>{_PLACE})(?!\w)"
)


def with_countries(text: str, rows: Sequence[Row], linker: EntityLinker) -> str:
    """The text with the companies of a country by their names, as far as people moved there."""
    for match in reversed(list(_OF_COUNTRY.finditer(text))):
        place = re.sub(r"\W", "", match["of"] or match["in"]).lower()
        firms = _firms_of(_COUNTRIES[place], rows, linker)
        if firms:
            text = f"{text[: match.start()]}{' or '.join(firms)}{text[match.end() :]}"
    return text


def _firms_of(countries: set[str], rows: Sequence[Row], linker: EntityLinker) -> list[str]:
    moved = {name for row in rows if is_move(row) for name in row.origin | row.target}
    known = (linker.entities[name] for name in sorted(moved) if name in linker.entities)
    return [entity.name for entity in known if entity.country in countries]
