"""Which sums a question asks for, and what is to be done with them, by its words."""

from __future__ import annotations

import re
from typing import Literal

from assistant.core.entities import EntityLinker
from assistant.core.tables.words import stems_of

SumOperation = Literal[
    "total",
    "average",
    "difference",
    "compare",
    "list",
    "unpriced",
    "most",
    "least",
    "first",
    "last",
]
SumKind = Literal["deal", "round", "pay"]
SUM_WORDS = stems_of(
    "total sum altogether add amount combined together pay paid package packages compensation "
    "salary salaries deal deals acquisition acquisitions purchase purchases takeover "
    "takeovers buyout buyouts investment investments start-up start-ups startup startups "
    "start starts up put puts cost costs costly costliest big bigger biggest large larger "
    "largest high higher highest expensive small smaller smallest cheap cheaper cheapest low "
    "lower lowest price priced prices named single offer offered offers value valued worth "
    "world record money dollar dollars usd spend spent spending buy bought buying stake "
    "stakes share round rounds raise raised funding exceed exceeded exceeds difference differ "
    "come comes strike struck agree agreed sign signed talent licence license hire and-hire "
    "licence-and-hire reported report reportedly figure sums billion million less fewer more "
    "greater over above under below upwards least most seed secret wraps kept keep "
    "undisclosed disclosed disclose public known give given bonus bonuses invest invested "
    "investing party much group got receive received promised individual individuals raid raids "
    "transaction transactions arrangement arrangements target targets tag tags leftovers remainder "
    "rest pricey pricier priciest dear dearer dearest hefty heftier heftiest fat fatter fattest "
    "combine combined raise venture cash seed capital talk talked meant plus licence-plus-hiring "
    "licensing licensing-and-hiring licensed hiring actually strike struck single person "
    "announce announced close closed acquire acquired purchased cheaper and-hiring plus-hiring "
    "buyer buyers seller sellers look only sooner earlier later compare compared comparison "
    "against "
    "dangle dangled close closed round rounded cap capped kick kicked open opened out outright "
    "term "
    "terms financial bill taken shopping spree top topped topping surpass "
    "surpassed beyond north south past beat cross wholly full went put private quiet remained "
    "remain stay stayed unpriced revealed reveal never wave handed paycheck paycheque cheque check "
    "sweeten sweetened lavish luxurious generous juicy enormous gigantic fork forked shell shelled "
    "outlay cash cheque swallow swallowed gobble gobbled buyouts acquirer acquirers precede "
    "payment payments bargain bargains average mean size margin sort rank order arrange oldest "
    "dated raid anything mark pass passed apart involve involved involving include included "
    "including freshest preceded outlays recipient recipients everything gap pair set back front "
    "splash splashed crazy crazier craziest wild wilder wildest mad madder maddest overall"
)
_BY_WORD: tuple[tuple[re.Pattern[str], SumOperation], ...] = (
    (re.compile(r"\b(?:by how much|(?:by )?what margin|how far apart|difference|the gap"
                r"|how much (?:more|less|bigger|higher|lower|larger|smaller|cheaper|dearer"
                r"|costlier|pricier))\b", re.I), "difference"),
    (re.compile(r"\b(?:average|mean)\b", re.I), "average"),
    (re.compile(r"\b(?:total|sum of|combined?|altogether|together|the pair of|(?<= )plus(?= )"
                r"|add(?:s|ed)?\b.*\bup)\b",
                re.I), "total"),
    (re.compile(r"\b(?:undisclosed|secret|under wraps|un(?:priced|known|published|revealed)"
                r"|(?:no|not|never|n['’]t)\b.*\b(?:price|disclos|figure|sum|public|reveal|known?"
                r"|named|told|given|announc|released)\w*|without (?:an? "
                r"|any )*(?:\w+ )?(?:price|figure"
                r"|sum|amount|terms?)|(?:kept|stay\w*|remain\w*) (?:\w+ )?(?:private"
                r"|quiet))", re.I),
     "unpriced"),
    (re.compile(r"\b(?:latest|newest|freshest|most recent|last(?! (?:year|month|week)))\b"
                r"|\b(?:clos|round|cap|end|finish)\w* (?:out |off )?the (?:year|\w+ (?:half"
                r"|quarter))",
                re.I), "last"),
    (re.compile(r"\b(?:first|earliest|oldest)\b|\b(?:open|kick|start|beg[au]n|usher)\w* "
                r"(?:off |out |in )?the (?:year|\w+ (?:half|quarter))", re.I), "first"),
    (re.compile(r"\b(?:largest|biggest|highest|costliest|priciest|dearest|heftiest|fattest"
                r"|craziest|wildest|maddest"
                r"|most (?:money|expensive|costly)|the most)\b", re.I), "most"),
    (re.compile(r"\b(?:smallest|lowest|cheapest|least (?:money|expensive|costly)"
                r"|the least)\b", re.I), "least"),
)  # fmt: skip
_COMPARES = re.compile(
    r"\b(?:bigger|larger|higher|more|costlier|pricier|dearer|heftier|fatter|smaller|lower|less"
    r"|cheaper)\b",
    re.I,
)
_AGAINST = re.compile(r"\b(?:compar\w+|versus|vs|against|next to|stack\w* up)\b", re.I)
_SOONER = re.compile(
    r"\b(?:sooner|earlier|came before|preceded|(?P<last>later|more recent(?:ly)?|came after))\b",
    re.I,
)
_LISTS = re.compile(
    r"\b(?:which|what|list|names?|show|any|anything|everything|all|sort|rank|order|arrange)\b"
    r"|^(?:the|deals|acquisitions)\b"
    r"|^\W*(?:\w+ ){0,3}(?:deals|acquisitions|purchases|takeovers|buyouts|funding rounds)\W*$",
    re.I,
)
_POLAR = re.compile(r"^(?:is|are|was|were|does|did|do|has|have|had)\b", re.I)
_PAY = re.compile(
    r"\b(?:pay|paid|packages?|compensation|salar\w+|bonus\w*|offer(?:s|ed)?|sums?|dangl\w+)\b",
    re.I,
)
_ROUND = re.compile(r"\b(?:rounds?|raised?|funding|raises|raising|seed money|venture cash)\b", re.I)
_DEAL = re.compile(
    r"\b(?:deals?|acquisitions?|purchases?|takeovers?|buyouts?|investments?|start-?ups?|stakes?"
    r"|(?:companies|firms|labs|businesses)\b.*\bacquired?|acquir\w+ anything|raids?"
    r"|transactions?|arrangements?|bargains?"
    r"|price tags?|buy|bought|spen[dt])\b", re.I
)  # fmt: skip
_MONEY = re.compile(
    r"\b(?:pays?|paid|spend|spent|sums?|bill|money|amounts?|prices?|costs?|dollars?|usd|billions?"
    r"|millions?|figures?|outlays?|put in(?:to)?|invest\w*|fork\w*|shell\w*|expens\w+|cheap\w*"
    r"|splash\w*|set (?:\w+ )?back)\b|\$",
    re.I,
)
BY_HOW_MUCH = re.compile(r"\bhow much\b|\bdifference\b", re.I)
_THAN = re.compile(r"\b(?:\w+er|more|less|more \w+|less \w+) than (?!\d|\$)", re.I)
_JOINS = re.compile(  # what is done with several sums or dates
    r"\b(?:total|sum of|combined?|altogether|together|pair|add\w*|difference|\w+er than|than|sooner"
    r"|earlier|later|first|last|compar\w+|versus|vs|or|bigger|larger|smaller|higher|lower)\b",
    re.I,
)
_HAPPENS = re.compile(r"\b(?:announce\w*|happen\w*|took place|struck|came|closed|agreed)\b", re.I)
_COSTS = re.compile(r"\b(?:costs?|cheaper|pricier|dearer|costlier)\b", re.I)
_THE_ONE = re.compile(r"\bthe (?:start-?up|company|firm|lab|business)\b", re.I)  # known already
_PAYS = re.compile(  # more than the pay of one person
    r"\b(?:packages|offers|sums|salaries|bonuses|whom?|whose|individuals|people|researchers|persons"
    r"|names|everyone|anyone|anybody)\b",
    re.I,
)


def kind_of(text: str, names: frozenset[str], linker: EntityLinker) -> SumKind | None:
    if _ROUND.search(text):
        return "round"
    if _DEAL.search(text):
        return "deal"
    firms = len(names) > 1 and not linker.of_type(names, "person")
    if firms and (_MONEY.search(text) or _HAPPENS.search(text)) and _JOINS.search(text):
        return "deal"
    if _PAY.search(text):
        return "pay"
    return "deal" if _COSTS.search(text) else None


def sum_operation_of(text: str, *, bounded: bool, named: int) -> SumOperation | None:
    if named >= 2 and not bounded and _THAN.search(text) and not BY_HOW_MUCH.search(text):
        return "compare"
    for pattern, operation in _BY_WORD:
        if pattern.search(text):
            return operation
    if named >= 2 and (order := _SOONER.search(text)):
        return "last" if order["last"] else "first"
    if named >= 2 and _AGAINST.search(text):
        return "compare"
    if named >= 2 and not bounded and _COMPARES.search(text):
        return "compare"
    asked = _LISTS.search(text) or (bounded and not _POLAR.search(text))
    if _ROUND.search(text) or _DEAL.search(text):
        listed = bool(asked) and not _THE_ONE.search(text)
    else:
        listed = bool(asked) and bool(_PAYS.search(text)) and bool(_PAY.search(text))
    return "list" if listed else None
