"""The table of devices."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from otasuke.web.sensors.models import Device
from otasuke.web.sensors.policy import State
from otasuke.web.tenancy.scope import tenant_scope
from sensor_cast import device

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    "changed", [{"credential_id": "a"}, {"handed_out": NOW}, {"last_seen": NOW}, {"first_seen": NOW}]
)
def test_half_a_truth_is_not_stored(companies, changed) -> None:
    one = device(companies.minori)

    with tenant_scope(companies.minori.id), pytest.raises(IntegrityError), transaction.atomic():
        Device.objects.filter(id=one.id).update(**changed)


def test_a_code_is_one_device_s_of_a_company_and_may_be_another_company_s_too(companies) -> None:
    one, other = device(companies.minori), device(companies.kobato)

    with tenant_scope(companies.kobato.id):
        Device.objects.filter(id=other.id).update(code=one.code)
    second = device(companies.minori)
    with tenant_scope(companies.minori.id), pytest.raises(IntegrityError), transaction.atomic():
        Device.objects.filter(id=second.id).update(code=one.code)


def test_a_device_says_how_it_is(companies) -> None:
    one = device(companies.minori)

    assert one.standing(NOW).state is State.NEW
    assert str(one) == "受付のパソコン"
