"""Syslog over a stream of bytes, cut into messages: both framings of RFC 6587, and RFC 5425 inside TLS. No input or output here."""

from __future__ import annotations

import re

LONGEST_MESSAGE_BYTES = 256 << 10
"""What is longer is cut; the rest of that message is passed over."""
LARGEST_COUNT = 16 << 20
"""A frame that claims to be longer is taken for garbage: passing over so much would hide what comes behind it."""

# A message begins with <PRI>; a few devices send JSON without one.
_COUNTED = re.compile(rb"[1-9][0-9]{0,11} [<{]")
_PERHAPS_COUNTED = re.compile(rb"[1-9][0-9]{0,11} ?")
_COUNT = re.compile(rb"([1-9][0-9]{0,11}) ")
_PERHAPS_COUNT = re.compile(rb"[1-9][0-9]{0,11}")
_BETWEEN = b"\r\n\0 "
_BREAKS = bytes.maketrans(b"\r\n\0", b"   ")


class Framer:
    """Bytes in, messages out; never holds more than a message and what it was last given.

    The first message of a connection says which framing it has. No sender changes it on the way, and if it could be
    changed, a line that an attacker wrote into a log («99999 <1>») would swallow those behind it.

    too_long  how many messages were cut so far.
    fault     why nothing more can be read, once that is so.
    """

    def __init__(self, *, longest_bytes: int = LONGEST_MESSAGE_BYTES) -> None:
        self.too_long = 0
        self.fault: str | None = None
        self._longest = longest_bytes
        self._rest = bytearray()
        self._framing: str | None = None
        self._passing_over = 0  # counted: so many bytes; lines: 1 until the next newline

    @property
    def waits(self) -> bool:
        """The beginning of a message is here and its end is not."""
        return bool(self._rest) or self._passing_over > 0

    def feed(self, data: bytes) -> list[bytes]:
        """The messages that end in this data. They may be empty, and may hold newlines."""
        if self.fault:
            return []
        if self._framing is None:
            self._rest += data
            data = self._begin()
        if self._framing == "lines":
            return self._lines(data)
        return self._counted(data) if self._framing == "counted" else []

    def finish(self) -> list[bytes]:
        """What there is of a last message whose end never came: better half a message than none."""
        half, self._rest = bytes(self._rest), bytearray()
        found = None if self.fault else _COUNT.match(half) if self._framing == "counted" else None
        if self.fault or (self._framing == "counted" and not found):
            return []
        return [half[found.end() :] if found else half]

    def _begin(self) -> bytes:
        """Learn the framing if there is enough to see it; then what was held back is handed out."""
        start = bytes(self._rest.lstrip(_BETWEEN))
        if _COUNTED.match(start):
            self._framing = "counted"
        elif start and not _PERHAPS_COUNTED.fullmatch(start):
            self._framing = "lines"
        self._rest = bytearray(b"" if self._framing else start)
        return start

    def _lines(self, data: bytes) -> list[bytes]:
        ended, newline, rest = data.rpartition(b"\n")
        if not newline:
            return self._hold(data)
        lines = (bytes(self._rest) + ended).split(b"\n")
        self._rest = bytearray()
        if self._passing_over:
            lines = lines[1:]
            self._passing_over = 0
        return [*map(self._shortened, lines), *self._hold(rest)]

    def _hold(self, data: bytes) -> list[bytes]:
        if self._passing_over:
            return []
        self._rest += data
        if len(self._rest) <= self._longest:
            return []
        cut = self._shortened(bytes(self._rest))
        self._rest, self._passing_over = bytearray(), 1
        return [cut]

    def _shortened(self, message: bytes) -> bytes:
        if len(message) > self._longest:
            self.too_long += 1
            return message[: self._longest]
        return message

    def _counted(self, data: bytes) -> list[bytes]:
        self._rest += data
        messages: list[bytes] = []
        position = self._passed_over(0)
        while (frame := self._frame(position)) is not None:
            start, size = frame
            self._passing_over = max(size - self._longest, 0)
            self.too_long += self._passing_over > 0
            position = start + min(size, self._longest)
            messages.append(bytes(self._rest[start:position]))
            position = self._passed_over(position)
        while position < len(self._rest) and not self._passing_over and self._rest[position] in _BETWEEN:
            position += 1
        del self._rest[: len(self._rest) if self.fault else position]
        return messages

    def _passed_over(self, position: int) -> int:
        """Where reading goes on behind as much of the rest of a cut message as is here."""
        passed = min(self._passing_over, len(self._rest) - position)
        self._passing_over -= passed
        return position + passed

    def _frame(self, position: int) -> tuple[int, int] | None:
        """Where the next message starts and its size, if as much of it is here as will be kept."""
        while position < len(self._rest) and self._rest[position] in _BETWEEN:
            position += 1
        found = _COUNT.match(self._rest, position)
        if not found:
            if position < len(self._rest) and not _PERHAPS_COUNT.fullmatch(self._rest, position):
                self.fault = "a message does not begin with its length"
            return None
        size = int(found[1])
        if size > LARGEST_COUNT:
            self.fault = f"a message says that it has {size} bytes, more than {LARGEST_COUNT}"
            return None
        return (found.end(), size) if len(self._rest) - found.end() >= min(size, self._longest) else None


def one_line(message: bytes) -> bytes:
    """The message as one record of one line: line breaks and NUL bytes inside become spaces, those around it go."""
    return message.translate(_BREAKS).strip(b" ")
