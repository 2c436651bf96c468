"""The audit log on the real database."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, transaction

from otasuke.web.audit.models import AuditLine
from otasuke.web.audit.services import record, record_many
from otasuke.web.tenancy.scope import across, tenant_scope


def test_each_customer_has_a_chain_of_its_own(companies) -> None:
    with across("tests"):
        numbers = [
            record("customer.seen", actor=None, customer=companies.minori.id),
            record("customer.seen", actor=None, customer=companies.minori.id),
            record("customer.seen", actor=None, customer=companies.kobato.id),
        ]
    with tenant_scope(companies.minori.id):
        assert AuditLine.objects.count() == 2
    assert numbers == [1, 2, 1]


def test_the_providers_own_lines_are_shown_to_no_tenant(companies) -> None:
    record("person.signed_in", actor=None)

    with tenant_scope(companies.minori.id):
        assert AuditLine.objects.count() == 0
    with across("tests"):
        assert AuditLine.objects.get().customer_id is None


def test_a_tenant_cannot_write_a_line_for_another(companies) -> None:
    with pytest.raises(ProgrammingError, match="another customer"), tenant_scope(companies.minori.id):
        record("customer.seen", actor=None, customer=companies.kobato.id)


@pytest.mark.parametrize(
    "attempt",
    ["UPDATE audit_auditline SET line = 'x'", "DELETE FROM audit_auditline", "UPDATE audit_auditchain SET number = 1"],
)
def test_nobody_changes_a_line(companies, attempt) -> None:
    with pytest.raises(ProgrammingError), across("tests"), connection.cursor() as cursor:
        cursor.execute(attempt)


def test_what_is_undone_was_not_recorded(companies) -> None:
    with across("tests"):
        with transaction.atomic():
            record("customer.seen", actor=None, customer=companies.minori.id)
            transaction.set_rollback(True)
        assert AuditLine.objects.count() == 0


def test_many_customers_get_a_line_each(companies) -> None:
    both = {companies.minori.id: {"fields": "name"}, companies.kobato.id: {}}
    with across("tests"):
        record_many("customer.changed", both, actor=None)

    for one in both:
        with tenant_scope(one):
            line = AuditLine.objects.get()
            assert f'"to":"customer {one}"' in line.line
            assert ('"fields":"name"' in line.line) == (one == companies.minori.id)


def test_many_lines_need_a_scope_over_all(companies) -> None:
    with pytest.raises(ProgrammingError, match="another customer"), tenant_scope(companies.minori.id):
        record_many("customer.changed", {companies.minori.id: {}, companies.kobato.id: {}}, actor=None)


def test_no_detail_takes_the_place_of_who_did_it(companies) -> None:
    with tenant_scope(companies.minori.id):
        record("customer.seen", actor=None, customer=companies.minori.id, target="device 7", by="token", to="nobody")

        assert '"by":null' in AuditLine.objects.get().line
        assert '"to":"device 7"' in AuditLine.objects.get().line
