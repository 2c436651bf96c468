"""A step: something that happens on a device at a simulated time, among the ordinary events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from otasuke.simulating.writing.templates import Template


@dataclass(frozen=True, slots=True)
class Step:
    """Something that a story or ordinary life has happen on a device; `values` are peculiar to it."""

    at_us: int
    template: Template
    values: Mapping[str, bytes]
