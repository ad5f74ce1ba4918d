"""The process that runs llama.cpp; started by ``local_llm``, never imported.

One JSON line on stdin says what to serve; one JSON line on stdout answers with the address or
an error. The process lives until its stdin closes, so it never outlives the one that started it.
"""

from __future__ import annotations

import importlib
import json
import os
import signal
import sys
from typing import Any


def main() -> int:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    asked: dict[str, Any] = json.loads(sys.stdin.readline())
    answer = os.fdopen(os.dup(1), "w", encoding="utf-8")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    try:
        server = _serve(asked)
    except (ImportError, RuntimeError, OSError, ValueError) as error:
        print(json.dumps({"error": f"{type(error).__name__}: {error}"}), file=answer, flush=True)
        return 1
    print(json.dumps({"url": server.listening_address}), file=answer, flush=True)
    sys.stdin.read()
    # llama.cpp may be in the middle of a reply; nothing here needs an orderly end.
    os._exit(0)


def _serve(asked: dict[str, Any]) -> Any:
    xllamacpp: Any = importlib.import_module("xllamacpp")  # ships no types
    params = xllamacpp.CommonParams()
    params.model.path = asked["path"]
    params.hostnames = ["127.0.0.1"]
    params.port = 0
    # Any page open in the user's browser can reach loopback: only who knows the key is served.
    params.api_keys = [asked["key"]]
    params.ui = False
    params.endpoint_slots = False
    params.n_ctx = asked["context"]
    params.n_parallel = 1
    params.cache_prompt = True
    params.cache_ram_mib = 512  # llama.cpp's own limit for remembered prompts is 8 GiB
    params.cpuparams.n_threads = asked["threads"]
    params.cpuparams_batch.n_threads = asked["threads"]
    params.use_jinja = True
    params.warmup = False
    params.verbosity = -1
    return xllamacpp.Server(params)


if __name__ == "__main__":
    sys.exit(main())
