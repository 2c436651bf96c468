"""What somebody fills in who wants a token."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.http import QueryDict

from otasuke.web.accounts.policy import Role
from otasuke.web.tokens.errors import BadWish
from otasuke.web.tokens.forms import FirmTokenForm, TokenForm
from otasuke.web.tokens.policy import Fault, Scope, Wish, allowed

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def filled(text: str) -> QueryDict:
    return QueryDict(text)


def test_only_what_one_may_is_offered() -> None:
    offered = {value for value, _ in TokenForm([Role.OWNER]).fields["scopes"].choices}

    assert offered == {scope.value for scope in allowed([Role.OWNER])}


def test_what_was_filled_in_is_a_wish() -> None:
    form = FirmTokenForm(
        [Role.CLERK], filled("name=会計&scopes=customers:read&scopes=contracts:read&days=30&tenants=a+b++a")
    )

    assert form.is_valid()
    assert form.wish(NOW) == Wish(
        "会計", frozenset({Scope.READ_CUSTOMERS, Scope.READ_CONTRACTS}), NOW + timedelta(days=30)
    )
    assert form.names() == {"a", "b"}


def test_what_is_not_offered_cannot_be_had() -> None:
    assert not TokenForm([Role.OWNER], filled("name=x&scopes=audit:read&days=30")).is_valid()
    assert not TokenForm([Role.OWNER], filled("name=x&scopes=customers:read&days=9999")).is_valid()
    assert not TokenForm([Role.OWNER], filled("name=x&days=30")).is_valid()


def test_every_fault_is_shown_beside_its_field_or_above() -> None:
    for form in (
        TokenForm([Role.OWNER], filled("name=x&scopes=customers:read&days=30")),
        FirmTokenForm([Role.DESK], filled("name=x&scopes=customers:read&days=30")),
    ):
        assert form.is_valid()

        form.refuse(BadWish(list(Fault)))

        assert sum(len(errors) for errors in form.errors.values()) == len(Fault)
        assert "name" in form.errors
