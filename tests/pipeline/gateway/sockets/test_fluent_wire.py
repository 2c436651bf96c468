from __future__ import annotations

import resource
from itertools import chain, pairwise

import msgpack
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.pipeline.gateway.sockets.fluent_wire import BadForward, EventTime, Reader, raw_bytes


def read(*chunks: bytes) -> tuple[list[object], bool]:
    """The objects, and whether there was a fault behind them."""
    reader = Reader(largest_bytes=10_000)
    objects: list[object] = []
    try:
        for chunk in chunks:
            objects.extend(reader.feed(chunk))
    except BadForward:
        return objects, True
    return objects, False


def test_objects_come_out_as_they_end():
    data = msgpack.packb(["a", 1]) + msgpack.packb({"b": b"\xff"})
    reader = Reader()

    assert list(reader.feed(data[:-1])) == [["a", 1]]
    assert reader.waits
    assert list(reader.feed(data[-1:])) == [{"b": b"\xff"}]
    assert not reader.waits
    assert reader.end_of_last == len(data)


def test_text_that_is_no_utf_8_gives_its_bytes_back():
    (found,) = Reader().feed(b"\xa3a\xff\xfe")

    assert raw_bytes(found) == b"a\xff\xfe"
    assert raw_bytes(b"x") == b"x"
    assert raw_bytes(7) is None


def test_times_with_nanoseconds_are_read():
    packed = msgpack.packb(msgpack.ExtType(0, bytes.fromhex("650000000000002a")))

    assert list(Reader().feed(packed)) == [EventTime(0x65000000, 42)]


@pytest.mark.parametrize(
    "bomb",
    [
        b"\xc1",
        b"\xdd\xff\xff\xff\xff",
        b"\xdf\xff\xff\xff\xff",
        b"\xc6\x7f\xff\xff\xff",
        b"\xc9\x7f\xff\xff\xff\x01",
        b"\xdd\x00\x00\xff\xff" * 2000,
        b"\x91" * 100_000,
        b"\x81\x90\x01",
        b"\x81\x80\x01",
        b"\xc7\x05\xff12345",
        b"\xdc\xff\xff" + b"\x9f" * 0x1000 + b"\x80" * (1 << 20),
        b"\xdc\xff\xff" + b"\xdc\xff\xff" * 400 + b"\x80" * (1 << 20),
    ],
    ids=lambda bomb: bomb[:6].hex(),
)
def test_bombs_are_refused_or_waited_for_and_take_little_memory(bomb: bytes):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    reader = Reader()

    try:
        objects = [
            found for start in range(0, len(bomb), 1 << 16) for found in reader.feed(bomb[start : start + (1 << 16)])
        ]
    except BadForward:
        objects = []

    assert objects == []
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000, "KiB"


def test_more_lists_and_maps_than_anybody_sends_are_refused():
    with pytest.raises(BadForward, match="more than 262144 lists and maps"):
        list(Reader().feed(b"\xdc\x00\x08" + (b"\xdc\xff\xff" + b"\x80" * 0xFFFF) * 8))


def test_an_object_that_does_not_end_is_refused():
    reader = Reader(largest_bytes=1000)
    endless = (b"\xdc\xff\xff" + b"\xa9123456789" * 10 for _ in range(20))

    with pytest.raises(BadForward, match="an object of more than 1000 bytes"):
        list(chain.from_iterable(map(reader.feed, endless)))


objects = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text() | st.binary(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=10,
)


@given(st.lists(objects, max_size=5), st.lists(st.integers(0, 200), max_size=6))
def test_wherever_it_is_cut_the_objects_are_the_same(sent: list[object], cuts: list[int]):
    data = b"".join(map(msgpack.packb, sent))
    edges = [0, *sorted(cuts), len(data)]

    assert read(*(data[start:end] for start, end in pairwise(edges))) == (sent, False)


@given(st.binary(max_size=200))
def test_any_bytes_are_objects_or_a_fault_and_cutting_changes_nothing(data: bytes):
    whole, broken = read(data)
    cut, broken_too = read(*(bytes([byte]) for byte in data))

    assert repr(whole) == repr(cut), "NaN is not equal to itself"
    assert broken == broken_too
