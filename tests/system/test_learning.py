"""What single events cannot say is found while the service runs."""

from __future__ import annotations

import os
import signal
from datetime import UTC, datetime, timedelta

import orjson

from system.running import Running, call, until

LAPTOP = "192.168.20.31"


def knock(neighbour: int, at: datetime) -> bytes:
    """A connection to a neighbour's door for remote desktops, as Suricata writes it."""
    ends = {
        "src_ip": LAPTOP,
        "src_port": 50_000,
        "dest_ip": f"192.168.20.{neighbour}",
        "dest_port": 3389,
        "proto": "TCP",
    }
    flow = {"bytes_toserver": 120, "bytes_toclient": 60, "state": "closed"}
    return orjson.dumps(
        {"timestamp": at.strftime("%Y-%m-%dT%H:%M:%S.%f+0000"), "event_type": "flow", **ends, "flow": flow}
    )


def scan(service: Running, token: str, *, first: int, count: int) -> None:
    now = datetime.now(UTC)
    lines = [knock(first + number, now + timedelta(milliseconds=number)) for number in range(count)]
    status, answer = call(service, "/v1/events", b"\n".join(lines), token=token)
    assert status == 200, answer


def test_a_device_that_knocks_at_its_neighbours_doors_is_told_also_when_the_learner_is_killed_meanwhile(
    plain: Running,
) -> None:
    token = plain.add_sensor("keyaki", "utm")

    scan(plain, token, first=40, count=10)
    until(lambda: len(plain.events("keyaki")) == 10)
    os.kill(plain.pid("learn"), signal.SIGKILL)
    scan(plain, token, first=50, count=10)

    until(lambda: bool(plain.learnt("keyaki")), plain.said)
    (found,) = plain.learnt("keyaki")
    assert (found.rule_id, found.sensor, found.level, found.is_learning) == (
        *("learn/neighbour-scan", LAPTOP),
        *("high", True),
    )
    assert ("port", "3389", "") in found.matched
    assert found.picture is not None


def test_status_says_how_far_learning_has_come(plain: Running) -> None:
    _, printed, _ = plain.ask("status")

    assert "learn runs (process" in printed
    assert "The learnt detectors read" in printed
