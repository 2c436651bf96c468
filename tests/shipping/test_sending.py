"""Batches are handed over in their order, whatever the gateway does."""

from __future__ import annotations

from pathlib import Path

import pytest

from otasuke.shipping.aside import Aside
from otasuke.shipping.followed import Followed
from otasuke.shipping.gateway import Answer, Verdict
from otasuke.shipping.pieces import Piece
from otasuke.shipping.sending import LARGEST_PIECE_BYTES, Sender
from otasuke.shipping.spool import Spool
from shipping.cast import MemoryGateway

LOG = Followed(7, "/var/log/eve.json", "/var/log/eve.json", 1, 2, 3)


class Sending:
    """A sender with two batches to hand over. Its dice always fall low."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.gateway = MemoryGateway()
        self.said: list[str] = []
        self.time = 0.0
        self.start()
        for text in ("a1\na2\n", "b1\nb2\n"):
            self.spool.add(Piece(LOG, text.encode(), 2))

    def start(self) -> None:
        self.spool = Spool(self.folder / "spool", limit_bytes=1 << 20, first_number=1, shipper="0123456789abcdef")
        aside = Aside(self.folder / "aside")
        self.sender = Sender(
            self.spool, aside, self.gateway, say=self.said.append, clock=lambda: self.time, dice=lambda: 0.0
        )

    def finish(self) -> list[str]:
        while self.spool.waiting:
            assert self.sender.step() == 0
        return self.gateway.lines


@pytest.fixture
def sending(tmp_path: Path) -> Sending:
    return Sending(tmp_path)


def test_batches_go_in_their_order(sending: Sending) -> None:
    assert sending.finish() == ["a1", "a2", "b1", "b2"]
    assert sending.sender.step() == 0
    assert (sending.sender.tally.batches, sending.sender.tally.records, sending.said) == (2, 4, [])


def test_a_gateway_that_is_down_is_asked_ever_more_rarely_and_said_once(sending: Sending) -> None:
    sending.gateway.is_up = False

    waits = [sending.sender.step() for _ in range(9)]

    assert waits == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert sending.said == [
        "the gateway takes nothing now: it is down; nothing is lost, and it is asked again (batches that wait: 2)"
    ]
    sending.gateway.is_up, sending.time = True, 99.0
    assert sending.finish() == ["a1", "a2", "b1", "b2"]
    assert sending.said[1:] == ["the gateway takes batches again, after 99 s"]
    assert sending.sender.trouble == ""


def test_a_gateway_that_names_a_time_is_given_it(sending: Sending) -> None:
    sending.gateway.answers = [Answer(Verdict.LATER, "too fast", 17.0)]

    assert sending.sender.step() == 17


def test_a_wrong_token_keeps_everything_and_is_tried_rarely(sending: Sending) -> None:
    sending.gateway.answers = [Answer(Verdict.REFUSED, "the token is not valid")] * 2

    assert [sending.sender.step(), sending.sender.step()] == [60, 60]
    assert sending.sender.is_refused
    assert sending.spool.waiting == 2
    assert "the gateway refuses everything: the token is not valid; nothing is lost" in sending.said[0]
    assert sending.finish() == ["a1", "a2", "b1", "b2"]
    assert not sending.sender.is_refused


def test_what_is_too_large_goes_in_pieces_that_stay_the_same_after_a_restart(sending: Sending) -> None:
    sending.gateway.largest_bytes = 3
    sending.sender.step()
    sending.sender.step()
    assert sending.gateway.lines == ["a1"]
    assert sending.sender.largest_bytes < LARGEST_PIECE_BYTES

    sending.start()

    assert sending.finish() == ["a1", "a2", "b1", "b2"]
    assert sending.gateway.deliveries == 5


def test_a_record_that_is_too_large_alone_is_put_aside(sending: Sending, tmp_path: Path) -> None:
    sending.gateway.largest_bytes = 2

    assert sending.finish() == []
    assert sending.sender.tally.put_aside == 4
    assert len(list((tmp_path / "aside").glob("*.zst"))) == 4


def test_what_the_gateway_cannot_read_is_put_aside_and_the_next_goes_on(sending: Sending, tmp_path: Path) -> None:
    sending.gateway.answers = [Answer(Verdict.UNFIT, "HTTP 400: no JSON in line 2")]

    assert sending.finish() == ["b1", "b2"]
    (why,) = (tmp_path / "aside").glob("*.why")
    assert why.read_text() == "2 records of /var/log/eve.json were refused: HTTP 400: no JSON in line 2\n"
    assert sending.said == [f"{why.read_text().strip()}; kept in {why.with_suffix('.zst')}"]


@pytest.mark.parametrize("damage", ["flipped", "gone"])
def test_a_batch_that_the_disk_lost_does_not_stop_the_others(sending: Sending, damage: str) -> None:
    path = sending.spool.path(1)
    path.write_bytes(b"\0" * 100)
    if damage == "gone":
        path.unlink()

    assert sending.finish() == ["b1", "b2"]
    assert "batch 1 in the spool is damaged" in sending.said[0]


def test_a_disk_that_fails_while_dividing_is_trouble_and_no_end(
    sending: Sending, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending.gateway.largest_bytes = 3

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr("os.fsync", fail)
        assert sending.sender.step() > 0

    assert "the spool cannot be used: No space left on device" in sending.said[0]
    assert sending.finish() == ["a1", "a2", "b1", "b2"]
