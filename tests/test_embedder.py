"""A question's vectors are the model's own, whichever way they are computed."""

from __future__ import annotations

import pytest

from assistant.adapters.embedder import MiniLMEmbedder
from assistant.adapters.weights import locate_embedder

TEXTS = [
    "Who did Meta hire from Apple?",
    "庞若鸣 moved for $200m — naïve café?",
    "?",
    "word " * 600,
    "How much did Suning pay for PPTV, and when was that?",
]


def dot(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


@pytest.fixture(scope="module")
def embedder() -> MiniLMEmbedder:
    return MiniLMEmbedder(locate_embedder())


@pytest.mark.integration
@pytest.mark.parametrize("name", ["embed", "embed_questions"])
def test_a_few_texts_get_the_same_vectors_as_many(embedder: MiniLMEmbedder, name: str) -> None:
    embed = getattr(embedder, name)
    for text, expected in zip(TEXTS, embed(TEXTS), strict=True):
        (vector,) = embed([text])
        assert vector == pytest.approx(expected, abs=1e-5)
        assert sum(x * x for x in vector) == pytest.approx(1.0)


@pytest.mark.integration
@pytest.mark.parametrize(
    ("asked", "same", "other"),
    [
        ("What did PPTV sell for?", "For how much was PPTV taken over?", "What did PPTV earn?"),
        ("What age is Pang?", "How old is Ruoming Pang?", "What is Ruoming Pang paid?"),
    ],
)
def test_questions_are_told_apart_by_what_would_answer_them(
    embedder: MiniLMEmbedder, asked: str, same: str, other: str
) -> None:
    def lead(vectors: list[list[float]]) -> float:
        return dot(vectors[0], vectors[1]) - dot(vectors[0], vectors[2])

    texts = [asked, same, other]
    assert lead(embedder.embed_questions(texts)) > max(0.0, lead(embedder.embed(texts)))


@pytest.mark.integration
@pytest.mark.parametrize(
    ("question", "answer", "other"),
    [
        (
            "Which bank lent the money for the takeover?",
            "The purchase was paid for with a loan of 2 billion dollars from Deutsche Bank.",
            "The purchase was agreed in March 1999 and closed four months later.",
        ),
        (
            "How old was the engineer when he moved to Tokyo?",
            "She was 27 and he was 31 when they moved to Tokyo.",
            "He moved to Tokyo with four colleagues from the laboratory.",
        ),
    ],
)
def test_read_together_a_question_prefers_what_answers_it(
    embedder: MiniLMEmbedder, question: str, answer: str, other: str
) -> None:
    right, wrong = embedder.logits(question, [answer, other])
    assert right > wrong


@pytest.mark.integration
def test_nothing_to_read_is_no_error(embedder: MiniLMEmbedder) -> None:
    assert embedder.logits("Who?", []) == []
