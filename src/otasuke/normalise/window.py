"""A bounded view of a long text, moving forward, that knows the byte offset at which it stands."""

from __future__ import annotations

import codecs
from collections.abc import Iterable

from otasuke.events.event import EXCERPT_BYTES
from otasuke.normalise.lines import LONGEST_RECORD_BYTES

_KEPT_CHARACTERS = 128
_ENOUGH_CHARACTERS = 2 * LONGEST_RECORD_BYTES


class Window:
    """Text around `at`. Behind `at` stand at least LONGEST_RECORD_BYTES characters, or everything if `final`.

    Bytes that are no UTF-8 stand in the text as lone surrogates, so that they can be given back as they came.
    """

    def __init__(self, chunks: Iterable[bytes], offset: int) -> None:
        self.text, self.at, self.offset, self.final = "", 0, offset, False
        self._chunks = iter(chunks)
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="surrogateescape")

    def fill(self) -> None:
        """Read on until enough text stands behind `at`."""
        if self.final or len(self.text) - self.at >= LONGEST_RECORD_BYTES:
            return
        kept = max(0, self.at - _KEPT_CHARACTERS)
        pieces, have = [self.text[kept:]], len(self.text) - kept
        while have < _ENOUGH_CHARACTERS and not self.final:
            pieces.append(self._next_piece())
            have += len(pieces[-1])
        self.text, self.at = "".join(pieces), self.at - kept

    def _next_piece(self) -> str:
        chunk = next(self._chunks, None)
        self.final = chunk is None
        return self._decoder.decode(chunk or b"", final=self.final)

    def take(self, end: int) -> tuple[int, bytes]:
        """Move to `end`; the offset and the bytes of what lies before it."""
        offset, data = self.offset, self.text[self.at : end].encode("utf-8", errors="surrogateescape")
        self.at, self.offset = end, offset + len(data)
        return offset, data

    def take_up_to(self, marker: str, start: int) -> tuple[int, int, bytes]:
        """Move to the first `marker` not before `start`, or to the end; offset, length and beginning of what was taken."""
        begin, beginning = self.offset, b""
        while (found := self.text.find(marker, start)) < 0 and not self.final:
            # The marker may stand across the end of what was read so far.
            _, data = self.take(max(self.at, len(self.text) - len(marker)))
            beginning = beginning or data[:EXCERPT_BYTES]
            self.fill()
            start = self.at
        _, data = self.take(found if found >= 0 else len(self.text))
        return begin, self.offset - begin, beginning or data

    def indentation(self) -> str:
        """The blanks before `at` on its line, or "" if something else stands there."""
        before = self.text[max(0, self.at - _KEPT_CHARACTERS) : self.at].rpartition("\n")[2]
        return before if not before.strip(" \t") else ""
