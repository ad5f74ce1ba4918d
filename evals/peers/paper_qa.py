"""PaperQA without its agent: ``Docs.aquery`` over the sources as text files.

It embeds chunks, has the model summarise and rate each of the best ones, and writes the answer
from those summaries. Two settings differ from its defaults for the sake of the models: chunks
are as long as the embedding model reads, and half as many are summarised.
"""

from __future__ import annotations

import asyncio
import logging
import os
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant import Answer
from assistant.types import Turn
from evals.peers.base import MAX_TOKENS, Entry, Shared, Source, conversation, peer_errors

CHARS, OVERLAP = 1000, 100  # 256 word pieces; the default is 5000 and 250
EVIDENCE_K = 5  # the default is 10: one call of the model each
MAX_SOURCES = 5
_NAME = "openai/local"
_KEYS = re.compile(r"\s*\((?:pqac-[0-9a-f]+[,; ]*)+\)")


class PaperQa:
    """PaperQA with the local model for summaries and answers, and no call to any service."""

    cites = False

    def __init__(self, shared: Shared) -> None:
        _stay_here()
        from lmi import embedding_model_factory
        from paperqa import Docs

        self._server = shared.server()
        self._settings = _settings(self._server.url, self._server.key, shared)
        self._embedder: Any = embedding_model_factory(self._settings.embedding)
        self._docs: Any = Docs()
        asyncio.run(self._add(shared.sources))

    async def _add(self, sources: Sequence[Source]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            for source in sources:
                path = Path(folder) / f"{source.name}.txt"
                path.write_text(source.text, encoding="utf-8")
                await self._docs.aadd(
                    path,
                    citation=source.citation,
                    docname=source.name,
                    dockey=source.name,
                    settings=self._settings,
                    embedding_model=self._embedder,
                )

    async def ask(self, question: str, history: Sequence[Turn]) -> Answer:
        if history:
            question = f"{question}\n\nThe conversation so far:\n{conversation(history)}"
        with peer_errors():
            session = await self._docs.aquery(
                question, settings=self._settings, embedding_model=self._embedder
            )
        return Answer(_KEYS.sub("", session.raw_answer))

    def close(self) -> None:
        self._server.close()


def _stay_here() -> None:
    """Before the import: LiteLLM fetches a list of prices, unless it is told to use its own."""
    os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"
    os.environ["HF_HUB_OFFLINE"] = "1"
    for name in ("paperqa", "lmi", "LiteLLM"):  # what they raise is in the records
        logging.getLogger(name).setLevel(logging.CRITICAL)


def _settings(url: str, key: str, shared: Shared) -> Any:
    import litellm
    from paperqa import Settings

    litellm.suppress_debug_info = True
    model = {
        "model": _NAME,
        "api_base": f"{url}/v1",
        "api_key": key,
        "temperature": 0,
        "max_tokens": MAX_TOKENS,
        "timeout": shared.limit,
        "max_retries": 0,
    }
    config = {"model_list": [{"model_name": _NAME, "litellm_params": model}]}
    return Settings(
        llm=_NAME,
        llm_config=config,
        summary_llm=_NAME,
        summary_llm_config=config,
        embedding=f"st-{shared.embedder()}",
        temperature=0,
        answer={
            "evidence_k": EVIDENCE_K,
            "answer_max_sources": MAX_SOURCES,
            "max_concurrent_requests": 1,
        },
        parsing={
            "use_doc_details": False,
            "multimodal": False,
            "reader_config": {"chunk_chars": CHARS, "overlap": OVERLAP},
        },
    )


ENTRY = Entry(
    "paperqa",
    "PaperQA",
    PaperQa,
    f"Docs without the agent, chunk_chars {CHARS}, overlap {OVERLAP}, evidence_k {EVIDENCE_K}, "
    f"answer_max_sources {MAX_SOURCES}, max_concurrent_requests 1, its own prompts, citations "
    "given, no metadata service; a follow-up carries the conversation so far; "
    f"at most {MAX_TOKENS} tokens a call",
    ("paper-qa", "fhlmi", "litellm", "sentence-transformers", "xllamacpp"),
)
