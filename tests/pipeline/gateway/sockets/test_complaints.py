from __future__ import annotations

import json
from pathlib import Path

from otasuke.pipeline.gateway.sockets.complaints import Complaints, Fault
from otasuke.pipeline.log import Log
from pipeline.gateway.sockets.doors import SAKURA

DOCS = Path(__file__).resolve().parents[4] / "docs/how/gateway-sockets.md"


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def told() -> tuple[Complaints, list[str], Clock]:
    lines: list[str] = []
    clock = Clock()
    return Complaints("syslog", Log("gateway", write=lines.append), now=clock), lines, clock


def test_a_fault_of_an_address_is_told_once_a_minute_and_counted_always():
    complaints, lines, clock = told()

    for _ in range(5):
        complaints.about_stranger(Fault.UNKNOWN_SENDER, "192.0.2.1", certificate="ab12")
    first = len(lines)
    clock.now += 60
    complaints.about_stranger(Fault.UNKNOWN_SENDER, "192.0.2.1", certificate="ab12")

    assert complaints.counts[Fault.UNKNOWN_SENDER] == 6
    assert (first, len(lines)) == (1, 2)
    found = json.loads(lines[0])
    assert (found["reason"], found["address"], found["id"]) == ("unknown_sender", "192.0.2.1", "ab12")


def test_a_fault_of_a_sender_names_it():
    complaints, lines, _ = told()

    complaints.about(Fault.WAITS, SAKURA, status=429, times=3)

    found = json.loads(lines[0])
    assert (found["tenant"], found["sensor"], found["status"]) == ("sakura", "utm", 429)
    assert complaints.counts == {"waits": 3}


def test_a_fault_of_the_machine_names_nobody():
    complaints, lines, _ = told()

    complaints.about_system(Fault.CANNOT_ACCEPT, error="OSError")

    assert json.loads(lines[0])["error"] == "OSError"
    assert complaints.counts == {"cannot_accept": 1}


def test_a_flood_of_addresses_fills_no_memory():
    complaints, lines, _ = told()

    for number in range(5000):
        complaints.about_stranger(Fault.UNKNOWN_SENDER, f"198.51.100.{number}")

    assert len(complaints._said) == 1024
    assert len(lines) < 100
    assert complaints.counts[Fault.UNKNOWN_SENDER] == 5000


def test_the_manual_says_what_to_do_about_each():
    manual = DOCS.read_text(encoding="utf-8")

    assert [one for one in Fault if f"| `{one}` |" not in manual] == []
