"""What is done with devices every night."""

from __future__ import annotations

from datetime import date, datetime

from contract_cast import running_contract
from otasuke.web.contracts.models import SeatCount
from otasuke.web.jobs import app
from otasuke.web.jobs.declaring import JAPAN
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.tasks import count_seats, revoke_what_is_left_over
from otasuke.web.tenancy.scope import tenant_scope
from sensor_cast import NOW, Broker, device


def test_seats_are_counted_on_the_day_that_it_is_in_japan(companies, broker: Broker) -> None:
    with tenant_scope(companies.minori.id):
        running_contract(companies.minori)
        Device.objects.filter(id=device(companies.minori).id).update(first_seen=NOW, last_seen=NOW)

    count_seats(datetime(2026, 11, 21, 3, 37, tzinfo=JAPAN))
    revoke_what_is_left_over(NOW)

    with tenant_scope(companies.minori.id):
        assert SeatCount.objects.get(what="seen").counted_on == date(2026, 11, 21)


def test_both_are_jobs() -> None:
    assert {"sensors.count_seats", "sensors.revoke_what_is_left_over"} <= app.tasks.keys()
