from __future__ import annotations

import logging

import pytest

from otasuke.pipeline.gateway.sockets.complaints import Complaints


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_an_address_is_told_of_once_a_minute_and_counted_always(caplog: pytest.LogCaptureFixture):
    clock = Clock()
    complaints = Complaints("syslog", now=clock)

    for _ in range(5):
        complaints.about("unknown_sender", "192.0.2.1", advice="make it known")

    assert complaints.counts["unknown_sender"] == 5
    assert caplog.messages == ["syslog.unknown_sender address=192.0.2.1: make it known"]
    clock.now += 60
    complaints.about("unknown_sender", "192.0.2.1", advice="make it known")
    assert caplog.messages[1:] == ["syslog.more_of_this times=4 in the minute before", caplog.messages[0]]
    assert {record.levelno for record in caplog.records} == {logging.WARNING}


def test_a_flood_of_addresses_fills_neither_log_nor_memory(caplog: pytest.LogCaptureFixture):
    complaints = Complaints("syslog", now=Clock())

    for number in range(5000):
        complaints.about("unknown_sender", f"198.51.100.{number}", advice="x")

    assert len(caplog.messages) == len(complaints._said) == 30
    assert complaints.counts["unknown_sender"] == 5000
