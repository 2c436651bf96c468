from __future__ import annotations

import time
from pathlib import Path

import pytest

from carrier_ear import line
from otasuke.carrier import Call, Status, Text
from otasuke.carrier.twin import Answer
from otasuke.carrier.twin.playing import is_markup

MOBILE, E164 = "090-0123-4567", "+819001234567"


@pytest.mark.parametrize(
    ("words", "is_one"), [("<Response/>", True), ("<Response>", False), ("<Say/>", False), ("", False)]
)
def test_what_a_carrier_could_read_out(words: str, is_one: bool) -> None:
    assert is_markup(words) == is_one


def test_a_telephone_rings_as_long_as_the_script_says(tmp_path: Path) -> None:
    with line(tmp_path, usual=Answer(after_s=3600)) as connected:
        connected.carrier.place_call(Call(MOBILE, "words", "ja", "call-1", True))

        connected.ear.wait_for(Status.RINGING, "call-1")

    assert connected.twin.calls[0].status == "ringing"


def test_call_backs_that_nobody_hears_stop_nothing(tmp_path: Path) -> None:
    with line(tmp_path) as connected:
        secret, connected.ear.carrier = connected.ear.carrier, None  # the ear breaks on everything
        connected.carrier.send_text(Text(MOBILE, "eins", "text-1"))
        deadline = time.monotonic() + 20
        while connected.twin.texts[0].status != "delivered":
            assert time.monotonic() < deadline, "it never was delivered"
            time.sleep(0.01)
        connected.ear.carrier = secret
        connected.carrier.send_text(Text(MOBILE, "zwei", "text-2"))

        connected.ear.wait_for(Status.DELIVERED, "text-2")
        assert [one.status for one in connected.twin.texts] == ["delivered", "delivered"]


def test_its_call_backs_are_signed(tmp_path: Path) -> None:
    with line(tmp_path) as connected:
        connected.carrier.send_text(Text(MOBILE, "words", "text-1"))
        connected.ear.wait_for(Status.DELIVERED, "text-1")

        assert connected.ear.refused == 0
