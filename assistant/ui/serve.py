"""Serves the page on this machine until it is interrupted."""

from __future__ import annotations

import logging
import socket
import threading
import webbrowser
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import PortInUseError
from assistant.ui.protocol import Answerer

if TYPE_CHECKING:
    from fastapi import FastAPI

SECONDS_TO_FINISH = 2


def serve(
    assistant: Answerer,
    *,
    host: str,
    port: int,
    open_browser: bool = False,
    feedback_file: Path | None = None,
) -> None:
    """Serve the page and block. Port 0 takes any free port. The address is printed on one line.

    Raises:
        PortInUseError: the address is taken or cannot be used.
    """
    with claim(host, port) as listener:
        import uvicorn

        from assistant.ui.page import TITLE

        app = create_app(assistant, feedback_file=feedback_file)

        class Server(uvicorn.Server):
            async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
                # Cutting off open pages is no error worth a traceback.
                logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
                await super().shutdown(sockets)

        # Open pages hold a connection: without a limit the server would wait for them to end.
        config = uvicorn.Config(
            app, log_level="warning", ws="none", timeout_graceful_shutdown=SECONDS_TO_FINISH
        )
        url = address(host, listener.getsockname()[1])
        print(f"{TITLE}: {url}", flush=True)
        if open_browser:
            threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
        with suppress(KeyboardInterrupt):
            Server(config).run(sockets=[listener])


def create_app(assistant: Answerer, *, feedback_file: Path | None = None) -> FastAPI:
    """The page as an ASGI application, for any server or as a part of a larger one."""
    import gradio as gr
    from fastapi import FastAPI

    from assistant.ui.assets import STATIC
    from assistant.ui.page import build_page, page_options

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    gr.mount_gradio_app(
        app,
        build_page(assistant, feedback_file=feedback_file),
        path="/",
        favicon_path=str(STATIC / "favicon.svg"),
        **page_options(),
    )
    return app


def claim(host: str, port: int) -> socket.socket:
    """A listening socket. Holding it from the start leaves no gap for another program.

    Raises:
        PortInUseError: the address is taken or cannot be used.
    """
    name = host.strip("[]")
    try:
        family, _, _, _, where = socket.getaddrinfo(name, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(where)
            listener.listen(128)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        raise PortInUseError(
            f"cannot serve on {host}:{port} ({error.strerror or error}); choose another port "
            "with --port or ASSISTANT_PORT, or end the program that uses it"
        ) from error
    return listener


def address(host: str, port: int) -> str:
    """The URL to open in a browser on this machine."""
    if host in ("0.0.0.0", "::", "[::]", ""):
        host = "127.0.0.1"
    bare = host.strip("[]")
    return f"http://{f'[{bare}]' if ':' in bare else bare}:{port}/"
