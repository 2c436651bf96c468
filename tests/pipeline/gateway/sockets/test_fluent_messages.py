from __future__ import annotations

import gzip
import json
from typing import Any

import msgpack
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from otasuke.pipeline.gateway.sockets import fluent_messages
from otasuke.pipeline.gateway.sockets.fluent_messages import lines_of, message_of
from otasuke.pipeline.gateway.sockets.fluent_wire import BadForward, Reader
from pipeline.gateway.sockets.test_fluent_wire import objects

ENTRIES = [[1_700_000_000, {"n": number}] for number in range(3)]
PACKED = b"".join(map(msgpack.packb, ENTRIES))


def over_the_wire(sent: object, *, use_bin_type: bool = True) -> object:
    (found,) = Reader().feed(msgpack.packb(sent, use_bin_type=use_bin_type))
    return found


def documents(sent: object, *, use_bin_type: bool = True) -> list[dict[str, Any]]:
    message = message_of(over_the_wire(sent, use_bin_type=use_bin_type))
    assert message
    return [json.loads(line) for lines in lines_of(message) for line in lines]


@pytest.mark.parametrize(
    "sent",
    [
        ["t", ENTRIES],
        ["t", ENTRIES, {"size": 3}],
        ["t", PACKED],
        ["t", PACKED, {"size": 3, "chunk": "c", "compressed": "text"}],
        ["t", gzip.compress(PACKED), {"compressed": "gzip"}],
        ["t", b"".join(gzip.compress(msgpack.packb(entry)) for entry in ENTRIES), {"compressed": "gzip"}],
        ["t", zstandard.compress(PACKED), {"compressed": "zstd"}],
        ["t", b"".join(zstandard.compress(msgpack.packb(entry)) for entry in ENTRIES), {"compressed": "zstd"}],
    ],
    ids=["forward", "with options", "packed", "as text", "gzip", "gzip members", "zstd", "zstd frames"],
)
def test_every_mode_gives_the_same_records(sent: list[object]):
    found = documents(sent)

    assert [each["n"] for each in found] == [0, 1, 2]
    assert {each["fluent"]["tag"] for each in found} == {"t"}


def test_old_senders_pack_bytes_as_text():
    assert [
        each["n"] for each in documents(["t", gzip.compress(PACKED), {"compressed": "gzip"}], use_bin_type=False)
    ] == [
        0,
        1,
        2,
    ]


def test_a_single_record_is_a_message():
    assert [each["n"] for each in documents(["t", *ENTRIES[1]])] == [1]
    assert message_of(over_the_wire(["t", *ENTRIES[1], {"chunk": "c1"}])).chunk == "c1"


def test_a_heartbeat_says_nothing():
    assert message_of(None) is None


@pytest.mark.parametrize("sent", [5, [], ["t"], ["t", 5], [5, ENTRIES], {"t": 1}, [None, 1, {}]])
def test_what_is_no_message_is_a_fault(sent: object):
    with pytest.raises(BadForward):
        message_of(over_the_wire(sent))


@pytest.mark.parametrize(
    ("data", "compressed", "why"),
    [
        (PACKED[:-1], "text", "end in the middle"),
        (b"\xc1", "text", "no msgpack"),
        (gzip.compress(PACKED)[:-9], "gzip", "ends too early"),
        (b"no gzip", "gzip", "no gzip data"),
        (gzip.compress(PACKED) + b"rubbish", "gzip", "no gzip data"),
        (b"no zstd", "zstd", "no zstd data"),
        (PACKED, "lzma", "compressed as 'lzma'; gzip and zstd can be read"),
    ],
)
def test_packed_entries_that_cannot_be_read_are_a_fault(data: bytes, compressed: str, why: str):
    with pytest.raises(BadForward, match=why):
        documents(["t", data, {"compressed": compressed}])


def bomb(size: int) -> bytes:
    return b"".join(msgpack.packb([1, {"x": "0" * 1000}]) for _ in range(size // 1008))


@pytest.mark.parametrize(
    "packed", [gzip.compress(bomb(3 << 20)), zstandard.compress(bomb(3 << 20))], ids=["gzip", "zstd"]
)
def test_a_compression_bomb_is_stopped_on_the_way(packed: bytes, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(fluent_messages, "LARGEST_UNPACKED_BYTES", 1 << 20)
    message = message_of(["t", packed, {"compressed": "gzip" if packed[0] == 0x1F else "zstd"}])
    assert message

    taken: list[bytes] = []
    with pytest.raises(BadForward, match="unpacks to more than 1048576 bytes"):
        taken.extend(line for lines in lines_of(message) for line in lines)

    assert 500 < len(taken) < 1500


def test_zeros_without_end_are_stopped():
    message = message_of(["t", gzip.compress(b"\xc6\x7f\xff\xff\xff" + bytes(20 << 20)), {"compressed": "gzip"}])
    assert message

    with pytest.raises(BadForward, match="an object of more than 4194304 bytes"):
        list(lines_of(message))


@given(objects)
def test_any_object_is_a_message_or_a_fault(found: object):
    try:
        message = message_of(over_the_wire(found))
        lines = list(lines_of(message)) if message else []
    except BadForward:
        return
    assert all(line.startswith(b"{") for some in lines for line in some)


@given(st.binary(), st.sampled_from(["gzip", "zstd", "text"]), st.booleans())
def test_any_packed_bytes_are_entries_or_a_fault(data: bytes, compressed: str, is_packed: bool):
    packed = gzip.compress(data) if is_packed else data
    message = message_of(["t", packed, {"compressed": compressed}])
    assert message
    try:
        lines = [line for some in lines_of(message) for line in some]
    except BadForward:
        return
    assert all(json.loads(line)["fluent"] for line in lines)
