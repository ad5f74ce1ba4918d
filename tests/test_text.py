"""The small linguistic tools give the same whoever else uses them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.core.splitter import Size, split
from assistant.core.text import stem
from assistant.types import Article, Paragraph

WORDS = ["recruiting", "acquisitions", "licences", "poached", "superintelligence", "researchers"]


@pytest.fixture
def _jostling() -> Iterator[None]:
    """Threads take turns a thousand times as often as usual."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(interval / 1000)
    yield
    sys.setswitchinterval(interval)


@pytest.mark.usefixtures("_jostling")
def test_threads_do_not_mix_up_each_others_words() -> None:
    words = [f"{a}{b}" for a in WORDS for b in WORDS for _ in range(3)]
    alone = {word: stem(word) for word in words}
    with ThreadPoolExecutor(8) as pool:
        for _ in range(20):
            stem.cache_clear()
            assert list(pool.map(stem, words, chunksize=20)) == [alone[word] for word in words]


_WORDS = st.text("abc.", min_size=1, max_size=12)
_PARAGRAPHS = st.lists(st.lists(_WORDS, min_size=1, max_size=60).map(" ".join), min_size=1)


@given(_PARAGRAPHS, st.integers(20, 60), st.integers(80, 200))
def test_an_article_is_cut_to_size_and_nothing_is_lost(
    paragraphs: list[str], least: int, most: int
) -> None:
    article = Article("a", "A", paragraphs=tuple(Paragraph(p) for p in paragraphs))
    passages = [p.text for p in split(article, Size(least, most))]
    assert " ".join(passages).split() == " ".join(paragraphs).split()
    assert all(len(p) <= most for p in passages)
    assert len({p.id for p in split(article, Size(least, most))}) == len(passages)
