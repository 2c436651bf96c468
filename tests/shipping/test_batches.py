"""Batches: their names, their division, their form on the disk."""

from __future__ import annotations

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from otasuke.shipping.batches import BadBatch, Batch, batch_of, from_bytes, to_bytes
from otasuke.shipping.followed import Followed

LOG = Followed(7, "/var/log/eve.json", "/var/log/eve.json", 1, 2, 3)


def batch(records: bytes, number: int = 1) -> Batch:
    return batch_of(records, number=number, count=records.count(b"\n"), shipper="0123456789abcdef", log=LOG)


def sent(batch: Batch) -> list[bytes]:
    return [zstandard.ZstdDecompressor().decompress(shipment.packed) for shipment in batch.shipments()]


def test_a_name_stands_for_number_and_content() -> None:
    names = [batch(b"a\n").name, batch(b"b\n").name, batch(b"a\n", number=2).name]

    assert len(set(names)) == 3
    assert batch(b"a\n").name == names[0]
    assert all(name.isascii() and len(name) < 100 for name in names)


def test_a_batch_comes_back_from_the_disk_as_it_was() -> None:
    one = batch(b"a\nb\n")
    divided = one.divided(one.shipments()[0])

    assert from_bytes(to_bytes(one)) == one
    assert divided is not None
    assert from_bytes(to_bytes(divided)) == divided


@given(st.lists(st.binary(max_size=20).filter(lambda line: b"\n" not in line), min_size=1, max_size=20))
def test_divided_again_and_again_every_record_is_in_one_piece(lines: list[bytes]) -> None:
    records = b"".join(line + b"\n" for line in lines)
    whole = batch(records)

    divided, is_divisible = whole, True
    while is_divisible:
        for shipment in divided.shipments():
            if smaller := divided.divided(shipment):
                divided = smaller
                break
        else:
            is_divisible = False

    assert sent(divided) == [line + b"\n" for line in lines]
    assert len({shipment.name for shipment in divided.shipments()}) == len(lines)
    assert sum(shipment.count for shipment in divided.shipments()) == len(lines)


def test_what_was_sent_is_taken_away() -> None:
    one = batch(b"a\nb\n")
    divided = one.divided(one.shipments()[0])
    assert divided is not None

    assert sent(divided.without(divided.shipments()[0])) == [b"b\n"]


@pytest.mark.parametrize(
    "data", [b"", b"{}\n", b"\0", to_bytes(batch(b"a\n"))[:-1], to_bytes(batch(b"a\n")).replace(b'"log"', b'"fog"')]
)
def test_what_is_no_whole_batch_is_refused(data: bytes) -> None:
    with pytest.raises(BadBatch, match="no batch"):
        from_bytes(data)


def test_a_flipped_byte_is_noticed() -> None:
    data = bytearray(to_bytes(batch(b"some words\n" * 100)))
    data[-6] ^= 1

    with pytest.raises(BadBatch):
        from_bytes(bytes(data)).records()
