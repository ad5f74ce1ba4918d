"""What is asked about somebody or something, and whether a text tells it: pay, successor, age, …

A text may be all about the right person and yet not hold what is asked for. Each attribute has
words that ask for it and words one of which a text needs to tell it.
"""

from __future__ import annotations

import re

_MONEY = r"[$€£¥]|\b(?:dollars?|euros?|pounds?|yuan|renminbi|million|billion)\b"
_STAFF = (
    r"people|persons?|employees|staff\w*|workers|researchers|engineers|jobs|posts|members|heads"
)
_TIME = r"(?:years?|months?|weeks?|days?|nights?|hours?)"

_ATTRIBUTES: dict[str, tuple[str, str]] = {
    "cause": (
        r"\bwhy\b|\bhow come\b|\breasons?\b|\bmotiv\w+|\bwhat for\b|\brationale\b|\bjustif\w+"
        r"|\bwhat (?:\w+ )?(?:made|drove|prompted|led|caused|persuaded|convinced|pushed|triggered"
        r"|tempted|moved)\b|\bwhat (?:was|is|lay|lies) behind\b|\bon what grounds\b",
        r"\bbecause\b|\bin order\b|\bso that\b|\breasons?\b|\bdue to\b|\bsince\b(?! \d)|\bto \w+\b"
        r"|\btherefore\b|\bso\b|\bover\b|\bwant\w*|\bafter\b|\bamid\b|\bfrustrat\w+|\bmotiv\w+"
        r"|\bbeliev\w+|\bfear\w*|\bhop(?:e|ed|ing)\b|\bneed\w*|\bargu\w+|\bsa(?:id|ys)\b|\bfor\b"
        r"|\bcall(?:s|ed) it\b|\bexplain\w*",
    ),
    "successor": (
        r"\bsuccess[oe]rs?\b|\bsucceed(?:s|ed)?\b|\breplac\w+|\btook over from\b"
        r"|\bfill\w* \w+(?:['’]s)? (?:place|gap|shoes|post|seat|role|job)\b|\bfills? the gap\b"
        r"|\bstep\w* in(?:to)?\b|\b(?:next|new) (?:boss|head|ceo|leader)\b"
        r"|\bminding\b|\bin \w+(?:['’]s)? (?:place|stead)\b"
        r"|\b(?:got|gets|took|takes|has|inherit\w*|given)\b(?: \w+){0,2}? (?:\w+['’]s|his|her)"
        r" (?:old )?(?:jobs?|posts?|role|place|seat|position)\b",
        r"\bsucce\w+|\breplac\w+|\btook over\b|\btak(?:es|ing) over\b|\binterim\b|\bbecame\b"
        r"|\bfollow\w*|\bin (?:his|her) place\b|\bnew (?:head|chief)\b|\bput in charge\b|\bacting\b"
        r"|\bappointed\b|\bpromoted\b|\bnow leads?\b|\bwas led\b|\bto lead\b|\binherit\w*",
    ),
    "pay": (
        r"\bpa(?:y|ys|id|ying)\b|\bsalar\w+|\bearn\w*|\bcompensation\b|\bpay ?check|\bwages?\b"
        r"|\bbonus\w*|\bremunerat\w+|\bpackages?\b|\bpocket(?:ed)?\b|\bmak(?:e|es|ing) (?:a|per) ",
        rf"{_MONEY}|\bpa(?:y|id)\b|\bsalar\w+|\bearn\w*|\bcompensation\b|\bbonus\w*|\bpackages?\b"
        r"|\bawards?\b|\bstock\b|\bshares\b",
    ),
    "money": (
        r"\bhow much (?:money|cash|did|does|do|was|were|is|has|have|will)\b|\bcosts?\b|\bprices?\b"
        r"|\bbill\b|\bsums?\b|\bin dollars\b|\bspen[dt]\w*|\bfork\w* out\b|\bshell\w* out\b"
        r"|\bprice tag\b|\bworth\b|\bvaluation\b|\bhow expensive\b",
        _MONEY + r"|\bdisclosed\b|\bstock\b|\bshares\b|\d ?%|\bdouble\b|\btimes\b",
    ),
    "staff": (
        rf"\bhead ?counts?\b|\bhow many (?:\w+ )?(?:{_STAFF})\b|\bworkforce\b"
        rf"|\b(?:number|size) of (?:the |its )?(?:\w+ )?(?:{_STAFF}|team)\b",
        rf"\b(?:{_STAFF}|job|post|teams?|quarter|half|third|share|group)\b|%",
    ),
    "length": (
        rf"\bhow long\b|\bhow many {_TIME}\b|\bhow (?:much|far) (?:later|earlier|apart)\b"
        r"|\bduration\b|\bcontract\b.*\b(?:long|length|run)\b",
        rf"\b{_TIME}\b|\bsince\b|\buntil\b|\bfrom \S+ to\b|\bdecades?\b|\b(?:19|20)\d\d\b",
    ),
    "age": (
        r"\bhow (?:old|young)\b|\b(?:his|her|['’]s|what|the|at what) age\b|(?<!-)\bborn\b"
        r"|\bbirth\w*|\bb-?day\b|\bcome into the world\b",
        r"\bborn\b|\baged?\b|-year-old\b|\byears? (?:old|of age)\b|\bthen \d\d\b|\bat \d\d\b"
        r"|\b\d\d-year\b|\bdescent\b|\b\d\d\b",
    ),
    "education": (
        r"\bstud(?:y|ied)\b(?= (?:at|in|under)\b)|\b(?:did|to) \w+ study\b|\bdegrees?\b"
        r"|\balma mater\b|\bph\.?d\b|\bgraduated?\b|\bdoctorate\b|\bcollege\b|\beducation\b",
        r"\bstud\w+|\bdegrees?\b|\bdoctor\w*|\bph\.?d\b|\bgraduat\w+|\bUniversity\b|\bMIT\b"
        r"|\bmaster\w*|\bcolleges?\b|\balumn\w+|\bdrop\w*|\bclique\b|\bschool\b|\buniversit\w+"
        r"|\btaught\b",
    ),
    "nationality": (
        r"\bnationalit\w+|\bpassports?\b|\bcitizen\w*|\bwhat country\b.*\bfrom\b",
        r"\bnationalit\w+|\bpassports?\b|\bcitizen\w*|\bdescent\b|\b\w+-born\b"
        r"|\bChinese\b|\bAmer\w+",
    ),
    "true name": (
        r"\b(?:his|her|the|['’]s) (?:real|true) (?:name|identity)\b|\b(?:really|actually) called\b"
        r"|\bbehind the pseudonym\b",
        r"\breal name\b|\btrue name\b|\bwhose name\b|\bborn as\b",
    ),
    "author": (
        r"\b(?:who|which \w+) wrote\b|\bwho (?:is|was|are|were) the (?:lead |first )?authors?\b"
        r"|\b(?:lead|first) authors?\b|\bby ?line\b|\bpenned\b|\bwritten by\b"
        r"|\btranslat\w+",
        r"\bauthors?\b|\bwrote\b|\bwritten\b|\beditor\b|\btranslat\w+"
        r"|\bby (?-i:[A-Z])\w+ (?-i:[A-Z])",
    ),
    "investor": (
        r"\binvestors?\b|\bbackers?\b|\bbacking\b|\bfunders?\b|\bvcs?\b|\bshareholders?\b"
        r"|\bwho (?:led (?:the|that|this|its) (?:\w+ )?round|put up|financed|funded)\b",
        r"\binvest\w*|\bback\w*|\bled by\b|\bfund\w*|\bshareholders?\b|\bstake\b|\bround\b"
        r"|\bCapital\b",
    ),
    "profit": (
        r"\bprofit\w*|\bmake money\b|\bin the (?:black|red)\b",
        r"\bprofit\w*|\bloss\b|\bearn\w*|\bmargins?\b",
    ),
    "approval": (
        r"\bapprov\w+|\bwav(?:e|ed) (?:\w+ )?through\b|\bclear(?:ed|ance)\b|\bgreen light\b"
        r"|\bantitrust\b|\bregulators?\b|\bwatchdogs?\b",
        r"\bapprov\w+|\bclear\w*|\bregulat\w+|\bantitrust\b|\bFTC\b|\binvestigat\w+|\bcompetition\b"
        r"|\bauthorit\w+|\bcommission\b|\binquir\w+|\bprob\w+",
    ),
    "lawsuit": (
        r"\bsu(?:e|es|ed)\b|\blaw ?suits?\b|\b(?:in|to) court\b|\bdamages\b",
        r"\bsu(?:e|es|ed|ing)\b|\blaw ?suits?\b|\bcourts?\b|\bcomplaints?\b|\bfiled\b|\bjudge\b"
        r"|\bdefendant\b|\bsecrets?\b",
    ),
    "title": (
        r"\b(?:job|his|her|new|['’]s) title\b|\btitle (?:at|in|there)\b|\bbusiness card\b"
        r"|\bwhat (?:\w+ )?(?:post|position|job|role|function)\b"
        r"|\b(?:in|to) (?:what|which) (?:capacity|role|position|post|job)\b|\bin what job\b",
        r"\bchief\b|\bheads?\b|\bled\b|\bleads?\b|\bpresident\b|\bdirectors?\b|\bengineers?\b"
        r"|\bscientists?\b|\bofficers?\b|\bco-?(?:lead|found)\w*|\bfounders?\b|\bpartners?\b"
        r"|\bmanag\w+|\bchair\w*|\bexecutives?\b|\bresearchers?\b|\bin charge\b|\btitles?\b"
        r"|\bresponsib\w+|\bboard\b|\bCEO\b|\bprofessor\b",
    ),
    "workplace": (
        r"\b(?:next|new|current|present|latest|nxt) (?:employer|company|firm|home|job|workplace)\b"
        r"|\bwhere\b.*\b(?:work\w*|end(?:ed)? up|land\w*|go|went|gone|head\w*|move\w*|now\w*"
        r"|next)\b|\b(?:join|left|quit|go|went|move|moved) (?:to )?(?:which|what|where)\b",
        r"\b(?:to|at|for|joined|by|join|joining|into|of|with|in) (?:the )?(?-i:[A-Z])|\bback\b"
        r"|\blaunch\w*|\bfound\w*|\bset up\b|\bstart\w*",
    ),
    "place": (
        r"\b(?:which|what) (?:\w+ )?(?:city|cities|country|countries|town|province|state|campus\w*"
        r"|office|region)\b|\bwhere\b(?!.*\bwork)|\bbirth ?place\b|\bbased\b|\bhead ?quarter\w*",
        r"\b(?:in|at|from|near|to|of) (?:the )?(?-i:[A-Z])|\bbased\b|\bhome\b",
    ),
    "share": (
        r"\b(?:what|which|how many) (?:percent|per cent|percentage|share|proportion|fraction|%)",
        r"%|\bper ?cent\b|\bhalf\b|\bthird\b|\bquarter\b|\bmost\b|\bmajority\b|\bout of\b"
        r"|\b\w+ths?\b"
        r"|\ball\b|\bevery\b|\bone in\b",
    ),
    "reaction": (
        r"\breact\w*|\brespon[ds]\w*|\brepl(?:y|ied)\b|\bcomment\w*|\bretort\w*|\brebut\w*",
        r"\bsa(?:id|ys?)\b|\btold\b|\breact\w*|\brespon\w+|\bcomment\w*|\bcall\w*|\bden(?:y|ied)\b"
        r"|\bdeclin\w+|\brefus\w+|\bturned\b|\brais\w+|\bwrote\b|\bcounter\w*|\bannounc\w+",
    ),
    "speciality": (
        r"\b(?:research )?(?:topic|speciality|specialty|field)\b|\bexpertise\b|\bknown for\b"
        r"|\bwork(?:s|ed|ing)? on\b|\bresearching\b",
        r"\bknown for\b|\bwork\w* on\b|\bresearch\w*\b.*\b(?:on|in|into|of)\b|\bspeciali\w+|\bled\b"
        r"|\bheads?\b|\bfield\b|\bexpert\w*|\bresponsib\w+|\blead\w*|\([^)]*\w|\bco-?creat\w+|\bmade\b"
        r"|\bwent to the\b|\bbuilt\b|\bcalled\b|\bin \w+ware\b",
    ),
}
_COMPILED = {
    name: (re.compile(asked, re.IGNORECASE), re.compile(told, re.IGNORECASE))
    for name, (asked, told) in _ATTRIBUTES.items()
}
_ASKS_WHO = re.compile(
    r"\bwho(?:m|se)?\b|\bnames? of\b|\b(?:which|what) (?:\w+ )?(?:person|m[ae]n|wom[ae]n"
    r"|researcher|engineer|executive|scientist|boss|founder|people|guy|name|ceo|chief|manager)s?\b",
    re.IGNORECASE,
)
_ASKS_WHICH_FIRM = re.compile(
    r"\b(?:which|what) (?:\w+ ){0,2}(?:company|companies|firms?|labs?|start-?ups?|outlets?"
    r"|university|universities|funds?|employers?|giants?|clubs?|papers?|schools?|publication)\b",
    re.IGNORECASE,
)


def asked_attributes(question: str) -> frozenset[str]:
    """The attributes that a question asks for."""
    return frozenset(name for name, (asked, _) in _COMPILED.items() if asked.search(question))


def told_attributes(text: str) -> frozenset[str]:
    """The attributes that a text may tell."""
    return frozenset(name for name, (_, told) in _COMPILED.items() if told.search(text))


def asks_who(question: str) -> bool:
    """Whether the answer has to name somebody."""
    return bool(_ASKS_WHO.search(question))


def asks_which_firm(question: str) -> bool:
    """Whether the answer has to name a company or another organisation."""
    return bool(_ASKS_WHICH_FIRM.search(question))
