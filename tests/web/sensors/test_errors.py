"""What people are told about devices that cannot be."""

from __future__ import annotations

from otasuke.web.sensors.errors import AddressTaken, BadDevice, BrokerAway, NotFound


def test_each_says_what_is_wrong_and_the_broker_s_that_nothing_was_changed() -> None:
    assert BadDevice("name", "長い").field == "name"
    assert "192.0.2.1" in str(AddressTaken("192.0.2.1"))
    assert "何も変わっていません" in str(BrokerAway())
    assert str(NotFound())
