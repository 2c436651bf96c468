from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import msgpack
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from otasuke.pipeline.parcels import BadMessage, Parcel, name_of, pack, unpack

PARCEL = Parcel(
    tenant="yamada",
    sensor="office-pc",
    batch="b1",
    received_at=datetime(2026, 11, 24, 1, 2, 3, 456789, tzinfo=UTC),
    lines=b'{"a":1}\n\xff',
)


def test_parcels_come_out_as_they_went_in():
    parcels = (PARCEL, replace(PARCEL, tenant="suzuki", lines=b""))

    assert unpack(pack(parcels)) == parcels


@given(st.binary(max_size=400))
def test_any_bytes_are_parcels_or_a_bad_message(data):
    for packed in (data, zstandard.ZstdCompressor().compress(data)):
        with suppress(BadMessage):
            assert isinstance(unpack(packed), tuple)


@pytest.mark.parametrize(
    "content",
    [
        (2, []),
        (1, [("../etc", "s", "b", 0, b"")]),
        (1, [("t", "s", "b b", 0, b"")]),
        (1, [("t", "s", "b", 1 << 62, b"")]),
        (1, [("t",)]),
        (1, 7),
        7,
    ],
)
def test_a_message_of_something_else_is_refused(content):
    with pytest.raises(BadMessage):
        unpack(zstandard.ZstdCompressor().compress(msgpack.packb(content)))


def test_a_message_that_unpacks_to_very_much_is_refused():
    with pytest.raises(BadMessage, match="larger"):
        unpack(zstandard.ZstdCompressor().compress(bytes(65 << 20)))


def test_the_same_lines_of_the_same_sensor_have_the_same_name():
    assert name_of("pc", b"x") == name_of("pc", b"x")
    assert len({name_of("pc", b"x"), name_of("pc", b"y"), name_of("nas", b"x")}) == 3
