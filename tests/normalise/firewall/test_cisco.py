from __future__ import annotations

from datetime import UTC, datetime

from otasuke.normalise.firewall.cisco import services, time_before
from otasuke.normalise.generic.lines import Message

NOW = datetime(2024, 4, 1, tzinfo=UTC)


def message(line: str) -> Message:
    return Message(line, line, NOW, UTC)


def test_every_message_belongs_to_syslog_and_only_commands_to_accounting():
    assert {str(source) for source in services("%SYS-5-RESTART: x")} == {"cisco/*/syslog"}
    assert "cisco/*/aaa" in {str(source) for source in services("%ASA-5-111010: User 'a', running 'CLI'")}


def test_the_last_time_before_the_tag_is_the_devices_own():
    line = "<189>45: Mar 29 15:00:51: *Mar 29 15:00:50.123: %SYS-5-RESTART: x"

    assert str(time_before(line.index("%"), message(line))) == "2024-03-29 15:00:50.123000+00:00"
    assert time_before(0, message("%SYS-5-RESTART: x")) is None
