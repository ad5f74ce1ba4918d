"""Whatever a chat model does, the caller gets fitting JSON, a probability or a ModelCallError."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from langchain_core.language_models import BaseChatModel, FakeListChatModel, GenericFakeChatModel
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable, RunnableLambda

from assistant.adapters.llm import LangChainModel, connect
from assistant.adapters.weights import QWEN_CODER_1_5B
from assistant.errors import ModelCallError, ModelError, WeightsError
from assistant.ports import ChatModel, Said
from assistant.settings import Settings

SCHEMA = {
    "type": "object",
    "properties": {"answer": {"type": "string"}, "source": {"type": "integer"}},
    "required": ["answer", "source"],
}
GOOD = {"answer": "Ruoming Pang", "source": 1}
ASK = [("system", "Answer."), ("user", "Who left Apple?")]


def replying(*texts: str) -> LangChainModel:
    return LangChainModel(FakeListChatModel(responses=list(texts)))


class Recording(BaseChatModel):
    """A chat model that remembers what it was asked and replies with a given message."""

    reply: BaseMessage = AIMessage(json.dumps(GOOD))
    error: Exception | None = None
    logprobs: bool | None = None
    top_logprobs: int | None = None
    max_tokens: int | None = None
    calls: list[dict[str, Any]] = []  # noqa: RUF012 - pydantic copies it

    @property
    def _llm_type(self) -> str:
        return "recording"

    def _generate(self, messages: list[BaseMessage], *args: Any, **options: Any) -> ChatResult:
        self.calls.append({"messages": messages, "max_tokens": self.max_tokens, **options})
        if self.error is not None:
            raise self.error
        return ChatResult(generations=[ChatGeneration(message=self.reply)])


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(GOOD),
        f"```json\n{json.dumps(GOOD)}\n```",
        f"Sure! Here it is: {json.dumps(GOOD)} Anything else?",
        f"{{not json}} {json.dumps({'answer': 1})} {json.dumps(GOOD)}",
    ],
    ids=["bare", "fenced", "in prose", "after others that do not fit"],
)
def test_json_is_found_in_a_reply(text: str) -> None:
    assert replying(text).complete(ASK, schema=SCHEMA) == GOOD


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "no JSON object"),
        ("I do not know.", "no JSON object"),
        ('{"answer": "Ruo', "no JSON object"),
        ("[1, 2]", "no JSON object"),
        ('{"answer": "Ruoming Pang"}', "'source' is a required property"),
        ('{"answer": "Ruoming Pang", "source": "one"}', "'one' is not of type 'integer'"),
        ("{" * 5_000, "no JSON object"),
    ],
    ids=["empty", "prose", "cut", "list", "lacking", "wrong type", "deep"],
)
def test_anything_else_is_a_model_call_error_that_says_why(text: str, says: str) -> None:
    with pytest.raises(ModelCallError, match=says):
        replying(text).complete(ASK, schema=SCHEMA)


def test_a_reply_that_was_cut_off_is_called_that() -> None:
    message = AIMessage('{"answer": "Ruo', response_metadata={"finish_reason": "length"})
    model = LangChainModel(GenericFakeChatModel(messages=iter([message])))
    with pytest.raises(ModelCallError, match="cut off"):
        model.complete(ASK, schema=SCHEMA)


@pytest.mark.parametrize("error", [TimeoutError("slow"), ConnectionError("gone"), KeyError("x")])
def test_whatever_a_vendor_raises_is_a_model_call_error(error: Exception) -> None:
    model = LangChainModel(Recording(error=error, logprobs=True), name="vendor:one")
    calls: tuple[Callable[[], object], ...] = (
        lambda: model.complete(ASK, schema=SCHEMA),
        lambda: model.say(ASK),
        lambda: model.yes_probability(ASK),
    )
    for call in calls:
        with pytest.raises(ModelCallError, match=f"vendor:one.*{type(error).__name__}") as caught:
            call()
        assert caught.value.__cause__ is error


def test_a_timeout_names_the_setting() -> None:
    model = LangChainModel(Recording(error=TimeoutError("slow")))
    with pytest.raises(ModelCallError, match="ASSISTANT_MODEL_TIMEOUT"):
        model.complete(ASK, schema=SCHEMA)


def test_a_model_that_cannot_be_loaded_fails_the_call() -> None:
    def load() -> BaseChatModel:
        raise ModelError("no such file")

    with pytest.raises(ModelCallError, match="no such file"):
        LangChainModel(load, name="late").complete(ASK, schema=SCHEMA)


def test_the_length_limit_and_the_schema_reach_the_model() -> None:
    vendor = Recording()
    LangChainModel(vendor).complete(ASK, schema=SCHEMA, max_tokens=77)
    assert vendor.max_tokens is None  # the caller's model is left as it is
    assert vendor.calls[0]["max_tokens"] == 77
    assert '"source"' in str(vendor.calls[0]["messages"][0].content)


class Structured(Recording):
    """A vendor with structured output, by one method only."""

    method: str = "json_schema"

    def with_structured_output(self, schema: Any, **options: Any) -> Runnable[Any, Any]:
        if options.get("method", "default") != self.method:
            raise ValueError("unsupported method")
        assert schema["title"]
        assert options["include_raw"]
        return RunnableLambda(lambda _: {"raw": AIMessage(""), "parsed": GOOD})


@pytest.mark.parametrize("method", ["json_schema", "default"])
def test_a_vendors_structured_output_is_used_where_there_is_one(method: str) -> None:
    assert LangChainModel(Structured(method=method)).complete(ASK, schema=SCHEMA) == GOOD


def first_token(**logprobs: float) -> AIMessage:
    top = [{"token": token, "logprob": math.log(p)} for token, p in logprobs.items()]
    return AIMessage("", response_metadata={"logprobs": {"content": [{"top_logprobs": top}]}})


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (first_token(Yes=0.5, yes=0.1, no=0.2, maybe=0.2), 0.75),
        (first_token(No=0.9, Yes=0.1), 0.1),
        (first_token(maybe=0.9), 0.5),
        (AIMessage("yes"), None),
    ],
    ids=["yes", "no", "neither", "gives none"],
)
def test_yes_is_weighed_against_no(reply: AIMessage, expected: float | None) -> None:
    found = LangChainModel(Recording(reply=reply)).yes_probability(ASK)
    assert found == (expected if expected is None else pytest.approx(expected))


def test_a_model_without_log_probabilities_says_none() -> None:
    assert replying("yes").yes_probability(ASK) is None


def test_a_vendor_that_refuses_log_probabilities_is_asked_once() -> None:
    class RefusedError(Exception):
        status_code = 400

    vendor = Recording(error=RefusedError("logprobs are not supported with this model"))
    model = LangChainModel(vendor)
    assert model.yes_probability(ASK) is None
    assert model.yes_probability(ASK) is None
    assert len(vendor.calls) == 1


def told_by_token(*tokens: str) -> AIMessage:
    content = [{"token": token, "logprob": -0.1 * n} for n, token in enumerate(tokens)]
    return AIMessage("".join(tokens), response_metadata={"logprobs": {"content": content}})


@pytest.mark.parametrize(
    ("reply", "said"),
    [
        (told_by_token("Ruo", "ming", " Pang"), Said("Ruoming Pang", (-0.0, -0.1, -0.2))),
        (told_by_token("Pang", "\n", "He", " left"), Said("Pang", (-0.0,))),
        (told_by_token("\n", " Pang"), Said("Pang", (-0.1,))),
        (AIMessage("Ruoming Pang\nHe left Apple."), Said("Ruoming Pang")),
        (AIMessage(""), Said("")),
    ],
    ids=["one line", "two", "begun with a break", "without probabilities", "nothing"],
)
def test_what_a_model_says_is_its_first_line_and_how_sure_it_was(
    reply: AIMessage, said: Said
) -> None:
    found = LangChainModel(Recording(reply=reply)).say(ASK)
    assert found.text == said.text
    assert found.logprobs == pytest.approx(said.logprobs)


def test_a_model_without_log_probabilities_still_says_something() -> None:
    assert replying("Ruoming Pang").say(ASK) == Said("Ruoming Pang")


def test_it_is_the_chat_model_of_the_core() -> None:
    model: ChatModel = replying("{}")
    assert model.name == "FakeListChatModel"


def test_no_model_is_none() -> None:
    assert connect(Settings(model="none")) is None


def test_a_missing_local_model_is_a_notice_or_an_error_but_never_a_silent_download(
    tmp_path: Path,
) -> None:
    notices: list[str] = []
    settings = Settings(model="local", cache_dir=tmp_path)
    assert connect(settings, on_notice=notices.append) is None
    assert "1,117 MB" in notices[0]
    with pytest.raises(WeightsError, match=QWEN_CODER_1_5B.filename):
        connect(settings)
    assert list(tmp_path.iterdir()) == []


def test_offline_never_fetches_even_if_told_to(tmp_path: Path) -> None:
    settings = Settings(model="local", cache_dir=tmp_path, offline=True)
    with pytest.raises(WeightsError, match="ASSISTANT_OFFLINE"):
        connect(settings, fetch=True)


@pytest.mark.parametrize(
    ("model", "says"),
    [
        ("openai:gpt-5-mini", "set OPENAI_API_KEY"),
        ("ibm:x", "pip install"),
        ("nobody:x", "nobody:x: cannot be set up"),
    ],
    ids=["no key", "no package", "unknown"],
)
def test_a_hosted_model_that_cannot_be_used_says_what_is_missing(
    model: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with pytest.raises(ModelError, match=says):
        connect(Settings(model=model))


def test_a_hosted_model_is_set_up_without_a_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "made-up")
    model = connect(Settings(model="openai:gpt-5-mini"))
    assert model is not None
    assert model.name == "openai:gpt-5-mini"


def test_close_ends_what_the_model_runs_on() -> None:
    ended: list[str] = []
    end: Callable[[], None] = lambda: ended.append("ended")  # noqa: E731
    LangChainModel(FakeListChatModel(responses=[""]), on_close=end).close()
    assert ended == ["ended"]
