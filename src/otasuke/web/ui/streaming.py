"""Server-sent events from a server whose threads hold one answer each: few at a time, and none for long.

A stream ends by itself and the browser opens it again. Where no place is free a stream says what is so now and ends at
once: then the browser asks every few seconds, and nobody waits.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator

from django.http import StreamingHttpResponse

MOST = 3
"""Of the eight threads of the server (project/serving.py)."""
LASTS_S = 25.0
LOOK_EVERY_S = 0.5
AGAIN_MS = 1000
LATER_MS = 3000
_places = threading.BoundedSemaphore(MOST)


class Stream:
    """Says what `look` says, when it changes. Its place is free again when it ends or is closed, whatever comes first."""

    def __init__(self, look: Callable[[], str], *, later_ms: int = LATER_MS) -> None:
        self._look, self._later_ms = look, later_ms
        self._holds = _places.acquire(blocking=False)
        self._closing = threading.Event()
        self._events = self._said()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        for event in self._events:
            return event
        self.close()
        raise StopIteration

    def close(self) -> None:
        """Give the place back."""
        self._closing.set()
        if self._holds:
            self._holds = False
            _places.release()

    def _said(self) -> Iterator[bytes]:
        yield f"retry: {AGAIN_MS if self._holds else self._later_ms}\n\n".encode()
        said, until = self._look(), time.monotonic() + LASTS_S
        yield _event(said)
        while self._holds and time.monotonic() < until and not self._closing.wait(LOOK_EVERY_S):
            if (now := self._look()) != said:
                said = now
                yield _event(said)


def streamed(look: Callable[[], str], *, later_ms: int = LATER_MS) -> StreamingHttpResponse:
    """An answer that goes on. look: what is so now, on one line; it opens and leaves its scope each time.

    later_ms  after so long who finds no place asks again.
    """
    response = StreamingHttpResponse(Stream(look, later_ms=later_ms), content_type="text/event-stream; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Accel-Buffering"] = "no"  # a proxy before us must not wait for more
    return response


def _event(words: str) -> bytes:
    return f"data: {words}\n\n".encode()
