from __future__ import annotations

import socket
import sys

import pytest

from otasuke.pipeline.gateway.intake import Refused
from otasuke.pipeline.gateway.sockets.complaints import Complaints
from otasuke.pipeline.gateway.sockets.datagrams import Datagrams
from otasuke.pipeline.gateway.sockets.handover import Handover
from otasuke.pipeline.gateway.sockets.listener import bound_socket
from pipeline.gateway.sockets.doors import FUJI, HERE, SAKURA, SILENT, FakeIntake, KnownSenders, run, until


def opened(*, waiting_bytes: int = 1 << 20) -> tuple[Datagrams, FakeIntake, KnownSenders, Complaints]:
    intake, senders, complaints = FakeIntake(), KnownSenders(), Complaints("syslog", SILENT)
    datagrams = Datagrams(
        bound_socket(HERE, socket.SOCK_DGRAM),
        senders.by_address,
        handover=Handover(intake, complaints),
        waiting_bytes=waiting_bytes,
        complaints=complaints,
    )
    return datagrams, intake, senders, complaints


def send(datagrams: Datagrams, *messages: bytes) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
        for message in messages:
            client.sendto(message, ("127.0.0.1", datagrams.port))


def test_datagrams_become_lines_of_one_parcel():
    async def story() -> FakeIntake:
        datagrams, intake, _, _ = opened()
        send(datagrams, b"<1>a\n", b"", b"<1>b\nc\0")
        await until(lambda: len(intake.lines) == 2)
        await datagrams.close()
        return intake

    intake = run(story)

    assert [(sender, lines) for sender, lines, _ in intake.accepted] == [(SAKURA, b"<1>a\n<1>b c")]
    assert intake.accepted[0][2]


def test_strangers_are_counted_and_dropped():
    async def story() -> tuple[list[bytes], Complaints]:
        datagrams, intake, senders, complaints = opened()
        senders.addresses.clear()
        send(datagrams, *[b"<1>x"] * 10)
        await until(lambda: complaints.counts["unknown_sender"] == 10)
        await datagrams.close()
        return intake.lines, complaints

    lines, complaints = run(story)

    assert lines == []
    assert complaints.counts == {"unknown_sender": 10}


def test_what_does_not_fit_is_counted_and_takes_no_memory():
    async def story() -> tuple[int, Complaints]:
        datagrams, intake, _, complaints = opened(waiting_bytes=8_000)
        intake.open.clear()
        send(datagrams, *[b"<1>" + b"x" * 96] * 50)
        await until(lambda: complaints.counts["lost"] + datagrams._held_bytes // 100 == 50)
        held = datagrams._held_bytes
        intake.open.set()
        await until(lambda: datagrams._held_bytes == 0)
        await datagrams.close()
        return held, complaints

    held, complaints = run(story)

    assert held == 1_000, "an eighth of the room"
    assert (complaints.counts["lost"], complaints.counts["lines"]) == (40, 10)


def test_a_sender_that_has_to_wait_holds_up_nobody_else():
    async def story() -> list[object]:
        datagrams, intake, senders, complaints = opened()
        intake.admission_refusals = [Refused(429, "quota", retry_after_s=1)]
        send(datagrams, b"<1>a")
        await until(lambda: complaints.counts["waits"] == 1)
        senders.addresses["127.0.0.1"] = FUJI
        send(datagrams, b"<1>b")
        await until(lambda: len(intake.accepted) == 2)
        await datagrams.close()
        return [sender for sender, _, _ in intake.accepted]

    assert run(story) == [FUJI, SAKURA]


def test_closing_hands_over_what_the_system_still_holds():
    async def story() -> list[bytes]:
        datagrams, intake, _, _ = opened()
        send(datagrams, b"<1>a", b"<1>b")
        await datagrams.close()
        return intake.lines

    assert run(story) == [b"<1>a", b"<1>b"]


def test_what_cannot_be_handed_over_at_closing_is_counted():
    async def story() -> Complaints:
        datagrams, intake, _, complaints = opened()
        intake.open.clear()
        send(datagrams, b"<1>a", b"<1>b")
        await datagrams.close(within_s=0.2)
        return complaints

    assert run(story).counts["not_accepted"] == 2


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells")
def test_what_the_system_dropped_is_counted_too():
    async def story() -> tuple[int, int]:
        bound = bound_socket(HERE, socket.SOCK_DGRAM)
        intake, complaints = FakeIntake(), Complaints("syslog", SILENT)
        datagrams = Datagrams(
            bound,
            KnownSenders().by_address,
            handover=Handover(intake, complaints),
            waiting_bytes=1 << 30,
            complaints=complaints,
        )
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        send(datagrams, *[b"<1>" + b"x" * 1000] * 500)
        await until(lambda: len(intake.lines) + complaints.counts["lost_by_system"] == 500)
        await datagrams.close()
        return len(intake.lines), complaints.counts["lost_by_system"]

    received, dropped = run(story)

    assert received + dropped == 500
    assert dropped > 100
