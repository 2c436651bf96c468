"""Writing customers: what is written, what the audit log says, and that nobody else's is touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest

from otasuke.web.accounts.models import Person
from otasuke.web.audit.models import AuditLine
from otasuke.web.customers.errors import BadFacts
from otasuke.web.customers.hours import Expected, Hours, Open
from otasuke.web.customers.models import (
    Closure,
    Contact,
    ContextCard,
    Customer,
    ExpectedTime,
    OddProgram,
    OpeningHours,
    Partner,
    PartnerDomain,
    Site,
)
from otasuke.web.customers.policy import (
    CardFacts,
    ContactFacts,
    Facts,
    PartnerFacts,
    SiteFacts,
)
from otasuke.web.customers.services import (
    change_customer,
    close_site,
    keep_card,
    keep_site,
    open_customer,
    set_contacts,
    set_partners,
)
from otasuke.web.tenancy.scope import across, tenant_scope

TOWA = Facts("towa", "東和精機株式会社", "トウワセイキ", "7000012050002", "27", industry="E", employees=38)
OFFICE = SiteFacts("本社", Hours((Open(0, time(9), time(18)),), ((date(2026, 12, 29), date(2027, 1, 3)),)))
OF_A_COMPANY = (
    Site, OpeningHours, Closure, Contact, ContextCard, OddProgram, ExpectedTime, Partner, PartnerDomain,
)  # fmt: skip


@pytest.fixture
def desk(database: None) -> Person:
    return Person.objects.create(name="窓口 花")


def verbs(customer: Customer) -> list[str]:
    with tenant_scope(customer.id):
        return list(AuditLine.objects.order_by("number").values_list("verb", flat=True))


def fill(customer: Customer, desk: Person) -> Site:
    set_contacts(customer.id, [ContactFacts("稲森 修", "phone", phone="06-1234-5678")], actor=desk)
    night = Expected(time(22), 180, "経理の月次", day_of_month=31)
    keep_card(customer.id, CardFacts("弟の健", odd_programs=(("AnyDesk", "会計士"),), times=(night,)), actor=desk)
    set_partners(
        customer.id, [PartnerFacts("北浜商会", domains=("kitahama.example", "a@KITAHAMA.example"))], actor=desk
    )
    return keep_site(customer.id, OFFICE, actor=desk)


def test_a_company_is_taken_in(desk: Person) -> None:
    customer = open_customer(TOWA, actor=desk)

    with across("tests"):
        assert Customer.objects.get(tenant="towa").employees == 38
        line = AuditLine.objects.get()
    assert (line.verb, line.customer_id) == ("customer.opened", customer.id)
    assert str(desk.id) in line.line


def test_a_company_with_faults_is_not_taken_in(desk: Person) -> None:
    with pytest.raises(BadFacts, match="corporate_number"):
        open_customer(replace(TOWA, corporate_number="1"), actor=desk)
    with across("tests"):
        assert not Customer.objects.exists()
        assert not AuditLine.objects.exists()


def test_a_tenants_name_is_taken_once(desk: Person) -> None:
    open_customer(TOWA, actor=desk)

    with pytest.raises(BadFacts, match="すでに"):
        open_customer(replace(TOWA, name="ほか"), actor=desk)
    with across("tests"):
        assert Customer.objects.get().name == TOWA.name


def test_the_log_says_which_fields_changed_and_not_to_what(desk: Person) -> None:
    customer = open_customer(TOWA, actor=desk)

    change_customer(customer.id, replace(TOWA, name="新東和精機株式会社", employees=40), actor=desk)
    change_customer(customer.id, replace(TOWA, name="新東和精機株式会社", employees=40), actor=desk)

    with tenant_scope(customer.id):
        assert Customer.objects.get().employees == 40
        line = AuditLine.objects.order_by("number").last()
    assert verbs(customer) == ["customer.opened", "customer.changed"]
    assert line is not None
    assert "name employees" in line.line
    assert "新東和" not in line.line


def test_a_tenants_name_never_changes(desk: Person) -> None:
    customer = open_customer(TOWA, actor=desk)

    with pytest.raises(BadFacts, match="変えられません"):
        change_customer(customer.id, replace(TOWA, tenant="other"), actor=desk)


def test_what_was_written_can_be_read_and_stands_in_the_log(companies, desk: Person) -> None:
    fill(companies.minori, desk)

    with tenant_scope(companies.minori.id):
        assert [one.objects.count() for one in OF_A_COMPANY] == [1] * len(OF_A_COMPANY)
        assert PartnerDomain.objects.get().domain == "kitahama.example"
        assert ExpectedTime.objects.get().day_of_month == 31
    assert verbs(companies.minori) == ["contacts.set", "card.kept", "partners.set", "site.kept"]


def test_writing_again_replaces(companies, desk: Person) -> None:
    first = fill(companies.minori, desk)
    assert fill(companies.minori, desk).id == first.id

    with tenant_scope(companies.minori.id):
        assert [one.objects.count() for one in OF_A_COMPANY] == [1] * len(OF_A_COMPANY)


def test_contacts_keep_their_order(companies, desk: Person) -> None:
    names = ["小倉", "稲森", "秋山"]
    for order in (names, names[::-1]):
        set_contacts(
            companies.minori.id, [ContactFacts(name, "phone", phone="0612345678") for name in order], actor=desk
        )

    with tenant_scope(companies.minori.id):
        assert list(Contact.objects.order_by("position").values_list("name", flat=True)) == names[::-1]


def test_nobody_elses_rows_are_seen_or_replaced(companies, desk: Person) -> None:
    site = fill(companies.minori, desk)
    with tenant_scope(companies.kobato.id):
        assert [one.objects.count() for one in OF_A_COMPANY] == [0] * len(OF_A_COMPANY)

    set_contacts(companies.kobato.id, [], actor=desk)
    keep_card(companies.kobato.id, CardFacts(), actor=desk)
    set_partners(companies.kobato.id, [], actor=desk)
    close_site(companies.kobato.id, site.id, actor=desk)

    with tenant_scope(companies.minori.id):
        assert [one.objects.count() for one in OF_A_COMPANY] == [1] * len(OF_A_COMPANY)
    assert "site.closed" not in verbs(companies.kobato)


def test_a_site_goes_with_its_hours(companies, desk: Person) -> None:
    site = fill(companies.minori, desk)

    close_site(companies.minori.id, site.id, actor=desk)

    with tenant_scope(companies.minori.id):
        assert not OpeningHours.objects.exists()
    assert verbs(companies.minori)[-1] == "site.closed"


@pytest.mark.parametrize(
    "write",
    [
        lambda who, desk: set_contacts(who, [ContactFacts("", "mail")], actor=desk),
        lambda who, desk: keep_card(who, CardFacts(words="\x00"), actor=desk),
        lambda who, desk: set_partners(who, [PartnerFacts("")], actor=desk),
        lambda who, desk: keep_site(who, replace(OFFICE, name=""), actor=desk),
    ],
    ids=["contacts", "card", "partners", "site"],
)
def test_what_has_faults_leaves_everything_as_it_was(companies, desk: Person, write) -> None:
    fill(companies.minori, desk)
    before = verbs(companies.minori)

    with pytest.raises(BadFacts):
        write(companies.minori.id, desk)
    assert verbs(companies.minori) == before
    with tenant_scope(companies.minori.id):
        assert [one.objects.count() for one in OF_A_COMPANY] == [1] * len(OF_A_COMPANY)
