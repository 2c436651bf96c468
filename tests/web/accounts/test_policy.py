"""Every cell of the table of roles, written down a second time by who may do a thing."""

from __future__ import annotations

from pathlib import Path

import pytest

from otasuke.web.accounts.models import Post
from otasuke.web.accounts.policy import CUSTOMERS, STAFF, Capability, Role, may, table
from otasuke.web.customers.models import Membership

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "how" / "roles.md"
WHO = {
    "SEE_TODAY": "owner colleague",
    "ANSWER": "owner colleague",
    "ASK": "owner colleague",
    "SEE_CONTRACT": "owner",
    "SIGN": "owner",
    "INVITE_COLLEAGUE": "owner",
    "CONNECT_DEVICES": "owner colleague",
    "SEE_COMPANIES": "analyst desk dispatcher clerk manager",
    "EDIT_COMPANIES": "desk clerk manager",
    "INVITE_COMPANIES": "desk clerk manager",
    "INVITE_OWNERS": "desk clerk manager",
    "SEE_ALERTS": "analyst desk manager",
    "JUDGE": "analyst manager",
    "REACT": "analyst manager",
    "CONSULT": "analyst desk dispatcher manager",
    "DISPATCH": "analyst desk dispatcher manager",
    "SEE_JOB": "technician",
    "EDIT_CONTRACTS": "clerk manager",
    "BILL": "clerk manager",
    "EDIT_CLAIMS": "clerk manager",
    "SEE_CLAIMS": "clerk manager insurer",
    "SEE_EVIDENCE": "analyst desk dispatcher clerk manager examiner auditor",
    "SEE_AUDIT": "manager auditor",
    "MANAGE_PEOPLE": "manager",
    "SETTINGS": "manager",
    "TEND_JOBS": "analyst manager",
    "MAKE_TOKENS": "owner analyst desk dispatcher clerk manager",
    "SEE_DUTY": "analyst desk dispatcher clerk manager",
    "PLAN_DUTY": "manager",
    "TELL_PROGRAMS": "owner",
}


@pytest.mark.parametrize("capability", Capability, ids=[one.name for one in Capability])
@pytest.mark.parametrize("role", Role, ids=list(Role))
def test_a_cell_of_the_table(role: Role, capability: Capability) -> None:
    assert may([role], capability) == (role in WHO[capability.name].split())


def test_roles_add_up_and_nobody_may_nothing() -> None:
    assert may([Role.COLLEAGUE, Role.INSURER], Capability.SEE_CLAIMS)
    assert not may([], Capability.SEE_TODAY)


def test_no_customer_may_what_staff_may_and_none_of_the_firms_sees_alerts() -> None:
    for capability in (Capability.SEE_COMPANIES, Capability.SEE_ALERTS):
        assert not may(set(Role) - STAFF, capability)


def test_the_tables_of_people_have_these_roles() -> None:
    assert {Role(value) for value in Membership.Role.values} == CUSTOMERS
    assert {Role(value) for value in Post.Role.values} == set(Role) - CUSTOMERS


def test_the_document_is_the_table() -> None:
    assert table() in DOCUMENT.read_text(encoding="utf-8")
