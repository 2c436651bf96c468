"""The events of a story's scenes, read as the service would read them."""

from __future__ import annotations

from random import Random

from otasuke.demo.stories.script import Part
from otasuke.events import Event
from otasuke.simulating.feed import device_values, written
from simulating.reading import read


def events_of(part: Part) -> list[Event]:
    """In the order of time."""
    company = part.member.company
    lines = [
        (device, written(step, device_values(company, device), 1, Random(step.at_us))) for device, step in part.steps()
    ]
    return [read([line], sensor=device.name)[0] for device, line in lines]
