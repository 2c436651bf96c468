from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.pipeline.gateway.sockets.syslog_frames import LARGEST_COUNT, Framer, one_line

LINE = b"<13>Oct 11 22:14:15 fw1 kernel: DROP"


def read(*chunks: bytes, longest_bytes: int = 1 << 18) -> tuple[list[bytes], Framer]:
    framer = Framer(longest_bytes=longest_bytes)
    return [message for chunk in chunks for message in framer.feed(chunk)] + framer.finish(), framer


def contents(*chunks: bytes, longest_bytes: int = 1 << 18) -> tuple[list[bytes], int, str | None]:
    messages, framer = read(*chunks, longest_bytes=longest_bytes)
    return [message for message in messages if message], framer.too_long, framer.fault


def counted(*messages: bytes) -> bytes:
    return b"".join(b"%d %s" % (len(message), message) for message in messages)


def test_lines_end_at_newlines():
    assert contents(LINE + b"\n<14>b\r\n") == ([LINE, b"<14>b\r"], 0, None)


def test_counted_messages_may_hold_newlines():
    assert contents(counted(b"<1>a\nb", LINE)) == ([b"<1>a\nb", LINE], 0, None)


def test_counted_messages_with_newlines_between_them_are_read():
    assert contents(b"4 <1>a\n4 <1>b\r\n") == ([b"<1>a", b"<1>b"], 0, None)


def test_counted_json_is_read():
    assert contents(b'7 {"a":1}') == ([b'{"a":1}'], 0, None)


@pytest.mark.parametrize("line", [b"2026-10-11 22:14:15 fw1 up", b"123", b"CEF:0|a|b|", b"0 <1>x"])
def test_lines_without_a_priority_are_lines(line: bytes):
    assert contents(line + b"\n" + LINE + b"\n") == ([line, LINE], 0, None)


def test_a_line_that_looks_like_a_count_swallows_nothing():
    injected = b"<13>login failed for user x\n99999 <13>y"

    assert contents(injected + b"\n" + LINE + b"\n")[0] == [*injected.split(b"\n"), LINE]


def test_what_has_no_end_is_handed_out_at_the_end():
    assert contents(LINE)[0] == [LINE]
    assert contents(b"40 <1>half")[0] == [b"<1>half"]


def test_a_long_line_is_cut_and_the_next_one_is_whole():
    assert contents(b"<1>" + b"x" * 20 + b"\n<2>next\n", longest_bytes=10) == ([b"<1>" + b"x" * 7, b"<2>next"], 1, None)


def test_a_long_counted_message_is_cut_and_the_next_one_is_whole():
    long = b"<1>" + b"x" * 20

    assert contents(counted(long, b"<2>next"), longest_bytes=10) == ([long[:10], b"<2>next"], 1, None)


def test_a_line_without_end_takes_no_memory():
    framer = Framer(longest_bytes=1000)
    messages = [message for _ in range(2000) for message in framer.feed(b"<x" * 500)]

    assert [len(message) for message in messages] == [1000]
    assert len(framer._rest) <= 1000


def test_a_count_beyond_all_measure_ends_the_stream():
    messages, framer = read(counted(b"<1>a"), b"1000000000 <1>b", counted(b"<1>c"))

    assert messages == [b"<1>a"]
    assert framer.fault == f"a message says that it has 1000000000 bytes, more than {LARGEST_COUNT}"
    assert not framer.waits


def test_a_counted_stream_that_lost_its_counts_ends():
    messages, framer = read(counted(b"<1>a") + b"<1>no count")

    assert messages == [b"<1>a"]
    assert framer.fault == "a message does not begin with its length"


def test_a_half_message_is_waited_for():
    framer = Framer()
    framer.feed(b"1")
    assert framer.waits
    framer.feed(b"0 <1>4")
    assert framer.waits
    assert framer.feed(b"567890") == [b"<1>4567890"]
    assert not framer.waits


pieces = st.one_of(
    st.binary(max_size=30),
    st.sampled_from([b"\n", b" ", b"<13>", b"5 <1>ab", b"30 <1>x", b"99999999 <", b"{", b"\r\n", b"\0"]),
    st.binary(max_size=30).map(lambda data: counted(b"<1>" + data)),
)


@given(st.lists(pieces, max_size=12).map(b"".join), st.lists(st.integers(0, 300), max_size=8))
def test_wherever_the_bytes_are_cut_the_messages_are_the_same(data: bytes, cuts: list[int]):
    edges = [0, *sorted(cuts), len(data)]
    chunks = [data[start:end] for start, end in pairwise(edges)]

    assert contents(*chunks, longest_bytes=12) == contents(data, longest_bytes=12)
    assert contents(*(bytes([byte]) for byte in data), longest_bytes=12) == contents(data, longest_bytes=12)


@given(st.lists(st.binary(min_size=1, max_size=40).map(lambda data: b"<1>" + data), min_size=1))
def test_whatever_is_in_counted_messages_comes_out(messages: list[bytes]):
    assert contents(counted(*messages)) == (messages, 0, None)


def test_a_message_becomes_one_line():
    assert one_line(b"\n<1>a\r\n\tb\0\n") == b"<1>a  \tb"
    assert one_line(b" \0\n") == b""
