"""Many small things on one device disturb together."""

from __future__ import annotations

from datetime import datetime

import pytest

from finding_cast import DAY, HOUR, NOW, alerts_of, arrive, detection, watched
from otasuke.findings.live import LiveDetection
from otasuke.web.sensors.models import Device
from otasuke.web.ui.sentences import from_data

TACTICS = ("execution", "persistence", "discovery", "command-and-control")


def small(pc: Device, tactic: str, at: datetime, **more: object) -> LiveDetection:
    """Something of medium weight that disturbs nobody by itself."""
    tags = (f"attack.{tactic}",)
    return detection(pc.customer.tenant, f"x-{tactic}", by=pc, level="medium", at=at, tags=tags, **more)


def colours(customer) -> list[str]:
    return [one.colour for one in alerts_of(customer)]


@pytest.mark.parametrize("at_once", [True, False])
def test_the_newest_of_four_tactics_disturbs_and_says_why(companies, at_once: bool) -> None:
    pc = watched(companies.minori)
    found = [small(pc, tactic, NOW + hours * HOUR) for hours, tactic in enumerate(TACTICS)]
    incidents = arrive(*found) if at_once else [made for one in found for made in arrive(one)]

    alerts = alerts_of(companies.minori)
    quiet = [one.colour for one in alerts[:-1]]
    assert "黄" not in quiet
    assert (alerts[-1].colour, alerts[-1].disturbs) == ("黄", True)
    assert "4種類の手口" in str(from_data(alerts[-1].raised_why or {}))
    assert [one.lead_id for one in incidents] == [alerts[-1].id]


def test_over_two_days_or_two_devices_or_companies_it_does_not(companies) -> None:
    pc, other, theirs = watched(companies.minori), watched(companies.minori), watched(companies.kobato)
    arrive(small(pc, "execution", NOW), small(pc, "persistence", NOW), small(pc, "discovery", NOW))
    arrive(small(pc, "impact", NOW + 2 * DAY), at=NOW + 2 * DAY)
    arrive(small(other, "impact", NOW, sensor="EIGYO", fields={}))
    arrive(small(theirs, "impact", NOW))

    assert "黄" not in colours(companies.minori) + colours(companies.kobato)


def test_it_is_raised_once(companies) -> None:
    pc = watched(companies.minori)
    arrive(*[small(pc, tactic, NOW) for tactic in TACTICS])
    arrive(small(pc, "collection", NOW + HOUR), at=NOW + HOUR)

    assert colours(companies.minori).count("黄") == 1
