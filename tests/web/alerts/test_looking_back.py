"""What was found before, and what a silence would have hidden of it."""

from __future__ import annotations

from datetime import date

from finding_cast import DAY, HOUR, NOW, arrive, detection, watched
from otasuke.web.alerts.looking_back import preview


def test_a_preview_counts_by_alert_and_by_day_in_japan_and_leaves_red_out(companies) -> None:
    pc, other = watched(companies.minori), watched(companies.minori)
    for days in (0, 1, 1):
        arrive(detection("minori", "r1", by=pc, at=NOW - days * DAY), at=NOW - days * DAY)
    arrive(detection("minori", "r1", by=pc, at=NOW - DAY + 15 * HOUR), at=NOW)
    arrive(detection("minori", "r1", by=other, level="critical", sensor="EIGYO"), at=NOW)
    arrive(detection("minori", "r2", by=pc), at=NOW)

    found = preview(companies.minori.id, {"rule": "R1"}, at=NOW + HOUR)

    assert [(one.about.rule, one.times, one.disturbed) for one in found.effect.hidden] == [("r1", 4, True)]
    assert [one.about.device for one in found.effect.red] == [other.code]
    assert found.days == [(date(2026, 11, 24), 2), (date(2026, 11, 23), 2)]
    assert found.seen == 4


def test_what_is_older_than_ninety_days_or_another_company_s_is_not_in_it(companies) -> None:
    arrive(detection("minori", "r1", by=watched(companies.minori), at=NOW - 91 * DAY), at=NOW - 91 * DAY)
    arrive(detection("kobato", "r1", by=watched(companies.kobato)))

    found = preview(companies.minori.id, {"rule": "r1"}, at=NOW)

    assert (found.effect.hidden, found.effect.red, found.days) == ((), (), [])
