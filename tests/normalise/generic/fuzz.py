"""Hostile inputs for line sources: any bytes, and good lines with something cut out, doubled or put in."""

from __future__ import annotations

import time

from hypothesis import strategies as st

from normalise.linux.reading import CONTEXT, lines_of
from otasuke.events import Event, Reject
from otasuke.normalise.base import TextSource

SLOWEST_S = 1.0
ODD = (
    b"", b"\0", b'"', b"'", b"\\", b"=", b"|", b"[", b"]", b"<", b">", b" ", b"\t", b"\xff", b"\xe3\x81", b"\x82\xa0", b"%",
    b",", b";", b":", b"-", b"9" * 40, b"A" * 5000, b'a="' * 3000, b"\\\"" * 3000, b"{" * 200, b" : " * 2000, b"1.2.3.4 " * 900,
)  # fmt: skip


@st.composite
def spoilt(draw: st.DrawFn, samples: tuple[bytes, ...]) -> bytes:
    """A good line with a cut and something odd in it."""
    line = draw(st.sampled_from(samples))
    first, second = sorted((draw(st.integers(0, len(line))), draw(st.integers(0, len(line)))))
    return (line[:first] + draw(st.sampled_from(ODD) | st.binary(max_size=8)) + line[second:]).replace(b"\n", b" ")


def inputs(*samples: bytes) -> st.SearchStrategy[bytes]:
    """Some lines, each spoilt or not even that."""
    return st.lists(spoilt(samples) | st.binary(max_size=60) | st.sampled_from(samples), max_size=4).map(b"\n".join)


def check_total(source: TextSource, data: bytes) -> list[Event | Reject]:
    """The source neither raises nor hangs, and every line that is not blank is one Event or one Reject."""
    began = time.perf_counter()
    source.recognises(data)
    items = list(source.events(lines_of(data), CONTEXT))

    assert time.perf_counter() - began < SLOWEST_S
    blank = b" \t\r\n\0"
    assert len(items) == sum(1 for line in lines_of(data) if line.data.strip(blank))
    assert all(
        isinstance(value, (str, tuple)) for item in items if isinstance(item, Event) for value in item.fields.values()
    )
    return items
