"""Finding lines of the audit log."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from otasuke.web.accounts.models import Person
from otasuke.web.audit.finding import A_PAGE, Sought, acts
from otasuke.web.audit.services import record
from otasuke.web.tenancy.scope import across, tenant_scope


@pytest.fixture
def hayase(database) -> Person:
    return Person.objects.create(name="早瀬 遥")


def verbs(sought: Sought) -> list[str]:
    with across("tests"):
        return [act.verb for act in acts(sought).acts]


@pytest.fixture
def written(companies, hayase: Person) -> None:
    with across("tests"):
        record("staff.invited", actor=hayase, target="person 7", role="desk")
        record("staff.signed_in", actor=None)
        record("customer.seen", actor=hayase, customer=companies.minori.id)
        record("customer.changed", actor=None, customer=companies.kobato.id)


def test_lines_come_newest_first_with_all_that_they_say(written, hayase: Person) -> None:
    with across("tests"):
        found = acts(Sought()).acts

    assert [act.verb for act in found] == ["customer.changed", "customer.seen", "staff.signed_in", "staff.invited"]
    assert (found[3].by, found[3].target, found[3].details) == (hayase.id, "person 7", {"role": "desk"})
    assert (found[2].by, found[2].target, len(found[2].digest)) == (None, "", 64)


def test_each_filter_leaves_what_fits(written, companies, hayase: Person) -> None:
    soon = timezone.now() + timedelta(minutes=1)

    assert verbs(Sought(customers=[companies.minori.id])) == ["customer.seen"]
    assert verbs(Sought(customers=[])) == ["staff.signed_in", "staff.invited"]
    assert verbs(Sought(people=[hayase.id])) == ["customer.seen", "staff.invited"]
    assert verbs(Sought(people=[])) == []
    assert verbs(Sought(verb="customer.")) == ["customer.changed", "customer.seen"]
    assert verbs(Sought(verb="customer.seen")) == ["customer.seen"]
    assert verbs(Sought(since=soon)) == []
    assert len(verbs(Sought(before=soon))) == 4


def test_pages_follow_each_other_without_a_gap(database) -> None:
    numbers: list[int] = []
    with across("tests"):
        for number in range(2 * A_PAGE + 1):
            record("customer.seen", actor=None, number=number)
        older = None
        while True:
            found = acts(Sought(), older=older)
            numbers += [act.details["number"] for act in found.acts]
            older = found.older
            if older is None:
                break

    assert numbers == list(reversed(range(2 * A_PAGE + 1)))


def test_within_a_tenant_nothing_else_is_found(written, companies) -> None:
    with tenant_scope(companies.minori.id):
        assert [act.verb for act in acts(Sought()).acts] == ["customer.seen"]


def test_who_did_it_is_found_by_an_index(written, hayase: Person) -> None:
    with across("tests"), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT * FROM audit_auditline WHERE substring(line, %s) = %s ORDER BY id DESC",
            ['"by":"([0-9a-f-]{36})"', str(hayase.id)],
        )

        assert "audit_line_by" in str(cursor.fetchall())
