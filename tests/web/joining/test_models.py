"""Tables of joining."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from joining_cast import NOW, invited, plan
from otasuke.web.joining.models import Joining, Reached
from otasuke.web.joining.policy import LIVES_FOR, Standing
from otasuke.web.tenancy.scope import tenant_scope


def test_a_company_is_invited_once_at_a_time(companies) -> None:
    one = invited(companies.minori).joining

    another = Joining(customer=companies.minori, contract=one.contract, plan=one.plan, digest=b"another")
    another.since = another.made_at = another.sent_at = another.expires_at = NOW
    with (
        tenant_scope(companies.minori.id),
        pytest.raises(IntegrityError, match="joining_one_open"),
        transaction.atomic(),
    ):
        another.save()


def test_another_company_sees_nothing_of_it(companies) -> None:
    invited(companies.minori)

    with tenant_scope(companies.kobato.id):
        assert not Joining.objects.exists()
    with tenant_scope(companies.minori.id):
        assert Joining.objects.count() == 1


def test_when_a_step_was_reached_is_never_changed(companies) -> None:
    one = invited(companies.minori).joining

    with tenant_scope(companies.minori.id):
        Reached.objects.create(customer=companies.minori, joining=one, step="cost", at=NOW)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            Reached.objects.update(at=NOW + LIVES_FOR)


def test_an_invitation_tells_what_its_links_are_good_for(companies) -> None:
    one = invited(companies.minori, offered=plan()).joining

    assert one.standing(NOW) is Standing.OPEN
    assert one.standing(NOW + LIVES_FOR) is Standing.OVER
