"""The steps by which devices are joined."""

from __future__ import annotations

import subprocess

import pytest
from django.utils.translation import override

from otasuke.web.sensors.errors import NoGateway
from otasuke.web.sensors.policy import BRANDS, Kind
from otasuke.web.sensors.reach import Reach
from otasuke.web.sensors.setting_up.scripts import HAVE_SCRIPTS
from otasuke.web.sensors.setting_up.steps import SettingUp, by_script, by_syslog
from otasuke.web.ui.telling import told

BOTH = Reach("https://gateway.example.jp:9280", 5514, 6514)
OPEN = Reach("http://192.0.2.10:9280", 5514)
SHUT = Reach("https://gateway.example.jp:9280")
ALL_BRANDS = sorted({brand for brands in BRANDS.values() for brand in brands})


def blocks(found: SettingUp) -> str:
    return "\n".join(step.block for step in found.steps)


@pytest.mark.parametrize("kind", sorted(HAVE_SCRIPTS))
def test_a_computer_needs_one_line_with_its_address(kind: Kind) -> None:
    found = by_script(kind, "https://otasuke.example/i/ABCDE-12345")

    assert [bool(step.block) for step in found.steps] == [False, True, False]
    assert "'https://otasuke.example/i/ABCDE-12345'" in blocks(found)
    assert (found.needs_code, found.needs_address) == (True, False)


def test_the_line_of_a_shell_is_a_command_of_it() -> None:
    line = blocks(by_script(Kind.LINUX, "https://otasuke.example/i/$(touch PWNED)'")).strip()

    assert subprocess.run(["sh", "-n", "-c", line], check=False).returncode == 0
    assert line == "curl -sS 'https://otasuke.example/i/$(touch PWNED)'\\''' | sudo sh"


@pytest.mark.parametrize("brand", ALL_BRANDS)
def test_a_box_gets_the_host_and_a_port_and_no_secret(brand: str) -> None:
    for reach, host in ((BOTH, "gateway.example.jp"), (OPEN, "192.0.2.10")):
        found = by_syslog(brand, reach)

        assert host in blocks(found)
        assert brand == "yamaha" or "6514" in blocks(found) or "5514" in blocks(found)
        assert (found.needs_code, found.needs_address, found.is_tried) == (False, True, False)


@pytest.mark.parametrize("brand", ALL_BRANDS)
def test_where_no_door_for_syslog_is_open_it_says_so(brand: str) -> None:
    with pytest.raises(NoGateway):
        by_syslog(brand, SHUT)


def test_what_can_speak_tls_does_where_the_service_does() -> None:
    assert "enc-algorithm high" in blocks(by_syslog("fortigate", BOTH))
    assert "set port 6514" in blocks(by_syslog("fortigate", BOTH))
    assert "enc-algorithm" not in blocks(by_syslog("fortigate", OPEN))
    assert "set port 5514" in blocks(by_syslog("fortigate", OPEN))


def test_the_steps_are_there_in_english() -> None:
    found = [by_syslog(brand, BOTH) for brand in ALL_BRANDS] + [
        by_script(kind, "https://o.example/i/A") for kind in HAVE_SCRIPTS
    ]

    with override("en"):
        assert [told(step.words) for one in found for step in one.steps if not told(step.words).isascii()] == []
