"""Refusals."""

from __future__ import annotations

from otasuke.web.customers.errors import BadFacts
from otasuke.web.customers.policy import Fault


def test_it_says_all_faults() -> None:
    refused = BadFacts([Fault("name", "名前"), Fault("employees", "社員")])

    assert str(refused) == "name: 名前; employees: 社員"
    assert [fault.field for fault in refused.faults] == ["name", "employees"]
