"""Retrieval-augmented generation as LangChain's own parts make it, with its own prompts.

The prompts are those that langchain-classic ships: the chat prompt of its question-answering
chains, and for a follow-up the one that rewrites it to stand alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import chromadb
from chromadb.config import Settings
from langchain_core.embeddings import Embeddings
from langchain_core.output_parsers import StrOutputParser

from assistant import Answer
from assistant.adapters.embedder import MiniLMEmbedder
from assistant.types import Turn
from evals.peers.base import MAX_TOKENS, Entry, Shared, Source, conversation, peer_errors

CHARS, OVERLAP = 500, 100  # the overlap of LangChain's tutorial, a fifth
TOP_K = 4


class MiniLM(Embeddings):
    """The assistant's embedding model as LangChain takes it."""

    def __init__(self, shared: Shared) -> None:
        self._embedder = MiniLMEmbedder(shared.embedder())

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._embedder.embed(texts)

    def embed_query(self, text: str) -> list[float]:
        return self._embedder.embed([text])[0]


class LangChainRag:
    """Recursive splitter, Chroma, the best passages, one call of the model."""

    cites = False

    def __init__(self, shared: Shared) -> None:
        from langchain_classic.chains.combine_documents import create_stuff_documents_chain
        from langchain_classic.chains.conversational_retrieval.prompts import (
            CONDENSE_QUESTION_PROMPT,
        )
        from langchain_classic.chains.question_answering.stuff_prompt import PROMPT_SELECTOR
        from langchain_classic.chains.retrieval import create_retrieval_chain

        store = _store(shared.sources, MiniLM(shared))
        retriever = store.as_retriever(search_kwargs={"k": TOP_K})
        self._server = shared.server()
        model = shared.chat(self._server)
        answer = create_stuff_documents_chain(model, PROMPT_SELECTOR.get_prompt(model))
        self._chain: Any = create_retrieval_chain(retriever, answer)
        self._condense: Any = CONDENSE_QUESTION_PROMPT | model | StrOutputParser()

    async def ask(self, question: str, history: Sequence[Turn]) -> Answer:
        with peer_errors():
            if history:
                told = {"chat_history": conversation(history), "question": question}
                question = await self._condense.ainvoke(told)
            found = await self._chain.ainvoke({"input": question, "question": question})
        return Answer(found["answer"])

    def close(self) -> None:
        self._server.close()


def _store(sources: Sequence[Source], embeddings: Embeddings) -> Any:
    from langchain_chroma import Chroma
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    splitter = RecursiveCharacterTextSplitter(chunk_size=CHARS, chunk_overlap=OVERLAP)
    documents = splitter.create_documents(
        [source.text for source in sources], [{"source": source.name} for source in sources]
    )
    client = chromadb.EphemeralClient(Settings(anonymized_telemetry=False))
    return Chroma.from_documents(documents, embeddings, client=client)


ENTRY = Entry(
    "langchain",
    "LangChain RAG",
    LangChainRag,
    f"RecursiveCharacterTextSplitter {CHARS}/{OVERLAP}, Chroma, top {TOP_K}, "
    "langchain-classic's question-answering prompt, follow-ups rewritten by its condense prompt; "
    f"at most {MAX_TOKENS} tokens",
    (
        "langchain-classic",
        "langchain-chroma",
        "langchain-core",
        "langchain-openai",
        "langchain-text-splitters",
        "chromadb",
        "xllamacpp",
    ),
)
