"""What the tests of ordinary life share: activities made for them, and what is written of one."""

from __future__ import annotations

from random import Random

from otasuke.events import Event
from otasuke.simulating.company import Company, Device
from otasuke.simulating.feed import device_values, written
from otasuke.simulating.life.activity import Activity, Trace
from otasuke.simulating.life.slots import Occasion, drawn, process_slots
from otasuke.simulating.life.software import Software
from otasuke.simulating.steps import Step
from simulating.reading import MORNING_US, read

SOFTWARE = Software(
    {
        "windows": {"cmd": "Windows Command Processor", "whoami": "whoami", "services": "Services"},
        "others": {
            "explorer": [r"C:\Windows\explorer.exe", "Windows Explorer"],
            "updater": [r"C:\Tools\up.exe", "Updater", "Tools", "A firm", "1.2", "updater.exe"],
        },
    }
)


def read_trace(trace: Trace, company: Company, device: Device, activity: Activity | None = None) -> Event:
    """A trace on a device, as the service reads it."""
    values = drawn(Occasion(company, device, activity), Random(1)) if activity else {}
    own = {**values, "new": b"00c0ffee", **process_slots(trace, {}, Random(1))}
    line = written(Step(MORNING_US, trace.template, own), device_values(company, device), 1, Random(1))
    return read([line])[0]
