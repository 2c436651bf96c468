"""What everybody has to do with, so that it joins nothing: large providers, addresses inside, what the list of what is allowed names."""

from __future__ import annotations

from functools import cache

from otasuke.detect.indicators.guard import Guard, read_allowed
from otasuke.detect.indicators.observables import NoObservable, parse_observable
from otasuke.findings.sheets import SHIPPED


@cache
def guard() -> Guard:
    """What the shipped list allows. Raises OSError, BadGuard."""
    return Guard(read_allowed((SHIPPED / "indicators" / "allowed.toml").read_bytes()))


def is_common(value: str) -> bool:
    """Whether the value of a trace says nothing about who attacks."""
    try:
        return guard().reason(parse_observable(value)) is not None
    except NoObservable:
        return False
