"""The forward pass of a small BERT in NumPy, for the few texts of a question.

Importing torch and transformers takes longer than everything else that a first answer needs;
tokenizers, safetensors and NumPy load the same weights in a fraction of a second. Many texts
are quicker through sentence-transformers: see ``embedder``.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from copy import copy
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from safetensors.numpy import load_file
from threadpoolctl import ThreadpoolController
from tokenizers import Tokenizer

Array = NDArray[np.float32]
_MAX_TOKENS = 256  # of all-MiniLM-L6-v2; what is longer is cut


class Encoder:
    """Mean-pooled, normalised BERT embeddings from a folder in the form of the model hub."""

    def __init__(self, folder: Path) -> None:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        self._weights: dict[str, Array] = load_file(folder / "model.safetensors")
        self._turned = _turned(self._weights)
        self._layers = int(config["num_hidden_layers"])
        self._heads = int(config["num_attention_heads"])
        self._epsilon = float(config["layer_norm_eps"])
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.enable_truncation(_MAX_TOKENS)
        self._tokenizer.no_padding()
        self._threads = ThreadpoolController()
        self._shared = self._layers  # lowest layers that are as another's

    def adapted(self, changed: Mapping[str, Array]) -> Encoder:
        """The same encoder with some of its layers' weights changed; the others are shared."""
        other = copy(self)
        other._weights = {**self._weights, **changed}
        other._turned = {**self._turned, **_turned(changed)}
        other._shared = min(int(name.split(".")[2]) for name in changed)
        return other

    def changed_by(self, parts: Mapping[str, Array]) -> dict[str, Array]:
        """The weights as a low-rank adapter (LoRA) changes them, by name.

        For the weight ``name`` there are ``name.down`` (rank × in) and ``name.up`` (out × rank);
        their product is added to it. Other parts are passed over.
        """
        names = [key.removesuffix(".up") for key in parts if key.endswith(".up")]
        return {n: self._weights[n] + parts[f"{n}.up"] @ parts[f"{n}.down"] for n in names}

    def tokens(self, text: str) -> list[str]:
        """The word pieces of a text, those that mark its ends among them."""
        return list(self._tokenizer.encode(text).tokens)

    def vocabulary(self) -> dict[str, int]:
        """Word pieces and their ids."""
        return dict(self._tokenizer.get_vocab())

    def embed(self, texts: Sequence[str]) -> Array:
        """Texts → an array of len(texts) × 384, each row of length 1."""
        ids = [self._tokenizer.encode(text).ids for text in texts]
        # So little is multiplied that threads would only wait for each other, and on a busy
        # machine for a hundred times as long.
        with self._threads.limit(limits=1, user_api="blas"):
            return np.stack([self._embed(one) for one in ids])

    def embed_with(self, adapted: Encoder, text: str) -> tuple[Array, Array]:
        """One text → its vector and the one of an adapted encoder; shared layers run once."""
        first = adapted._shared
        with self._threads.limit(limits=1, user_api="blas"):
            hidden = self._through(self._embedded(self._tokenizer.encode(text).ids), 0, first)
            both = (encoder._through(hidden, first, self._layers) for encoder in (self, adapted))
            ours, theirs = (pooled(one) for one in both)
        return ours, theirs

    def _embed(self, ids: Sequence[int]) -> Array:
        return pooled(self._through(self._embedded(ids), 0, self._layers))

    def below(self, text: str, first: int) -> Array:
        """What the layers below ``first`` make of the tokens of a text: tokens × 384."""
        ids = self._tokenizer.encode(text).ids
        with self._threads.limit(limits=1, user_api="blas"):
            return self._through(self._embedded(ids), 0, first)

    def above(self, hidden: Array, first: int, favour: Sequence[Array] = ()) -> Array:
        """What the layers from ``first`` on make of tokens, with something added to the attention.

        ``favour`` is for each of these layers an array of heads × tokens × tokens, if there is any.
        """
        with self._threads.limit(limits=1, user_api="blas"):
            return self._through(hidden, first, self._layers, favour)

    def _through(self, hidden: Array, first: int, end: int, favour: Sequence[Array] = ()) -> Array:
        """What the layers from ``first`` up to ``end`` make of the tokens."""
        for number in range(first, end):
            layer = f"encoder.layer.{number}."
            more = favour[number - first] if favour else None
            attended = self._attend(hidden, layer + "attention.self.", more)
            mixed = self._linear(attended, layer + "attention.output.dense")
            hidden = self._normal(hidden + mixed, layer + "attention.output.LayerNorm")
            inner = _gelu(self._linear(hidden, layer + "intermediate.dense"))
            outer = self._linear(inner, layer + "output.dense")
            hidden = self._normal(hidden + outer, layer + "output.LayerNorm")
        return hidden

    def _embedded(self, ids: Sequence[int]) -> Array:
        words = self._weights["embeddings.word_embeddings.weight"][list(ids)]
        places = self._weights["embeddings.position_embeddings.weight"][: len(ids)]
        kind = self._weights["embeddings.token_type_embeddings.weight"][0]
        return self._normal(words + places + kind, "embeddings.LayerNorm")

    def _attend(self, hidden: Array, name: str, favour: Array | None) -> Array:
        """(tokens, 384) → (tokens, 384): what each token takes from all of them."""
        tokens, width = hidden.shape
        size = width // self._heads
        query, key, value = (
            self._linear(hidden, name + part).reshape(tokens, self._heads, size).swapaxes(0, 1)
            for part in ("query", "key", "value")
        )
        likeness = query @ key.swapaxes(1, 2) / np.float32(math.sqrt(size))
        weights = _softmax(likeness if favour is None else likeness + favour)
        mixed: Array = (weights @ value).swapaxes(0, 1).reshape(tokens, width)
        return mixed

    def _linear(self, x: Array, name: str) -> Array:
        y: Array = x @ self._turned[name + ".weight"] + self._weights[name + ".bias"]
        return y

    def _normal(self, x: Array, name: str) -> Array:
        centred = x - x.mean(axis=-1, keepdims=True)
        spread = np.sqrt((centred**2).mean(axis=-1, keepdims=True) + np.float32(self._epsilon))
        y: Array = centred / spread * self._weights[name + ".weight"]
        return y + self._weights[name + ".bias"]


def load_parts(file: Path) -> dict[str, Array]:
    """The parts of an adapter, which are stored with half the bits."""
    return {name: part.astype(np.float32) for name, part in load_file(file).items()}


def _turned(weights: Mapping[str, Array]) -> dict[str, Array]:
    """The layers' matrices as in × out, in which the few rows of a question are quicker through."""
    return {
        name: np.ascontiguousarray(weight.T)
        for name, weight in weights.items()
        if name.startswith("encoder.layer.") and weight.ndim == 2
    }


def pooled(hidden: Array) -> Array:
    """The mean of some tokens, with length 1."""
    mean: Array = hidden.mean(axis=0)
    return mean / np.float32(np.linalg.norm(mean))


def _gelu(x: Array) -> Array:
    y = _erf(x * np.float32(1 / math.sqrt(2)))
    y += 1
    y *= x
    y *= np.float32(0.5)
    return y


def _erf(x: Array) -> Array:
    """The error function, within 2e-7 (Abramowitz and Stegun, 7.1.26); SciPy's is slow to load."""
    t = np.abs(x)
    t *= np.float32(0.3275911)
    t += 1
    np.reciprocal(t, out=t)
    y: Array = np.zeros_like(x)
    for factor in (1.061405429, -1.453152027, 1.421413741, -0.284496736, 0.254829592):
        y += np.float32(factor)
        y *= t
    fall = x * x
    np.negative(fall, out=fall)
    y *= np.exp(fall, out=fall)
    np.subtract(1, y, out=y)
    return np.copysign(y, x)


def _softmax(x: Array) -> Array:
    raised = np.exp(x - x.max(axis=-1, keepdims=True))
    y: Array = raised / raised.sum(axis=-1, keepdims=True)
    return y
