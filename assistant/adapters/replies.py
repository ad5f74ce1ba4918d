"""What a chat model sent back: the JSON in it, its first line, or how it weighs yes and no."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from assistant.ports import Said

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import BaseMessage

Messages = Sequence[tuple[str, str]]


def structured_reply(
    model: BaseChatModel, messages: Messages, schema: Mapping[str, Any]
) -> dict[str, Any] | BaseMessage:
    """The object that a model sends when asked for one that fits, or else its whole reply."""
    titled = {"title": "reply", **schema}
    for method in ({"method": "json_schema"}, {}):
        try:
            asked = model.with_structured_output(titled, include_raw=True, **method)
        except (NotImplementedError, ValueError, TypeError):
            continue
        reply = asked.invoke(list(messages))
        assert isinstance(reply, dict)
        return reply["parsed"] if isinstance(reply["parsed"], dict) else reply["raw"]
    request = f"Reply with one JSON object that fits this JSON schema: {json.dumps(titled)}"
    return model.invoke([("system", request), *messages])


def first_fitting(reply: dict[str, Any] | BaseMessage, schema: Mapping[str, Any]) -> dict[str, Any]:
    """The first JSON object in a reply that fits. Raises ValueError that says what is wrong."""
    from jsonschema import Draft202012Validator, ValidationError

    check = Draft202012Validator(schema)
    problem = ""
    for found in [reply] if isinstance(reply, dict) else _objects(reply.text):
        try:
            check.validate(found)
        except ValidationError as error:
            problem = problem or f"the reply does not fit the schema ({error.message[:200]})"
        else:
            return found
    if not problem and not isinstance(reply, dict):
        cut = reply.response_metadata.get("finish_reason") == "length"
        text = " ".join(reply.text.split())[:100]
        problem = f"the reply {'was cut off' if cut else 'holds no JSON object'}: {text!r}"
    raise ValueError(problem)


def _objects(text: str) -> Iterator[dict[str, Any]]:
    decoder = json.JSONDecoder()
    start = text.find("{")
    while start >= 0:
        try:
            found, end = decoder.raw_decode(text, start)
        except (ValueError, RecursionError):
            end = start + 1
        else:
            yield found
        start = text.find("{", end)


def said_in(reply: BaseMessage) -> Said:
    """The first line of a reply, with the log-probabilities of its tokens if they are told."""
    line = reply.text.strip().partition("\n")[0].strip()
    tokens = [str(token["token"]) for token in _tokens(reply)]
    logprobs = [float(token["logprob"]) for token in _tokens(reply)]
    told = [at for at, token in enumerate(tokens) if token.strip()]
    first = told[0] if told else 0
    last = next((at for at in range(first, len(tokens)) if "\n" in tokens[at]), len(tokens))
    return Said(line, tuple(logprobs[first:last]))


def _tokens(reply: BaseMessage) -> Sequence[Mapping[str, Any]]:
    return (reply.response_metadata.get("logprobs") or {}).get("content") or ()


def yes_share(reply: BaseMessage) -> float | None:
    """The probability of "yes" against "no" as the first token, None if the model gives none."""
    said = _tokens(reply)
    if not said:
        return None
    mass = {"yes": 0.0, "no": 0.0}
    for token in said[0].get("top_logprobs") or said[:1]:
        word = token["token"].strip().strip(".,!\"'").lower()
        if word in mass:
            mass[word] += math.exp(token["logprob"])
    total = mass["yes"] + mass["no"]
    return mass["yes"] / total if total else 0.5
