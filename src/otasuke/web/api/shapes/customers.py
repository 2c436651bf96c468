"""Customers, as programs read and write them."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from otasuke.web.api.shapes.parts import Municipality, Shown, Written, line
from otasuke.web.customers import policy
from otasuke.web.customers.models import Customer

Name = Annotated[str, line(100, 1)]
Kana = Annotated[str, line(120, 1)]
_Number = Annotated[str, Field(pattern=r"^([0-9]{13})?$", examples=["7000012050002"])]
_Prefecture = Annotated[str, Field(pattern=r"^([0-9]{2})?$", examples=["27"])]
_Industry = Annotated[str, Field(pattern=r"^([A-T][0-9]{0,3})?$", examples=["E12"])]
_Employees = Annotated[int, Field(ge=0, le=policy.MOST_EMPLOYEES)]
_Capital = Annotated[int, Field(ge=0, le=policy.MOST_CAPITAL_YEN)]
_Month = Annotated[int, Field(ge=1, le=12)]
Tenant = Annotated[str, Field(pattern=r"^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$", examples=["minori"])]


class CustomerShown(Shown):
    """会社. A company that is protected."""

    id: UUID
    tenant: str
    name: str
    name_kana: str
    corporate_number: str
    prefecture: str
    municipality: str
    industry: str
    employees: int | None
    capital_yen: int | None
    fiscal_year_ends_in: int | None
    made_at: datetime


class CustomerWritten(Written):
    """A company to take in. An empty text, or null: not known."""

    tenant: Tenant
    name: Name
    name_kana: Kana
    corporate_number: _Number = ""
    prefecture: _Prefecture = ""
    municipality: Municipality = ""
    industry: _Industry = ""
    employees: _Employees | None = None
    capital_yen: _Capital | None = None
    fiscal_year_ends_in: _Month | None = None


class CustomerChanged(Written):
    """What to write of a company; the other fields stay as they are (RFC 7396)."""

    name: Name = ""
    name_kana: Kana = ""
    corporate_number: _Number = ""
    prefecture: _Prefecture = ""
    municipality: Municipality = ""
    industry: _Industry = ""
    employees: _Employees | None = None
    capital_yen: _Capital | None = None
    fiscal_year_ends_in: _Month | None = None


def facts_of(row: Customer) -> policy.Facts:
    """What is known of a company."""
    return policy.Facts(**{field.name: getattr(row, field.name) for field in fields(policy.Facts)})


class CustomerPage(Shown):
    """Customers; next: the cursor of those that follow."""

    items: list[CustomerShown]
    next: str | None
