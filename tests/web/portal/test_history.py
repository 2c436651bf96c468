"""What was stopped and told."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from finding_cast import DAY, HOUR, MINUTE, NOW, arrive, detection, incidents_of, watched
from otasuke.web.flows.telling import tell
from otasuke.web.incidents.changing import merge
from otasuke.web.portal.history import how_many_stopped, month_begin, past
from otasuke.web.tenancy.scope import tenant_scope

STOPPED = {"fields": {"action": "blocked", "dstip": "203.0.113.7", "srcip": "192.0.2.7"}}


def lines(companies, *, most: int = 10):
    with tenant_scope(companies.minori.id):
        return past(companies.minori.id, since=NOW - 30 * DAY, most=most)


def stop(companies, number: int, *, at: datetime = NOW, by=None) -> None:
    """Something that a box has stopped."""
    found = detection("minori", f"r{number % 2}", level="medium", at=at, by=by)
    arrive(found, at=at)
    from otasuke.web.alerts.models import Alert

    with tenant_scope(companies.minori.id):
        alert = Alert.objects.get(sightings__detection=found.id)
        alert.colour, alert.happening = "緑", alert.happening | {"blocked": True}
        alert.fingerprint = f"f{number}"
        alert.save()


def test_the_same_on_one_day_is_one_line_that_says_how_often(companies) -> None:
    pc = watched(companies.minori)
    for number in (0, 2, 4):
        stop(companies, number, at=NOW + number * MINUTE, by=pc)
    stop(companies, 1, at=NOW - 3 * DAY, by=pc)

    first, second = lines(companies)

    assert (first.times, first.device, first.at) == (3, "受付のパソコン", NOW + 4 * MINUTE)
    assert (second.times, second.colour) == (1, "mi")


def test_each_thing_that_was_stopped_counts_once_within_the_time(companies) -> None:
    pc = watched(companies.minori)
    stop(companies, 1, by=pc)
    stop(companies, 3, at=NOW - 40 * DAY, by=pc)

    with tenant_scope(companies.minori.id):
        assert how_many_stopped(companies.minori.id, since=month_begin(NOW)) == 1
        assert how_many_stopped(companies.minori.id, since=NOW - 90 * DAY) == 2
        assert how_many_stopped(companies.kobato.id, since=NOW - 90 * DAY) == 0


def test_what_was_told_stands_between_by_its_time(companies) -> None:
    pc = watched(companies.minori)
    stop(companies, 1, at=NOW - HOUR, by=pc)
    arrive(detection("minori", "told", by=pc))

    newest, older = lines(companies)

    assert newest.message is not None
    assert (newest.colour, older.colour) == ("ki", "mi")
    assert len(lines(companies, most=1)) == 1
    with tenant_scope(companies.minori.id):
        assert past(companies.minori.id, since=NOW - DAY, most=5, over=True) == [older]


def test_of_matters_that_became_one_a_single_line_stands(companies) -> None:
    first, second = watched(companies.minori), watched(companies.minori, kind="utm")
    arrive(detection("minori", "r1", by=first, fields={}))
    arrive(detection("minori", "r2", by=second, sensor="gate", fields={}))
    one, other = incidents_of(companies.minori)
    with tenant_scope(companies.minori.id):
        merge(one.id, other.id, actor=None, at=NOW + HOUR)
        tell(one, at=NOW + HOUR)

    assert [line.message.about_id for line in lines(companies)] == [one.id]


def test_a_month_begins_at_midnight_in_japan() -> None:
    assert month_begin(datetime(2026, 10, 31, 15, 30, tzinfo=ZoneInfo("UTC"))) == datetime(
        2026, 11, 1, tzinfo=ZoneInfo("Asia/Tokyo")
    )
    assert month_begin(NOW) + timedelta(days=23) <= NOW
