"""How devices reach the gateway."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import override_settings

from otasuke.web.sensors.errors import NoGateway
from otasuke.web.sensors.reach import Reach, reach


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("https://gateway.example.jp", ("gateway.example.jp", 443, True)),
        ("http://192.0.2.7", ("192.0.2.7", 80, False)),
        ("https://[2001:db8::1]:9280", ("2001:db8::1", 9280, True)),
    ],
)
def test_host_and_port_are_those_of_the_address(url: str, parts: tuple[str, int, bool]) -> None:
    found = Reach(url)

    assert (found.host, found.port, found.is_secure) == parts


def test_it_is_as_the_settings_say(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_text("PEM")
    told = {
        "GATEWAY_URL": "https://g.example",
        "GATEWAY_CA": str(tmp_path / "ca.pem"),
        "SYSLOG_PORT": 1,
        "SYSLOG_TLS_PORT": 2,
    }

    with override_settings(**told):
        assert reach() == Reach("https://g.example", 1, 2, "PEM")
    with override_settings(GATEWAY_URL=""), pytest.raises(NoGateway):
        reach()
