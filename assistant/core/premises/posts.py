"""Who holds which post, as a text puts it: "X, chief executive of Y", "with Z as president"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.core.entities import EntityLinker
from assistant.core.titles import TITLE, plain_title

_HOLDS = re.compile(  # between a person and a title that follows
    r"^(?:\s+of [\w .&-]+?)?(?:,|\s+as|\s+is|\s+was|\s+became|\s+becomes|\s+took over as|\s+takes? "
    r"|\s+took|\s+made|\s+named)?(?:\s+(?:the|a|its|their|until then|since|new|first|old|former"
    r"|interim|on|[A-Z][\w]*(?:['’]s)?))*\s*$",
)
_ASKS_HOLDER = re.compile(
    rf"\bwho(?:['’]?s| is| was| became)(?: [\w'’]+){{0,4}}? {TITLE.pattern}", re.IGNORECASE
)
_APPOSED = re.compile(r"^\s+$")  # between a title and the person who follows


@dataclass(frozen=True, slots=True)
class Post:
    """A person and the title that a text gives them."""

    holder: str
    title: str


def posts(text: str, linker: EntityLinker) -> list[Post]:
    """The posts of a text whose holders it names beside the title, in order."""
    people = [m for m in linker.mentions(text) if linker.entities[m.name].type == "person"]
    found = []
    for match in TITLE.finditer(text):
        title = plain_title(match["title"])
        after = next((m for m in people if m.start >= match.end()), None)
        before = next((m for m in reversed(people) if m.end <= match.start()), None)
        if after and _APPOSED.match(text[match.end() : after.start]):
            found.append(Post(after.name, title))
        elif before and _HOLDS.match(text[before.end : match.start()]):
            found.append(Post(before.name, title))
    return found


def post_asked_for(text: str) -> str:
    """The title whose holder is asked for, "" if none is: "Who is the CFO of OpenAI?"."""
    match = _ASKS_HOLDER.search(text)
    return plain_title(match["title"]) if match else ""
