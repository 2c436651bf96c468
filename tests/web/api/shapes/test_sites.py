"""Sites, as they are written."""

from __future__ import annotations

from datetime import date, time

from otasuke.web.api.shapes.sites import SiteWritten
from otasuke.web.customers.hours import Hours, Open
from otasuke.web.customers.policy import SiteFacts


def test_what_is_written_is_what_the_area_wants() -> None:
    written = SiteWritten(
        name="本社",
        closes_on_holidays=False,
        open=[{"weekday": 6, "opens": "22:00", "closes": "05:00"}],
        closed=[{"first": "2026-12-29", "last": "2027-01-03"}],
    )

    assert written.facts() == SiteFacts(
        "本社", Hours((Open(6, time(22), time(5)),), ((date(2026, 12, 29), date(2027, 1, 3)),), False)
    )
