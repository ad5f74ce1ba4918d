"""Any LangChain chat model behind one small door: JSON that fits a schema, or a yes/no probability.

Whatever a vendor's library raises becomes a ModelCallError here and nowhere else.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.adapters import weights
from assistant.adapters.local_llm import LocalChat, LocalServer
from assistant.adapters.progress import Progress
from assistant.adapters.replies import (
    Messages,
    first_fitting,
    said_in,
    structured_reply,
    yes_share,
)
from assistant.errors import ModelCallError, ModelError, StorageError, WeightsError
from assistant.ports import Said
from assistant.settings import LOCAL_MODEL, NO_MODEL, Settings

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

_TOP_TOKENS = 8
_LIMITS = ("max_tokens", "max_output_tokens", "num_predict")  # what vendors call it
# A hosted model that thinks before it writes pays for that out of the same allowance.
_THINKING_TOKENS = 2048
_KEYS = {
    "anthropic": ("ANTHROPIC_API_KEY",),
    "cohere": ("COHERE_API_KEY",),
    "deepseek": ("DEEPSEEK_API_KEY",),
    "fireworks": ("FIREWORKS_API_KEY",),
    "google_genai": ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    "groq": ("GROQ_API_KEY",),
    "mistralai": ("MISTRAL_API_KEY",),
    "openai": ("OPENAI_API_KEY",),
    "openrouter": ("OPENROUTER_API_KEY",),
    "together": ("TOGETHER_API_KEY",),
    "xai": ("XAI_API_KEY",),
}


class LangChainModel:
    """The core's ``ChatModel`` over a LangChain chat model, or over a function that returns one.

    The function is called at each use, so that it may load late and replace what died.
    ``spare_tokens`` are granted on top of each ``max_tokens``; ``close`` ends what it runs on;
    ``writes`` is as in the port.
    """

    def __init__(
        self,
        model: BaseChatModel | Callable[[], BaseChatModel],
        *,
        name: str = "",
        spare_tokens: int = 0,
        on_close: Callable[[], None] | None = None,
        writes: bool = True,
    ) -> None:
        from langchain_core.language_models import BaseChatModel

        self.name = name or type(model).__name__
        self._load: Callable[[], BaseChatModel] = (
            (lambda: model) if isinstance(model, BaseChatModel) else model
        )
        self.writes = writes
        self._spare_tokens = spare_tokens
        self._on_close = on_close
        self._gives_probabilities = True

    def warm(self) -> None:
        """Load the model now. Raises ModelError."""
        self._load()

    def close(self) -> None:
        """End the server behind the model, if it has one."""
        if self._on_close is not None:
            self._on_close()

    def complete(
        self, messages: Messages, *, schema: Mapping[str, Any], max_tokens: int = 256
    ) -> dict[str, Any]:
        """A JSON object that fits ``schema``; the reply is cut at ``max_tokens``.

        Raises:
            ModelCallError: the model failed, took too long, or replied with anything else.
        """
        model = _limited(self._loaded(), max_tokens + self._spare_tokens)
        try:
            reply = structured_reply(model, messages, schema)
        # Each vendor has its own exceptions, from its own HTTP library: this is the one edge
        # where all of them are turned into ours.
        except Exception as error:
            raise self._failure(error) from error
        try:
            return first_fitting(reply, schema)
        except ValueError as error:
            raise ModelCallError(f"{self.name}: {error}") from error

    def yes_probability(self, messages: Messages) -> float | None:
        """Probability of "yes" against "no" as the first token, or None if it gives none.

        A model that says neither is worth 0.5. Raises ModelCallError.
        """
        reply = self._weighed(_limited(self._loaded(), 1), messages)
        return yes_share(reply) if reply else None

    def say(self, messages: Messages, *, max_tokens: int = 60) -> Said:
        """The first line of a plain reply, with how sure the model was of it if it tells.

        Raises ModelCallError.
        """
        model = _limited(self._loaded(), max_tokens + self._spare_tokens)
        reply = self._weighed(model, messages)
        if reply is None:
            try:
                reply = model.invoke(list(messages))
            except Exception as error:  # the vendor's edge, as above
                raise self._failure(error) from error
        return said_in(reply)

    def _weighed(self, model: BaseChatModel, messages: Messages) -> BaseMessage | None:
        """A reply with the probabilities of its tokens; None from a model that gives none."""
        fields = type(model).model_fields
        if not self._gives_probabilities or not {"logprobs", "top_logprobs"} <= fields.keys():
            return None
        asked = model.bind(logprobs=True, top_logprobs=_TOP_TOKENS)
        try:
            return asked.invoke(list(messages))
        except Exception as error:  # the vendor's edge, as above
            if getattr(error, "status_code", 0) in (400, 403) and "logprob" in str(error).lower():
                self._gives_probabilities = False
                return None
            raise self._failure(error) from error

    def _loaded(self) -> BaseChatModel:
        try:
            return self._load()
        except ModelError as error:
            raise ModelCallError(str(error)) from error

    def _failure(self, error: Exception) -> ModelCallError:
        kind, text = type(error).__name__, " ".join(str(error).split())[:300]
        if "LengthFinish" in kind:
            return ModelCallError(f"{self.name}: the reply was cut off at its token limit")
        fix = "; raise ASSISTANT_MODEL_TIMEOUT" if "timeout" in kind.lower() else ""
        return ModelCallError(f"{self.name}: the call failed ({kind}: {text}){fix}")


def _limited(model: BaseChatModel, tokens: int) -> BaseChatModel:
    fields = type(model).model_fields
    found = [name for name in _LIMITS if name in fields]
    return model.model_copy(update={found[0]: tokens}) if found else model


def connect(
    settings: Settings,
    *,
    fetch: bool = False,
    on_notice: Callable[[str], None] | None = None,
    progress: Progress | None = None,
) -> LangChainModel | None:
    """The model that ``settings.model`` names, or None for "none". Loads nothing yet.

    The local model is fetched (1.1 GB) only with ``fetch`` and unless ``settings.offline``. If its
    file cannot be had, ``on_notice`` is told why and the result is None.

    Raises:
        WeightsError, StorageError: as above, where there is no ``on_notice`` to tell.
        ModelError: a hosted model's package or key is missing, or its name is not known.
    """
    if settings.model == NO_MODEL:
        return None
    if settings.model != LOCAL_MODEL:
        return _hosted(settings)
    try:
        return _local(settings, fetch=fetch, progress=progress)
    except (WeightsError, StorageError) as error:
        if on_notice is None:
            raise
        on_notice(str(error))
        return None


def _local(settings: Settings, *, fetch: bool, progress: Progress | None) -> LangChainModel:
    file = weights.QWEN_CODER_1_5B
    have = weights.status(file, settings.cache_dir)
    if not have.verified and not fetch and not settings.offline:
        raise WeightsError(
            f"{have.path}: {file.name} {have.reason}; "
            f"`assistant fetch` gets it ({file.size / 1e6:,.0f} MB)"
        )
    if not have.verified:
        weights.fetch(file, settings.cache_dir, offline=settings.offline, progress=progress)
    # Of 55 sentences that it wrote for dev questions 5 were carried by their sources.
    return served(have.path, settings, writes=False)


def served(path: Path, settings: Settings, *, writes: bool = True) -> LangChainModel:
    """A model file (GGUF), served on loopback from its first use on."""
    server = LocalServer(path, context=settings.model_context)
    chat = LocalChat(server, timeout=settings.model_timeout)
    return LangChainModel(chat, name=f"local:{path.stem}", on_close=chat.close, writes=writes)


def _hosted(settings: Settings) -> LangChainModel:
    from langchain.chat_models import init_chat_model

    name = settings.model
    provider = name.partition(":")[0]
    options: dict[str, Any] = {"timeout": settings.model_timeout, "max_retries": 2}
    if provider == "openai":
        options["http_socket_options"] = ()  # with others, a proxy in the environment is ignored
    try:
        model = init_chat_model(name, **options)
    except ImportError as error:
        raise ModelError(f"{name}: {error}") from error
    # Each vendor's library has its own exceptions for a missing key or a wrong name.
    except Exception as error:
        _require_key(name, provider)
        text = " ".join(str(error).split())[:300]
        raise ModelError(f"{name}: cannot be set up ({text})") from error
    _require_key(name, provider)
    return LangChainModel(model, name=name, spare_tokens=_THINKING_TOKENS)


def _require_key(name: str, provider: str) -> None:
    keys = _KEYS.get(provider, ())
    if keys and not any(os.environ.get(key) for key in keys):
        raise ModelError(f"{name}: there is no key; set {' or '.join(keys)}")
