"""What may be written about a company."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.web.customers.hours import Expected, Hours, Open
from otasuke.web.customers.policy import (
    CardFacts,
    ContactFacts,
    Facts,
    PartnerFacts,
    SiteFacts,
    card_faults,
    contact_faults,
    faults,
    mail_domain,
    partner_faults,
    site_faults,
)

MINORI = Facts(
    "minori", "有限会社みのり坂木工", "ミノリザカモッコウ", "7000012050002", "27", "272272", "E13", 12, 3_000_000, 3
)
WEEK = tuple(Open(weekday, time(9), time(18)) for weekday in range(5))
OFFICE = SiteFacts("本社", Hours(WEEK))
NIGHT = Expected(time(22), 180, "経理の月次", day_of_month=31)


def fields(found: tuple) -> list[str]:
    return [fault.field for fault in found]


def test_a_company_without_faults_has_none() -> None:
    assert faults(MINORI) == ()
    assert faults(Facts("x", "x", "エックス")) == ()


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("tenant", ""), ("tenant", "Minori"), ("tenant", "-x"), ("tenant", "x" * 65), ("tenant", "x\n"),
        ("name", ""), ("name", "　"), ("name", "x" * 101), ("name", "a\x00b"), ("name", "a\nb"), ("name", "\ud800"),
        ("name_kana", ""), ("name_kana", "みのり"), ("name_kana", "ア" * 121), ("name_kana", "ア\nイ"),
        ("corporate_number", "7000012050003"), ("prefecture", "48"), ("municipality", "272270"),
        ("municipality", "131016"), ("industry", "建設業"), ("employees", -1), ("employees", 1_000_001),
        ("capital_yen", -1), ("fiscal_year_ends_in", 0), ("fiscal_year_ends_in", 13),
    ],
)  # fmt: skip
def test_each_fault_names_its_field(field: str, wrong: object) -> None:
    assert fields(faults(replace(MINORI, **{field: wrong}))) == [field]


def test_all_faults_are_told_at_once() -> None:
    assert fields(faults(Facts("", "", "", employees=-1))) == ["tenant", "name", "name_kana", "employees"]


@pytest.mark.parametrize(
    ("site", "field"),
    [
        (replace(OFFICE, name=""), "name"),
        (replace(OFFICE, postal_code="57"), "postal_code"),
        (replace(OFFICE, municipality="272270"), "municipality"),
        (replace(OFFICE, address="a\x00"), "address"),
        (replace(OFFICE, phone="ない"), "phone"),
        (replace(OFFICE, hours=Hours((), ((date(2026, 1, 2), date(2026, 1, 1)),))), "closed.1"),
        (replace(OFFICE, hours=Hours((Open(7, time(9), time(18)),))), "open.1"),
        (replace(OFFICE, hours=Hours((WEEK[0], WEEK[0]))), "open.2"),
    ],
)
def test_each_fault_of_a_site_names_its_field(site: SiteFacts, field: str) -> None:
    assert site_faults(replace(OFFICE, postal_code="577-0011", phone="06-1234-5678")) == ()
    assert fields(site_faults(site)) == [field]


@pytest.mark.parametrize(
    ("contact", "found"),
    [
        (ContactFacts("稲森", "phone", phone="06-1234-5678"), []),
        (ContactFacts("稲森", "mail", email="inamori@minori.example"), []),
        (ContactFacts("", "phone", phone="0612345678"), ["2.name"]),
        (ContactFacts("稲森", "phone", phone="0612345678", quiet_from=time(22), quiet_until=time(7)), []),
        (ContactFacts("稲森", "phone", phone="0612345678", quiet_from=time(22)), ["2.quiet_until"]),
        (
            ContactFacts("稲森", "phone", phone="0612345678", quiet_from=time(7), quiet_until=time(22)),
            ["2.quiet_until"],
        ),
        (ContactFacts("稲森", "mail", phone="0612345678"), ["2.channel"]),
        (ContactFacts("稲森", "sms", email="inamori@minori.example"), ["2.channel"]),
        (ContactFacts("稲森", "phone", phone="0612345678", email="x"), ["2.email"]),
        (ContactFacts("稲森", "mail", phone="x", email="a@b.example"), ["2.phone"]),
    ],
)
def test_a_contact_needs_what_its_channel_needs(contact: ContactFacts, found: list[str]) -> None:
    first = ContactFacts("小倉", "phone", phone="0612345678")

    assert fields(contact_faults([first, contact])) == found


@pytest.mark.parametrize(
    ("card", "found"),
    [
        (CardFacts("弟の稲森 健", "090-1234-5678", "2行\n書ける", (("AnyDesk", "会計士が使う"),), (NIGHT,)), []),
        (CardFacts(administered_by="a\nb"), ["administered_by"]),
        (CardFacts(administrator_phone="x"), ["administrator_phone"]),
        (CardFacts(words="x" * 2001), ["words"]),
        (CardFacts(words="\x00"), ["words"]),
        (CardFacts(odd_programs=(("", "x"),)), ["odd_programs.1"]),
        (CardFacts(odd_programs=(("x", ""),)), ["odd_programs.1"]),
        (CardFacts(odd_programs=(("x", "a"), ("x", "b"))), ["odd_programs.2"]),
        (CardFacts(times=(replace(NIGHT, weekday=1),)), ["times.1"]),
        (CardFacts(times=(replace(NIGHT, day_of_month=None),)), ["times.1"]),
        (CardFacts(times=(replace(NIGHT, day_of_month=32),)), ["times.1"]),
        (CardFacts(times=(replace(NIGHT, minutes=0),)), ["times.1"]),
        (CardFacts(times=(replace(NIGHT, minutes=1441),)), ["times.1"]),
    ],
)
def test_each_fault_of_a_card_names_its_field(card: CardFacts, found: list[str]) -> None:
    assert fields(card_faults(card)) == found


def test_partners_are_named_once_with_domains_that_can_be() -> None:
    good = PartnerFacts("株式会社北浜商会", "キタハマショウカイ", ("kitahama.example", "info@kitahama.example"))

    assert partner_faults([good]) == ()
    assert fields(partner_faults([good, good])) == ["2.name"]
    assert fields(partner_faults([PartnerFacts("", "みのり", ("ない",))])) == ["1.name", "1.name_kana", "1.domains"]


@pytest.mark.parametrize(
    ("text", "domain"),
    [
        ("Kitahama.Example.", "kitahama.example"),
        ("Info@kitahama.example", "kitahama.example"),
        ("みのり.example", "xn--68j5e377y.example"),
        ("localhost", None), ("", None), ("a..example", None), ("-a.example", None), ("192.0.2.1", None),
        ("a b.example", None), ("x" * 64 + ".example", None), ("\ud800.example", None),
    ],
)  # fmt: skip
def test_a_domain_is_written_as_the_dns_does(text: str, domain: str | None) -> None:
    if domain is not None and "xn--" in domain:
        domain = "みのり.example".encode("idna").decode()

    assert mail_domain(text) == domain


@given(st.text())
def test_whatever_is_written_a_domain_is_one_or_none(text: str) -> None:
    found = mail_domain(text)

    assert found is None or mail_domain(found) == found
