"""What the database itself keeps to."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from finding_cast import DAY, NOW
from otasuke.web.reaction.models import Action, Preapproval
from otasuke.web.tenancy.scope import tenant_scope
from reaction_cast import blocked


def test_nothing_is_done_that_nobody_allowed(companies) -> None:
    found = blocked(companies.minori)

    with tenant_scope(companies.minori.id):
        for wrong in ({"source": ""}, {"approved_at": None}, {"expires_at": None}, {"ended_at": NOW}):
            with pytest.raises(IntegrityError), transaction.atomic():
                Action.objects.filter(id=found.id).update(**wrong)


def test_nothing_is_offered_or_agreed_to_twice(companies) -> None:
    blocked(companies.minori)

    with tenant_scope(companies.minori.id):
        with pytest.raises(IntegrityError), transaction.atomic():
            Action.objects.create(customer=companies.minori, kind="block_ip", target="203.0.113.9", offered_at=NOW)
        Preapproval.objects.create(customer=companies.minori, kind="block_ip", name="坂本", agreed_at=NOW)
        with pytest.raises(IntegrityError), transaction.atomic():
            Preapproval.objects.create(customer=companies.minori, kind="block_ip", name="坂本", agreed_at=NOW + DAY)
