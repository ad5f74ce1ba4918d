"""All settings: arguments of ``Settings``, or ``ASSISTANT_*`` environment variables."""

from __future__ import annotations

from pathlib import Path

from platformdirs import user_cache_path, user_data_path
from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from assistant.errors import SettingsError

LOCAL_MODEL = "local"
NO_MODEL = "none"


def bundled(name: str) -> Path:
    """A folder that ships with the package (knowledge, prompts): in a wheel or a checkout."""
    here = Path(__file__).resolve().parent
    packaged = here / "_bundled" / name
    return packaged if packaged.is_dir() else here.parent / name


class Settings(BaseSettings):
    """What can be set, with defaults that work on a fresh machine.

    Raises:
        SettingsError: a value is unusable; the message names the setting.
    """

    model_config = SettingsConfigDict(env_prefix="ASSISTANT_", frozen=True, extra="forbid")

    model: str = Field(
        LOCAL_MODEL,
        description="local, none, or provider:name of a LangChain chat model (openai:gpt-5-mini)",
    )
    knowledge: Path = Field(
        default_factory=lambda: bundled("knowledge"),
        description="folder of articles, with facts/ and entities.jsonl if there are any",
    )
    prompts: Path = Field(
        default_factory=lambda: bundled("prompts"), description="folder of prompt files"
    )
    data_dir: Path = Field(
        default_factory=lambda: user_data_path("talent-war-assistant"),
        description="where the index and added articles are kept",
    )
    cache_dir: Path = Field(
        default_factory=lambda: user_cache_path("talent-war-assistant"),
        description="where verified model files are kept",
    )
    top_k: int = Field(8, ge=1, le=100, description="evidence items retrieved for a question")
    max_question_chars: int = Field(2000, ge=10, description="longer questions are refused")
    model_timeout: float = Field(120.0, gt=0, description="seconds a chat model may take")
    model_context: int = Field(4096, ge=512, description="tokens the local model can see at once")
    host: str = Field("127.0.0.1", description="address the page is served on")
    port: int = Field(7860, ge=0, le=65535, description="port the page is served on")
    offline: bool = Field(False, description="never try to fetch a model")

    def __init__(self, **values: object) -> None:
        try:
            super().__init__(**values)  # type: ignore[arg-type]
        except ValidationError as error:
            first = error.errors()[0]
            name = ".".join(str(part) for part in first["loc"]) or "settings"
            raise SettingsError(
                f"setting '{name}' (or ASSISTANT_{name.upper()}): {first['msg']}; "
                f"got {first.get('input')!r}"
            ) from error

    @field_validator("knowledge", "prompts", "data_dir", "cache_dir")
    @classmethod
    def _absolute(cls, value: Path) -> Path:
        return value.expanduser().absolute()

    @field_validator("model")
    @classmethod
    def _known_form(cls, value: str) -> str:
        value = value.strip()
        if value in (LOCAL_MODEL, NO_MODEL) or ":" in value:
            return value
        raise ValueError("use 'local', 'none' or 'provider:name', such as 'openai:gpt-5-mini'")
