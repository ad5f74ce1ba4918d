"""The assistant as LangChain objects: a Runnable chain and a retriever."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import Runnable, RunnableConfig

from assistant.types import Answer, Event, Evidence, Turn

Input = str | Mapping[str, Any]
Stream = Callable[[str, Sequence[Turn]], Iterator[Event]]


class AnswerChain(Runnable[Input, Event]):
    """Question in, ``Answer`` out. ``stream`` yields steps and text before the ``Answer``.

    The input is a question, or a mapping with "question" and optionally "history".
    """

    def __init__(self, stream: Stream) -> None:
        self._stream = stream

    def invoke(self, input: Input, config: RunnableConfig | None = None, **kwargs: Any) -> Answer:
        """Answer one question; callbacks and tracing of ``config`` see it."""

        def run(value: Input) -> Answer:
            answers = [e for e in self._events(value) if isinstance(e, Answer)]
            return answers[-1]

        answer = self._call_with_config(run, input, config, run_type="chain")
        assert isinstance(answer, Answer)
        return answer

    def stream(
        self, input: Input, config: RunnableConfig | None = None, **kwargs: Any | None
    ) -> Iterator[Event]:
        """Steps and checked text as they come; the last event is the ``Answer``."""
        yield from self._events(input)

    def _events(self, value: Input) -> Iterator[Event]:
        if isinstance(value, str):
            return self._stream(value, ())
        return self._stream(str(value["question"]), value.get("history") or ())


class EvidenceRetriever(BaseRetriever):
    """Evidence as documents: the exact span, with its place and source in the metadata."""

    retrieve: Callable[[str], list[Evidence]]

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [_document(e) for e in self.retrieve(query)]


def _document(evidence: Evidence) -> Document:
    span, article = evidence.span, evidence.passage.article
    return Document(
        page_content=span.text,
        metadata={
            "passage_id": evidence.passage.id,
            "start": span.start,
            "end": span.end,
            "similarity": evidence.similarity,
            "fact_id": evidence.fact.id if evidence.fact else None,
            "title": article.title,
            "publisher": article.publisher,
            "url": article.url,
            "date": article.published,
        },
    )
