"""An answer under way, in a thread of its own, so that the page can leave it at any moment.

Gradio's own cancelling waits for the step that is running, which may be a call to a slow model.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from queue import SimpleQueue

from assistant.types import Event


class Run:
    """Iterate once over its events; an error of the stream is raised there. Ends when left."""

    def __init__(self, stream: Callable[[], Iterator[Event]]) -> None:
        self.left = False
        self.discarded = False
        self._stream = stream
        self._items: SimpleQueue[Event | Exception | None] = SimpleQueue()
        threading.Thread(target=self._work, name="answer", daemon=True).start()

    def leave(self, *, discard: bool = False) -> None:
        """Stop waiting. The stream itself is closed after the event it is working on."""
        self.left, self.discarded = True, discard
        self._items.put(None)

    def __iter__(self) -> Iterator[Event]:
        while (item := self._items.get()) is not None and not self.left:
            if isinstance(item, Exception):
                raise item
            yield item

    def _work(self) -> None:
        try:
            for event in self._stream():
                if self.left:
                    break
                self._items.put(event)
        except Exception as error:  # noqa: BLE001 - handed to whoever iterates
            self._items.put(error)
        self._items.put(None)
