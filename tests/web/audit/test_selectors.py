"""What happened, for pages."""

from __future__ import annotations

from otasuke.web.accounts.models import Person
from otasuke.web.audit.selectors import happened, last_time
from otasuke.web.audit.services import record
from otasuke.web.tenancy.scope import tenant_scope


def test_the_newest_line_comes_first_and_says_who_and_what(companies) -> None:
    desk, minori = Person.objects.create(name="窓口 花"), companies.minori.id
    with tenant_scope(minori):
        record("customer.seen", actor=desk, customer=minori)
        record("customer.changed", actor=desk, customer=minori, target="a b c", fields="name employees")
        record("seats.counted", actor=None, customer=minori, number=7)

        lines = happened(minori, most=2, but=["customer.seen"])

    assert [one.verb for one in lines] == ["seats.counted", "customer.changed"]
    assert (lines[0].by, lines[1].by) == (None, desk.id)
    assert lines[1].details == {"to": "a b c", "fields": "name employees"}


def test_another_company_has_other_lines(companies) -> None:
    with tenant_scope(companies.minori.id):
        record("customer.seen", actor=None, customer=companies.minori.id)
        assert last_time(companies.minori.id, ["customer.seen"]) is not None
    with tenant_scope(companies.kobato.id):
        assert not happened(companies.minori.id, most=5)
        assert last_time(companies.kobato.id, ["customer.seen"]) is None
