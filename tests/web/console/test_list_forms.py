"""Contacts and partners as forms."""

from __future__ import annotations

from datetime import time

from django.http import QueryDict

from otasuke.web.console.list_forms import ContactsForm, PartnersForm
from otasuke.web.customers.policy import ContactFacts, PartnerFacts


def test_contacts_come_in_the_order_of_their_numbers() -> None:
    form = ContactsForm(
        None,
        QueryDict(
            "row-count=3&row-0-position=2&row-0-name=松原&row-0-channel=mail&row-0-email=m@minori.example"
            "&row-1-position=1&row-1-name=稲森&row-1-channel=phone&row-1-phone=06-0000-0119&row-1-quiet_from=22:00&row-1-quiet_until=7:00&row-2-position=3"
        ),
    )

    assert form.is_valid()
    assert form.value() == (
        ContactFacts("稲森", "phone", "06-0000-0119", quiet_from=time(22), quiet_until=time(7)),
        ContactFacts("松原", "mail", email="m@minori.example"),
    )


def test_domains_are_parted_by_any_space() -> None:
    form = PartnersForm(
        None,
        QueryDict("row-count=1&row-0-name=北浜&row-0-name_kana=きたはま&row-0-domains=a.example、b.example　c.example"),
    )

    assert form.is_valid()
    assert form.value() == (PartnerFacts("北浜", "キタハマ", ("a.example", "b.example", "c.example")),)
