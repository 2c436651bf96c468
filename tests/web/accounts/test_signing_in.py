"""The password, then a code."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from otasuke.web.accounts.attempts import LockedOut, Wrong
from otasuke.web.accounts.models import Firm, Person
from otasuke.web.accounts.policy import Role
from otasuke.web.accounts.signing_in import check_code, check_password, roles_of
from otasuke.web.accounts.totp import code_of, step_at
from otasuke.web.audit.models import AuditLine
from otasuke.web.tenancy.scope import across
from staff_cast import MAIL, PASSWORD, employ, give_phone, hayase

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def give(password: str, email: str = MAIL) -> Person:
    return check_password(email, password, address="192.0.2.1", now=NOW)


def test_who_has_address_and_password_is_known(database) -> None:
    person = hayase()

    assert give(PASSWORD, " Hayase@NANIWA.example") == person


def test_who_left_and_who_is_no_staff_are_wrong(database) -> None:
    person = hayase()
    Person.objects.update(is_active=False)
    with pytest.raises(Wrong):
        give(PASSWORD)
    Person.objects.update(is_active=True)
    person.posts.all().delete()
    with pytest.raises(Wrong):
        give(PASSWORD)


def test_refusals_stand_in_the_audit_log_and_so_does_the_lock(database) -> None:
    hayase()
    for _ in range(4):
        with pytest.raises(Wrong):
            give("wrong")
    for _ in range(2):
        with pytest.raises(LockedOut):
            give("wrong")

    with across("tests"):
        assert [one.verb for one in AuditLine.objects.order_by("number")] == ["staff.refused"] * 4 + [
            "staff.locked_out"
        ]


def test_only_a_code_forgets_mistakes(database) -> None:
    person = hayase()
    secret = give_phone(person)
    for _ in range(4):
        with pytest.raises(Wrong):
            give("wrong")
    give(PASSWORD)
    check_code(person, code_of(secret, step_at(NOW)), address="192.0.2.1", now=NOW)

    with pytest.raises(Wrong):
        give("wrong")


def test_only_a_role_that_fits_the_firm_counts(database) -> None:
    person = Person.objects.create(name="よその人")
    employ(person, "manager", Firm.Kind.PARTNER)
    employ(person, "technician")
    assert roles_of(person) == frozenset()

    employ(person, "clerk")
    employ(person, "auditor", Firm.Kind.EXAMINER)
    assert roles_of(person) == {Role.CLERK, Role.AUDITOR}
