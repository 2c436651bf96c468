"""What the page of a device shows."""

from __future__ import annotations

import pytest
from django.test import override_settings
from django.utils import timezone

from otasuke.web.sensors.codes import give_code
from otasuke.web.sensors.errors import NoGateway
from otasuke.web.sensors.setting_up.pages import needs_code, pages
from sensor_cast import device

GATEWAY = {"GATEWAY_URL": "https://gateway.example.jp", "GATEWAY_CA": "", "SYSLOG_PORT": 5514, "SYSLOG_TLS_PORT": 0}


@override_settings(**GATEWAY)
def test_a_computer_s_page_has_its_code_and_a_box_s_has_its_settings(companies) -> None:
    pc, utm = device(companies.minori), device(companies.minori, "utm", "入口", "fortigate")
    code = give_code(pc, actor=None, now=timezone.now())

    line = pages(pc, web="https://otasuke.example/", code=code).steps[1].block

    assert line == f"irm 'https://otasuke.example/i/{code.text}' | iex"
    assert (needs_code(pc), needs_code(utm)) == (True, False)
    assert "gateway.example.jp" in pages(utm, web="https://otasuke.example/").steps[1].block


@override_settings(**GATEWAY | {"GATEWAY_URL": ""})
def test_where_the_service_has_no_door_no_steps_are_shown(companies) -> None:
    with pytest.raises(NoGateway):
        pages(device(companies.minori, "utm", "入口", "fortigate"), web="https://otasuke.example/")
