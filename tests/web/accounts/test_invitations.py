"""Inviting staff."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from otasuke.web.accounts.invitations import (
    LIVES_FOR,
    BadAddress,
    WrongRole,
    accept,
    invite,
    invite_again,
    invite_to,
    invited,
    withdraw_invitations,
)
from otasuke.web.accounts.links import LinkIsOver, new_link, use_link
from otasuke.web.accounts.models import Firm, Invitation, Person
from otasuke.web.accounts.policy import Role
from otasuke.web.accounts.second_factor import has_second_factor
from otasuke.web.accounts.signing_in import roles_of
from staff_cast import MAIL, PASSWORD, give_phone, hayase

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def made(email: str = MAIL, role: Role = Role.MANAGER, now: datetime = NOW) -> str:
    return invite(email, "早瀬 遥", role=role, provider="なにわ見守り舎", actor=None, now=now)


def test_whoever_accepts_has_a_password_and_the_role(database) -> None:
    token = made()
    person = accept(token, PASSWORD, now=NOW)

    assert person.check_password(PASSWORD)
    assert roles_of(person) == {Role.MANAGER}
    with pytest.raises(LinkIsOver):
        accept(token, "another", now=NOW)


def test_who_only_was_invited_has_no_password(database) -> None:
    made()

    assert not Person.objects.get().check_password("")


def test_a_link_lives_for_three_days_and_a_newer_one_ends_it(database) -> None:
    token = made()
    assert invited(token, now=NOW + LIVES_FOR - timedelta(seconds=1))
    with pytest.raises(LinkIsOver):
        invited(token, now=NOW + LIVES_FOR)
    made()
    with pytest.raises(LinkIsOver):
        invited(token, now=NOW)


def test_inviting_somebody_again_adds_a_role_and_changes_nothing_until_he_accepts(database) -> None:
    person = hayase("desk")
    give_phone(person)
    token = made(MAIL.upper(), Role.ANALYST)

    assert roles_of(person) == {Role.DESK, Role.ANALYST}
    assert has_second_factor(person)
    accept(token, PASSWORD + "x", now=NOW)
    assert not has_second_factor(person)
    assert (Person.objects.count(), Firm.objects.count()) == (1, 1)


def test_a_mailed_link_and_an_invitation_do_not_stand_for_each_other(database) -> None:
    invitation = made()
    mailed = new_link(MAIL, now=NOW)
    assert mailed

    with pytest.raises(LinkIsOver):
        use_link(invitation, now=NOW)
    with pytest.raises(LinkIsOver):
        accept(mailed[1], PASSWORD, now=NOW)


@pytest.mark.parametrize("email", ["", "x", "a@b", "a b@c.example"])
def test_what_is_no_address_is_refused(database, email: str) -> None:
    with pytest.raises(BadAddress):
        made(email)
    assert not Person.objects.exists()


def test_the_secret_itself_is_not_kept(database) -> None:
    token = made()

    assert token.encode() not in bytes(Invitation.objects.get().digest)


def test_a_role_that_does_not_fit_the_firm_is_refused(database) -> None:
    insurer = Firm.objects.create(kind="insurer", name="みらい損保")

    with pytest.raises(WrongRole):
        invite_to(insurer, MAIL, name="x", role=Role.MANAGER, actor=None, now=NOW)
    assert not Person.objects.exists()


def test_a_link_made_again_ends_the_one_before_and_a_withdrawn_one_opens_nothing(database) -> None:
    first = made()
    person = Person.objects.get()
    second = invite_again(person, actor=person, now=NOW)

    with pytest.raises(LinkIsOver):
        invited(first, now=NOW)
    assert invited(second, now=NOW) == person
    withdraw_invitations(person)
    with pytest.raises(LinkIsOver):
        invited(second, now=NOW)
