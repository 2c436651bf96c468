"""A live detection as the happening that advice speaks of."""

from __future__ import annotations

from collections.abc import Mapping

from otasuke.advice import found
from otasuke.advice.happening import Happening, LogKind
from otasuke.events import Event
from otasuke.findings.live import LiveDetection, log_of


def happening_of(
    detection: LiveDetection,
    *,
    event: Event | None = None,
    names: Mapping[str, str] | None = None,
    known_as: Mapping[str, str] | None = None,
) -> Happening:
    """The happening of what the service found, whether a rule, a correlation, an indicator or a learnt detector did.

    event     of a correlation, the last of its events, if somebody fetched it from the lake: more than it carries itself.
    names     how devices call themselves, by address; known_as: what the customer calls them (never from logs).
    """
    base = Happening(
        level=detection.level,
        rule=detection.rule_id,
        tags=detection.tags,
        log=LogKind(*(log_of(event.logsources) if event else detection.log)),
        time=detection.time or detection.received_at,
        device=event.sensor if event else detection.sensor,
        known_as=known_as or {},
    )
    fields = event.fields if event else detection.fields or {}
    return found.happening_of(base, fields, group=dict(detection.group), names=names)
