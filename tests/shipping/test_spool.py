"""The spool keeps batches in their order, within its limit, across restarts."""

from __future__ import annotations

from pathlib import Path

import pytest

from otasuke.shipping.batches import BadBatch
from otasuke.shipping.followed import Followed
from otasuke.shipping.pieces import Piece
from otasuke.shipping.spool import Spool, SpoolFull

LOG = Followed(7, "/var/log/eve.json", "/var/log/eve.json", 1, 2, 3)


def opened(folder: Path, *, limit_bytes: int = 1 << 20, first_number: int = 1) -> Spool:
    return Spool(folder, limit_bytes=limit_bytes, first_number=first_number, shipper="0123456789abcdef")


def piece(text: str) -> Piece:
    return Piece(LOG, text.encode(), text.count("\n"))


def test_batches_wait_in_their_order(tmp_path: Path) -> None:
    spool = opened(tmp_path)
    spool.add(piece("a\n"))
    spool.add(piece("b\n"))
    assert spool.added.is_set()

    assert (spool.oldest(), spool.waiting) == (1, 2)
    spool.done(1)
    assert (spool.oldest(), spool.waiting, spool.settled) == (2, 1, 1)
    assert spool.load(2).records() == b"b\n"


def test_a_restart_finds_everything_that_was_not_cleared(tmp_path: Path) -> None:
    spool = opened(tmp_path)
    for text in ("a\n", "b\n", "c\n"):
        spool.add(piece(text))
    spool.done(1)
    spool.clear(below=2)
    (tmp_path / "000000000009.batch.partial").write_bytes(b"half")

    again = opened(tmp_path, first_number=3)

    assert (again.oldest(), again.waiting, again.next_number) == (2, 2, 4)
    assert [batch.number for batch in again.added_since(3)] == [3]
    assert not list(tmp_path.glob("*.partial"))


def test_a_number_is_never_given_again(tmp_path: Path) -> None:
    assert opened(tmp_path, first_number=17).next_number == 17


def test_a_settled_batch_stays_until_the_state_knows_it(tmp_path: Path) -> None:
    spool = opened(tmp_path)
    spool.add(piece("a\n"))
    spool.done(1)

    spool.clear(below=1)
    assert (spool.settled, len(list(tmp_path.iterdir()))) == (1, 1)
    spool.clear(below=2)
    assert (spool.settled, spool.size_bytes, list(tmp_path.iterdir())) == (0, 0, [])


def test_a_full_spool_takes_nothing_until_there_is_room(tmp_path: Path) -> None:
    spool = opened(tmp_path, limit_bytes=1000)
    spool.add(piece("a\n"))
    spool.add(piece("b\n"))
    with pytest.raises(SpoolFull):
        spool.add(piece("b\n"))
    waiting = spool.waiting

    spool.done(1)
    spool.clear(below=2)
    spool.add(piece("c\n"))

    assert spool.waiting == waiting
    assert spool.size_bytes <= 1000


def test_a_batch_larger_than_the_limit_passes_through_an_empty_spool(tmp_path: Path) -> None:
    spool = opened(tmp_path, limit_bytes=10)
    spool.add(piece("a\n"))

    assert spool.waiting == 1


def test_a_damaged_batch_is_noticed_and_its_number_kept(tmp_path: Path) -> None:
    spool = opened(tmp_path)
    spool.add(piece("a\n"))
    spool.add(piece("b\n"))
    spool.path(2).write_bytes(spool.path(1).read_bytes())

    again = opened(tmp_path)

    with pytest.raises(BadBatch, match="batch 1 in the place of 2"):
        again.load(2)
    assert [batch.number for batch in again.added_since(1)] == [1]
    assert again.next_number == 3


def test_a_division_survives_a_restart(tmp_path: Path) -> None:
    spool = opened(tmp_path)
    spool.add(piece("a\nb\n"))
    batch = spool.load(1)
    divided = batch.divided(batch.shipments()[0])
    assert divided is not None

    spool.replace(divided)

    assert opened(tmp_path).load(1) == divided
