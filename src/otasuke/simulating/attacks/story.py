"""A story of an attack, and how it is staged in a company."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random

from otasuke.simulating.company import BOXES, WINDOWS, Company, Device, Kind
from otasuke.simulating.steps import Step
from otasuke.simulating.writing.templates import Template


class Role(StrEnum):
    """Where in a company something happens. A scene whose role nobody has is left out."""

    VICTIM = "victim"
    COLLEAGUE = "colleague"
    THIRD = "third"
    SERVER = "server"
    FORTIGATE = "fortigate"
    SURICATA = "suricata"
    RTX = "rtx"


@dataclass(frozen=True, slots=True)
class Scene:
    """One event. after_s: since the story began; values: of the slots that a device does not fill."""

    after_s: float
    role: Role
    template: Template
    values: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Story:
    """What an attacker does, event by event."""

    name: str
    title: str
    scenes: tuple[Scene, ...]

    @property
    def length_s(self) -> float:
        """From the first scene to the last."""
        return max((scene.after_s for scene in self.scenes), default=0.0)


@dataclass(frozen=True, slots=True)
class Planned:
    """When and where a story is staged. pace: 0.5 tells it in half of the time."""

    company: int
    story: str
    start_us: int
    pace: float


@dataclass(frozen=True, slots=True)
class Attack:
    """A story staged in a company: what happens on which device, in the order of time."""

    story: Story
    company: Company
    start_us: int
    steps: tuple[tuple[Device, Step], ...]


def plan_attacks(
    numbers: Sequence[int], stories: Sequence[Story], *, count: int, span_us: tuple[int, int], seed: int
) -> list[Planned]:
    """Different companies, the stories in turns, spread over a span of simulated time in which each ends."""
    dice = Random(f"attacks/{seed}")
    first, last = span_us
    planned = []
    for position, number in enumerate(dice.sample(list(numbers), min(count, len(numbers)))):
        story = stories[position % len(stories)]
        pace = min(1.0, 0.6 * (last - first) / max(1.0, story.length_s * 1e6))
        latest = last - int(story.length_s * pace * 1e6)
        planned.append(Planned(number, story.name, dice.randint(first, max(first, latest)), pace))
    return planned


def stage(planned: Planned, company: Company, stories: Sequence[Story]) -> Attack:
    """The attack that was planned for the company."""
    story = next(one for one in stories if one.name == planned.story)
    cast = cast_of(company)
    steps: list[tuple[Device, Step]] = []
    for position, scene in enumerate(sorted(story.scenes, key=lambda scene: scene.after_s)):
        device = cast.get(scene.role)
        if device is not None:
            # Milliseconds of their own tell the events apart.
            at_us = planned.start_us + int(scene.after_s * planned.pace * 1e6) + position * 1000
            steps.append((device, Step(at_us - at_us % 1000, scene.template, scene.values)))
    return Attack(story, company, planned.start_us, tuple(steps))


def cast_of(company: Company) -> dict[Role, Device]:
    """Which device plays which role. In a small company one PC plays several."""
    windows = [device for device in company.devices if device.kind in WINDOWS]
    pcs = list(company.pcs)
    roles = {Role.VICTIM: pcs[0], Role.COLLEAGUE: pcs[1 % len(pcs)], Role.THIRD: pcs[2 % len(pcs)]}
    roles[Role.SERVER] = next((device for device in windows if device.kind is Kind.SERVER), pcs[-1])
    boxes = {device.kind: device for device in company.devices if device.kind in BOXES}
    return roles | {Role(kind.value): device for kind, device in boxes.items()}
