"""A small assistant for tests of the page: canned events, real values."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from assistant.errors import KnowledgeError, ModelCallError, QuestionError
from assistant.types import Answer, Article, Citation, Delta, Event, Passage, Step, Turn

ARTICLE = Article(
    slug="talent-war",
    title="The talent war for AI researchers",
    publisher="IT Times",
    published="2025-07-19",
    url="https://news.example/talent-war",
)
OPENING = (
    "Big companies have found a new way to recruit. Instead of buying a product, they buy the "
    "team behind it, and the product comes along or is left behind.\n\n"
)
HIRING = (
    "Meta hired Pang Ruoming, who had led a team for foundation models at Apple, with a package "
    "reported at more than 200 million dollars over several years."
)
CLOSING = (
    "\n\nApple had not tried to match the offer, people familiar with the matter said. His "
    "departure followed that of Tom Gunter, and further members of the team were said to be "
    "considering a move. " * 6
)
OFFERS = "Offers of that size go well beyond what most chief executives earn."
HOSTILE_QUOTE = (
    '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script> ${window.hacked=1}'
)

PASSAGES = {
    p.id: p
    for p in (
        Passage("talent-war#p1", OPENING + HIRING + CLOSING, ARTICLE),
        Passage("talent-war#p2", "In most industries this is unheard of. " + OFFERS, ARTICLE),
        Passage(
            "hostile#p1",
            f"Before {HOSTILE_QUOTE} after {{{{value}}}}",
            replace(ARTICLE, title="<b>Bold</b> claims", url="javascript:alert(1)"),
        ),
    )
}


def cite(marker: str, passage_id: str, quote: str) -> Citation:
    """A citation of a quote, as the assistant would make it."""
    passage = PASSAGES[passage_id]
    start = passage.text.index(quote)
    article = passage.article
    return Citation(
        marker,
        article.title,
        article.publisher,
        article.url,
        article.published,
        passage_id,
        quote,
        start,
        start + len(quote),
    )


HIRED = Answer(
    "Meta hired **Pang Ruoming** from Apple, with a package reported at more than 200 million "
    "dollars [1]. Offers of that size are beyond what most chief executives earn [2].",
    (cite("[1]", "talent-war#p1", HIRING), cite("[2]", "talent-war#p2", OFFERS)),
    confidence=0.94,
    route="facts",
    timings={"total": 0.012},
)
WRITTEN = Answer(
    "Three moves stand out:\n- Pang Ruoming went from Apple to Meta [1].\n"
    "- The package was reported at more than 200 million dollars [1].\n"
    "- Few chief executives earn as much [2].",
    HIRED.citations,
    confidence=0.62,
    route="model",
    timings={"retrieve": 0.1, "write": 6.4, "check": 0.7},
)
UNKNOWN = Answer(
    "My sources do not say how tall Mark Zuckerberg is.",
    abstained=True,
    route="abstain",
    timings={"total": 0.034},
)
HOSTILE = Answer(
    f"An answer with {HOSTILE_QUOTE} in it [1].",
    (cite("[1]", "hostile#p1", HOSTILE_QUOTE),),
    confidence=0.5,
    route="extract",
    timings={"total": 0.5},
)


@dataclass
class FakeAssistant:
    """Answers by a word in the question; ``asked`` keeps what it was given."""

    examples: Sequence[str] = (
        "Who did Meta hire from Apple?",
        "How much was Pang Ruoming paid?",
        "Which start-ups were bought for their people?",
        "How tall is Mark Zuckerberg?",
    )
    knowledge_note: str = "1 article, 190 facts, current to July 2025"
    model_name: str = "local"
    notices: Sequence[str] = ()
    pause: float = 0.0
    asked: list[tuple[str, tuple[Turn, ...]]] = field(default_factory=list)
    go_on: threading.Event = field(default_factory=threading.Event)

    def stream(self, question: str, history: Sequence[Turn] = ()) -> Iterator[Event]:
        self.asked.append((question, tuple(history)))
        yield Step("reading")
        self._wait()
        answer = self.ask(question)
        if answer.route == "model":
            yield Step("writing")
            for word in answer.text.splitlines(keepends=True):
                self._wait()
                yield Delta(word)
            if "slow" in question:
                self.go_on.wait(20)
            yield Step("checking")
            self._wait()
        yield replace(answer, question=question)

    def ask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        if "too long" in question:
            raise QuestionError("the question has 2,400 characters; ask with at most 2,000")
        if "broken" in question:
            raise ModelCallError("the local model did not answer within 120 s; try again")
        if "bug" in question:
            raise ZeroDivisionError("a bug")
        words = {"tall": UNKNOWN, "hostile": HOSTILE, "moves": WRITTEN, "slow": WRITTEN}
        return next((a for word, a in words.items() if word in question), HIRED)

    def passage(self, passage_id: str) -> Passage:
        if passage_id not in PASSAGES:
            raise KnowledgeError(f"no passage {passage_id}; run `assistant index`")
        return PASSAGES[passage_id]

    def _wait(self) -> None:
        if self.pause:
            self.go_on.wait(self.pause)
