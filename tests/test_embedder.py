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


@pytest.mark.integration
def test_a_few_texts_get_the_same_vectors_as_many() -> None:
    embedder = MiniLMEmbedder(locate_embedder())
    many = embedder.embed(TEXTS)
    for text, expected in zip(TEXTS, many, strict=True):
        (vector,) = embedder.embed([text])
        assert vector == pytest.approx(expected, abs=1e-5)
        assert sum(x * x for x in vector) == pytest.approx(1.0)
