"""What the tests of the fleet share: its bytes, read as the service would read them."""

from __future__ import annotations

from datetime import UTC, datetime

from otasuke.events import Event
from otasuke.normalise.base import Context
from otasuke.normalise.reader import normalise
from otasuke.simulating.company import Company, Device, Kind, make_company
from otasuke.simulating.feed import Body, Feed, device_values
from otasuke.simulating.writing.templates import Pattern, Values, set_time

MORNING = datetime(2026, 4, 14, 1, 0, tzinfo=UTC)  # ten o'clock on a Tuesday in Japan
MORNING_US = int(MORNING.timestamp()) * 1_000_000
SECOND_US = 1_000_000


def company_having(*kinds: Kind, without: Kind | None = None) -> Company:
    """The first company that has all of these, and not the other."""
    for number in range(1000):
        company = make_company(number, seed=1)
        there = {device.kind for device in company.devices}
        if there.issuperset(kinds) and without not in there:
            return company
    raise AssertionError(kinds)


def company_with(kind: Kind) -> tuple[Company, Device]:
    """The first company that has such a device, and the device."""
    company = company_having(kind)
    return company, next(device for device in company.devices if device.kind is kind)


def lines_of(body: Body) -> list[bytes]:
    """The records of a body, without what the bulk interface has between them."""
    return [line for line in body.data.splitlines() if not line.startswith(b'{"create"')]


def read(lines: list[bytes], sensor: str = "sensor") -> list[Event]:
    """The events of records; a Reject is a failure."""
    found = list(normalise(b"\n".join(lines), Context(MORNING, sensor=sensor)))
    assert all(isinstance(one, Event) for one in found), found
    return [one for one in found if isinstance(one, Event)]


def feed_of(kind: Kind, *, seed: int = 1) -> Feed:
    """A feed of one such device."""
    company, device = company_with(kind)
    return Feed(company, (device,), sensor=device.name.lower(), seed=seed)


def values_of(kind: Kind) -> Values:
    """The slots of a device, at the time MORNING."""
    values = dict(device_values(*company_with(kind)))
    set_time(values, MORNING_US)
    values["record"] = b"1"
    return values


def written_once(pattern: Pattern, kind: Kind, dice: object) -> bytes:
    """A record of a pattern."""
    values = values_of(kind)
    pattern.change(values, dice)  # type: ignore[arg-type]
    return pattern.template.fill(values)
