"""What the page of a device shows."""

from __future__ import annotations

from django.urls import reverse

from otasuke.web.sensors.codes import Code
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.policy import Kind
from otasuke.web.sensors.reach import reach
from otasuke.web.sensors.setting_up.scripts import HAVE_SCRIPTS
from otasuke.web.sensors.setting_up.steps import SettingUp, by_script, by_syslog


def needs_code(device: Device) -> bool:
    """Whether the steps hold a code; else the device sends syslog, and staff hand it out with its address."""
    return Kind(device.kind) in HAVE_SCRIPTS


def pages(device: Device, *, web: str, code: Code | None = None) -> SettingUp:
    """The steps for a device. Raises NoGateway.

    web   where people find the web, such as https://otasuke.example: `request.build_absolute_uri("/")`.
    code  of the device, where needs_code.
    """
    where = reach()
    if needs_code(device):
        assert code is not None
        return by_script(Kind(device.kind), web.rstrip("/") + reverse("setup-script", args=[code.text]))
    return by_syslog(device.brand, where)
