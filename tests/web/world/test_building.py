from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from otasuke.web.accounts.models import Firm, Person
from otasuke.web.contracts.models import Consent, Contract, Explanation, Plan
from otasuke.web.contracts.states import State
from otasuke.web.customers.models import Contact, Customer, ExpectedTime, Membership, Note, Partner, Site
from otasuke.web.joining.models import Joining
from otasuke.web.sensors.models import Device
from otasuke.web.tenancy.scope import across
from otasuke.web.world import build
from otasuke.web.world.companies import MOST_COMPANIES
from otasuke.web.world.errors import NotADemo
from world_cast import NOW, as_demo, small_world


def test_a_world_of_thirty_has_everything(database) -> None:
    built = small_world(30)

    assert (built.companies, built.new) == (30, 30)
    with across("tests"):
        states = set(Contract.objects.values_list("state", flat=True))
        assert states == {state.value for state in State}
        assert Customer.objects.filter(is_demo=True).count() == 30
        assert not Customer.objects.filter(is_demo=False).exists()
        assert set(Explanation.objects.values_list("purpose", flat=True)) == {"start", "change", "renewal", "ending"}
        assert set(Explanation.objects.values_list("how", flat=True)) == {"spoken", "written", "page"}
        assert Consent.objects.filter(person__isnull=False).count() > 25
        assert Site.objects.count() > 35
        assert Contact.objects.count() == 90
        assert Partner.objects.count() > 100
        assert ExpectedTime.objects.exists()
        assert Membership.objects.count() == 60
        assert set(Joining.objects.values_list("step", flat=True)) == {"who", "consent", "devices"}
        assert Device.objects.count() > 200
        assert Customer.objects.filter(assigned_to__isnull=True).exists()
        assert Note.objects.exists()
    owners = Person.objects.exclude(mobile="")
    assert owners.count() == 30
    assert all(one.mobile.startswith("+81900") for one in owners)
    assert {plan.code for plan in Plan.objects.all()} == {"hitoe", "kado", "futae"}
    assert set(Firm.objects.values_list("kind", flat=True)) == {"provider", "partner", "insurer", "examiner"}


def test_building_again_adds_only_what_is_missing(database) -> None:
    small_world(2)
    people = Person.objects.count()

    again = small_world(2)
    more = small_world(3)

    assert (again.new, more.new) == (0, 1)
    assert Person.objects.count() == people + 2
    assert Plan.objects.count() == 4


def test_nobody_has_a_password(database) -> None:
    small_world(1)

    assert not any(person.has_usable_password() for person in Person.objects.all() if person.password)


def test_days_count_back_from_the_present(database) -> None:
    small_world(1)

    with across("tests"):
        contract = Contract.objects.get()
        assert contract.started
        assert timedelta(days=30) < NOW.date() - contract.started < timedelta(days=340)


def test_what_is_no_demo_gets_no_world(database) -> None:
    with pytest.raises(NotADemo, match="no demo"):
        build(companies=1)


def test_a_database_that_holds_a_company_gets_no_world(companies) -> None:
    with as_demo, pytest.raises(NotADemo, match="in use before"):
        build(companies=1)

    with across("tests"):
        assert Customer.objects.count() == 2


@pytest.mark.parametrize("number", [0, MOST_COMPANIES + 1])
def test_a_world_has_a_company_and_not_too_many(number: int) -> None:
    with pytest.raises(ValueError, match="there can be 1 to"):
        build(companies=number)


def test_a_company_takes_as_many_statements_whether_it_is_the_first_or_the_last(database) -> None:
    with as_demo:
        build(companies=1, now=NOW)
        with CaptureQueriesContext(connection) as second:
            build(companies=2, now=NOW)
        build(companies=31, now=NOW)
        with CaptureQueriesContext(connection) as last:
            build(companies=32, now=NOW)

    assert len(last) <= len(second) + 20
