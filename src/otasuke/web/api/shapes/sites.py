"""Sites of customers, as programs read and write them."""

from __future__ import annotations

from datetime import date, time
from typing import Annotated
from uuid import UUID

from pydantic import Field

from otasuke.web.api.shapes.parts import (
    MOST_ROWS,
    Clock,
    Day,
    Municipality,
    Phone,
    Shown,
    ShownClock,
    Weekday,
    Written,
    line,
)
from otasuke.web.customers import policy
from otasuke.web.customers.hours import Hours, Open
from otasuke.web.customers.models import OpeningHours, Site


class OpenWritten(Written):
    """When a site opens. weekday: Monday 0; closes before opens: on the next day."""

    weekday: Weekday
    opens: Clock
    closes: Clock


class OpenShown(Shown):
    """When a site opens."""

    weekday: int
    opens: ShownClock
    closes: ShownClock


class ClosedWritten(Written):
    """Days on which a site is closed, both included."""

    first: Day
    last: Day


class ClosedShown(Shown):
    """The same, as it is shown."""

    first: date
    last: date


class SiteWritten(Written):
    """A place where the company works."""

    name: Annotated[str, line(60, 1)]
    postal_code: Annotated[str, Field(pattern=r"^([0-9]{3}-?[0-9]{4})?$", examples=["530-0001"])] = ""
    municipality: Municipality = ""
    address: Annotated[str, line(200)] = ""
    phone: Phone = ""
    closes_on_holidays: bool = True
    open: Annotated[list[OpenWritten], Field(max_length=MOST_ROWS)] = []
    closed: Annotated[list[ClosedWritten], Field(max_length=MOST_ROWS)] = []

    def facts(self) -> policy.SiteFacts:
        """As the area wants it."""
        hours = Hours(
            tuple(Open(one.weekday, one.opens, one.closes) for one in self.open),
            tuple((one.first, one.last) for one in self.closed),
            self.closes_on_holidays,
        )
        return policy.SiteFacts(
            name=self.name,
            hours=hours,
            postal_code=self.postal_code,
            municipality=self.municipality,
            address=self.address,
            phone=self.phone,
        )


class SiteShown(Shown):
    """拠点. A place where the company works."""

    id: UUID
    name: str
    postal_code: str
    municipality: str
    address: str
    phone: str
    closes_on_holidays: bool
    open: list[OpenShown]
    closed: list[ClosedShown]


def site_shown(row: Site) -> SiteShown:
    """A site with its hours, which have to be prefetched."""
    hours = sorted(row.hours.all(), key=_when)
    closures = sorted(row.closures.all(), key=lambda one: (one.first, one.last))
    return SiteShown(
        id=row.id,
        name=row.name,
        postal_code=row.postal_code,
        municipality=row.municipality,
        address=row.address,
        phone=row.phone,
        closes_on_holidays=row.closes_on_holidays,
        open=[OpenShown(weekday=one.weekday, opens=one.opens_at, closes=one.closes_at) for one in hours],
        closed=[ClosedShown(first=one.first, last=one.last) for one in closures],
    )


def _when(one: OpeningHours) -> tuple[int, time]:
    return one.weekday, one.opens_at


class SitesShown(Shown):
    """Where a company works, by name."""

    items: list[SiteShown]
