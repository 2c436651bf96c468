"""Addresses of companies."""

from __future__ import annotations

import pytest
from django.urls import resolve


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/console/companies/minori", "console-company"),
        ("/console/companies/minori/contract", "console-contract"),
        ("/console/companies/minori/contract/begin", "console-contract-step"),
        ("/console/companies/minori/notes", "console-note"),
        ("/console/companies/minori/card", "console-company-part"),
        ("/console/companies/new", "console-company"),
    ],
)
def test_what_stands_before_the_parts_is_no_part(address: str, name: str) -> None:
    assert resolve(address).url_name == name
