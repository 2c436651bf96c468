"""A detection, as it is judged and kept: who and what it is about, and how an owner would be told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from otasuke.advice.colour import Colour
from otasuke.advice.happening import Happening
from otasuke.detect.learn.habits import Hit
from otasuke.detect.rule import Level
from otasuke.findings.advised import happening_of
from otasuke.findings.live import LiveDetection
from otasuke.findings.traces import traces_of
from otasuke.web.alerts import book
from otasuke.web.alerts.happenings import clean
from otasuke.web.alerts.models import LONGEST_NAME, Tuning
from otasuke.web.alerts.naming import Devices
from otasuke.web.alerts.policy import About, fingerprint
from otasuke.web.sensors.models import Device

_RECIPIENTS = ("mail_to", "RecipientEmailAddress", "recipient", "Recipients", "duser")
MOST_PEOPLE = 50
_LARGEST = 60
"""So many fields of an event are kept with a sighting; all of them are in the lake."""


@dataclass(frozen=True, slots=True)
class Found:
    """A detection at a company. tuning: what makes it quiet there (tuned.py)."""

    detection: LiveDetection
    happening: Happening
    colour: Colour
    about: About
    machine: Device | None
    tuning: Tuning | None = None

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.happening.time or self.detection.received_at

    @property
    def fingerprint(self) -> str:
        """Of the thing that was found."""
        return fingerprint(self.about)

    @property
    def is_of_rule(self) -> bool:
        """By a rule, and not by a correlation, an indicator or a learnt detector: these have no looks."""
        found = self.detection
        return found.fields is not None and not found.group and not found.events

    def hit(self) -> Hit:
        """As habits know it."""
        return Hit(
            tenant=self.about.tenant,
            rule_id=self.about.rule,
            level=Level(self.happening.level),
            device=self.about.device,
            at=self.at.timestamp(),
            matched=tuple((name, value) for name, value, _pattern in self.detection.matched),
            fields=self.detection.fields or {},
        )

    def traces(self) -> list[tuple[str, str]]:
        """What another company's alert may have in common with it."""
        return sorted((one.kind.value, clean(one.value)) for one in traces_of(self.detection.fields or {}))[:_LARGEST]

    def people(self) -> list[str]:
        """Who got the mail that it is about."""
        fields = self.detection.fields or {}
        values = [fields[name] for name in _RECIPIENTS if name in fields]
        texts = [text for value in values for text in ((value,) if isinstance(value, str) else value)]
        return [clean(one) for one in dict.fromkeys(texts) if one][:MOST_PEOPLE]

    def kept_fields(self) -> dict[str, Any]:
        """Of its event, as a row keeps them."""
        fields = list((self.detection.fields or {}).items())[:_LARGEST]
        return {clean(name, longest=120): clean(value, longest=1000) for name, value in fields}


def read(detection: LiveDetection, devices: Devices) -> Found:
    """What a detection says. devices: of its company."""
    ours = book.levels().get(detection.rule_id)
    level = _known(detection.level) if ours is None else ours
    happening = happening_of(replace(detection, level=level.value), names=devices.names, known_as=devices.known_as())
    device = clean(happening.device, longest=LONGEST_NAME)
    machine = devices.machine(device, sent_by=detection.sent_by, sensor=detection.sensor)
    about = About(
        tenant=detection.tenant,
        rule=clean(detection.rule_id, longest=200),
        device=machine.code if machine else device,
        person=clean(happening.person, longest=LONGEST_NAME),
        counterpart=clean(happening.counterpart, longest=LONGEST_NAME),
    )
    return Found(detection, happening, book.colour(happening), about, machine)


def _known(level: str) -> Level:
    try:
        return Level(level)
    except ValueError:
        return Level.MEDIUM
