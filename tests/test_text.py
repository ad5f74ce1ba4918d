"""The small linguistic tools give the same whoever else uses them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from assistant.core.text import stem

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
