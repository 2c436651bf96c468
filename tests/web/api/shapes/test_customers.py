"""Customers, as they are written."""

from __future__ import annotations

from dataclasses import fields

from otasuke.web.api.shapes.customers import CustomerChanged, CustomerShown, CustomerWritten, facts_of
from otasuke.web.customers.models import Customer
from otasuke.web.customers.policy import Facts


def test_everything_that_is_known_of_a_company_can_be_written_changed_and_read() -> None:
    known = {field.name for field in fields(Facts)}

    assert set(CustomerWritten.model_fields) == known
    assert set(CustomerChanged.model_fields) == known - {"tenant"}
    assert set(CustomerShown.model_fields) == known | {"id", "made_at"}


def test_a_row_is_what_is_known_of_it() -> None:
    facts = facts_of(Customer(tenant="minori", name="みのり", name_kana="ミノリ", employees=7))

    assert facts == Facts("minori", "みのり", "ミノリ", employees=7)
