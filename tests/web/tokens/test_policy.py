"""What tokens may do, written down a second time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from otasuke.web.accounts.policy import Role
from otasuke.web.tokens.policy import LONGEST_NAME, MOST_TOKENS, NEEDS, Fault, Scope, Wish, allowed, faults, table

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "how" / "api.md"
NOW = datetime(2026, 11, 23, tzinfo=UTC)
WHO = {
    "customers:read": "owner colleague analyst desk dispatcher clerk manager",
    "customers:write": "desk clerk manager",
    "contracts:read": "owner analyst desk dispatcher clerk manager",
    "contracts:write": "clerk manager",
    "devices:read": "owner colleague analyst desk dispatcher clerk manager",
    "devices:write": "owner colleague desk clerk manager",
    "people:read": "owner manager",
    "audit:read": "manager auditor",
}


@pytest.mark.parametrize("scope", Scope)
@pytest.mark.parametrize("role", Role)
def test_a_cell_of_the_table(role: Role, scope: Scope) -> None:
    assert (scope in allowed([role])) == (role in WHO[scope].split())


def test_every_scope_needs_something() -> None:
    assert set(NEEDS) == set(Scope)
    assert all(NEEDS.values())
    assert allowed([]) == frozenset()


def test_roles_add_up() -> None:
    assert allowed([Role.ANALYST, Role.AUDITOR]) == allowed([Role.ANALYST]) | {Scope.READ_AUDIT}


def test_the_document_has_this_table() -> None:
    assert table() in DOCUMENT.read_text(encoding="utf-8")


def wish(**changed: object) -> Wish:
    fields = {
        "name": "会計ソフト", "scopes": frozenset({Scope.READ_CUSTOMERS}), "expires_at": NOW + timedelta(days=90), **changed,
    }  # fmt: skip
    return Wish(**fields)


@pytest.mark.parametrize(
    ("changed", "fault"),
    [
        ({"name": " "}, Fault.NAME),
        ({"name": "あ" * (LONGEST_NAME + 1)}, Fault.NAME),
        ({"name": "a\nb"}, Fault.NAME),
        ({"scopes": frozenset()}, Fault.NO_SCOPE),
        ({"scopes": frozenset({Scope.READ_AUDIT})}, Fault.TOO_MUCH),
        ({"expires_at": NOW}, Fault.EXPIRY),
        ({"expires_at": NOW + timedelta(days=367)}, Fault.EXPIRY),
    ],
)
def test_a_wish_with_one_thing_wrong(changed: dict[str, object], fault: Fault) -> None:
    assert faults(wish(**changed), [Role.ANALYST], companies=0, tokens=0, now=NOW) == (fault,)


def test_a_good_wish_has_no_faults_at_the_edges() -> None:
    longest = wish(name="あ" * LONGEST_NAME, expires_at=NOW + timedelta(days=366))

    assert faults(longest, [Role.ANALYST], companies=100, tokens=MOST_TOKENS - 1, now=NOW) == ()
    assert faults(longest, [Role.ANALYST], companies=101, tokens=MOST_TOKENS, now=NOW) == (
        Fault.COMPANIES,
        Fault.TOO_MANY,
    )
