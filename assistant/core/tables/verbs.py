"""Verbs and nouns of leaving, joining, winning and losing, as patterns for frames around them."""

from __future__ import annotations

import re

from assistant.core.tables.words import PERSON_NOUNS

PERSONS = rf"(?:staff|personnel|crew|(?:co-?)?founders|(?:{'|'.join(PERSON_NOUNS.split())})s?)"
AUX = (
    r"(?:(?:has|had|have|did|does|is|was|been|also|already|ever|ai|recently|since|so far|itself"
    r"|managed to|had to|successfully) )*"
)
GAIN = (
    r"(?:hir|poach|recruit|snatch|snap|lur|tak|took|tempt|get\b|got\b|gain|nab|land|sign|grab|win"
    r"|won|steal|stole|bring|brought|raid|attract|pick|scoop|found\b|find\b|welcom|acquir|pull"
    r"|pry|pri(?:ed|es|sed|zed)|entic|secur|draw|drew|collect|bag|swip|whisk|add|buy|bought|coax|woo|wrest|pinch"
    r"|filch|nick|cherry-?pick|head-?hunt|rope|onboard|enlist|assembl|amass|absorb|siphon|net(?:ted)?"
    r"\b|reel|captur|catch\b|caught|haul|end(?:ed)? up with\b)\w*"
)
LOSE = (
    r"(?:part(?:ed)? with|surrender\w*|lost|lose[sd]?|losing|shed|bled|bleed\w*|hemorrhag\w+"
    r"|haemorrhag\w+|forfeit\w*)"
)
LEAVE = (
    r"(?:left|leav(?:e|es|ing)|quit\w*|depart(?:s|ed|ing)?(?: from)?|exit(?:s|ed|ing)?"
    r"|ditch\w*|abandon\w*|desert\w*|forsook|forsak\w+|dump\w*|g(?:ive|ave|iven|iving) up"
    r"|part\w* (?:ways|company) with|walk\w* (?:out (?:on|of|at)|away from)|resign\w* from"
    r"|turn\w* (?:his|her|their|its) backs? on|sa(?:id|y|ys|ying) goodbye to|step\w* away from"
    r"|(?:bid|bade|bidding) farewell to|(?:cut\w*|sever\w*) ties with|(?:broke|break"
    r"|split) (?:away )?"
    r"(?:from|with)|mov\w+ on from|decamp\w* from|drift\w* away from"
    r"|defect\w* from|bail\w* (?:out )?on|jump\w* ship (?:from|at)|flee\w*|fled|tir\w+ of)"
)
SWAP = r"(?:swap\w*|trad(?:e|es|ed|ing)|exchang\w+|ditch\w*|drop\w*)"
JOIN = (
    r"(?:(?:re)?join(?:s|ed|ing)?|(?:end|land|wound|wind|turn|show|sign)(?:s|ed|ing)?"
    r"(?: up| on| back)*(?: at| with| on| in)|arriv\w+ at|work\w* (?:at|for) |now (?:at|with)"
    r"|mov\w+ to|start\w* at|hired? on at|(?:go\w*|went) over to|bound for|head\w* for|off to"
    r"|(?:job|post|position|role|seat|gig|desk|place)s? (?:at|with)|enlist\w* (?:at|with|in)"
    r"|thr(?:ow|ew) in (?:\w+ )?lot with|(?:sid|align)\w* with|now (?:work\w*|employed) (?:at"
    r"|for|by)"
    r"|back (?:at|with|to)|opt\w* for|chose|choos\w+|pick\w*)"
)
REFUSE = r"\b(?:rebuff|spurn|snub|refus|reject|declin|turn|said no|say no|resist)\w*(?: down| to)?"
NEWCOMERS = (
    r"(?:arrivals?|recruits?|hires?|newcomers?|additions|intake|signings?|joiners?|payroll"
    r"|new faces|raids?|newest|latest|hauls?|catch(?:es)?|(?:hiring|poaching) sprees?|poachings?"
    r"|captures)"
)
SEES = r"(?:see\w*|saw|watch\w*|had|have)"
GOING = r"(?:leav\w+|go\w*|walk\w*|depart\w*|quit\w*|head\w*|defect\w*|mov\w+|switch\w*)"
LEAVERS = (
    r"(?:departures?|exits?|leavers?|defectors?|losses|emigrants?|exodus|quitters|alumni"
    r"|resignations?|attrition|drain|brain drain|deserters?|turncoats?|walkouts?)"
)
MOVING = re.compile(  # a word of moving; "OpenAI's stars" alone asks of no move
    rf"\b(?:{GAIN}|{LOSE}|{LEAVE}|left|leav\w+|quit\w*|depart\w*|{SWAP}|{NEWCOMERS}|{LEAVERS}"
    r"|(?:re)?join\w*|mov\w+|went|go(?:es|ing|ne)?|c(?:a|o)m(?:e|ing)|switch\w*|chang\w+|hop\w*"
    r"|jump\w*|defect\w*|bolt\w*|return\w*|transfer\w*|head\w* for|bound for|off to|gone"
    r"|(?:end|wound|turn)\w* up|now (?:at|with)|back (?:to|at|with)|former|ex|arriv\w*"
    r"|part\w* ways|walk\w*|(?:gave|sent|supplied)(?= <))\b",
    re.IGNORECASE,
)
