"""What ended is forgotten, and nothing else."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from otasuke.web.accounts import member_sessions, staff_sessions
from otasuke.web.accounts.attempts import check_address, note_failure
from otasuke.web.accounts.forgetting import INVITATIONS, forget_browsers, forget_invitations, forget_old_failures
from otasuke.web.accounts.invitations import LIVES_FOR, accept, invite
from otasuke.web.accounts.models import Failure, Invitation, MemberInvitation, MemberSession, Person, StaffSession
from otasuke.web.accounts.policy import Role
from otasuke.web.customers.members import LIVES_FOR as MEMBERS_LIVE_FOR
from otasuke.web.customers.members import Invited, invite_member
from otasuke.web.tenancy.scope import across
from staff_cast import PASSWORD

NOW = datetime.now(UTC)
SECOND = timedelta(seconds=1)


def asked(email: str, at: datetime) -> str:
    return invite(email, "人", role=Role.DESK, provider="なにわ見守り舎", actor=None, now=at)


def test_an_invitation_of_staff_can_be_seen_for_a_while_after_it_is_over(database) -> None:
    asked("a@naniwa.example", NOW - LIVES_FOR - INVITATIONS - SECOND)
    asked("b@naniwa.example", NOW - LIVES_FOR - INVITATIONS + SECOND)
    accept(asked("c@naniwa.example", NOW), PASSWORD, now=NOW)

    assert forget_invitations(now=NOW) == 1
    assert set(Invitation.objects.values_list("person__email", flat=True)) == {"b@naniwa.example", "c@naniwa.example"}
    assert Person.objects.count() == 3


def test_an_invitation_of_a_companys_people_too(companies) -> None:
    for company, late in ((companies.minori, SECOND), (companies.kobato, -SECOND)):
        made_at = NOW - MEMBERS_LIVE_FOR - INVITATIONS - late
        invite_member(company.id, Invited("kitano@minori.example", "北野 桂"), actor=None, now=made_at)

    assert forget_invitations(now=NOW) == 1
    with across("tests"):
        assert MemberInvitation.objects.get().customer_id == companies.kobato.id


@pytest.fixture
def person(database) -> Person:
    return Person.objects.create(name="早瀬 遥")


def key() -> str:
    store = SessionStore()
    store.create()
    return str(store.session_key)


def open_both(person: Person, at: datetime) -> list[str]:
    staff = staff_sessions.open_session(person, key(), address="192.0.2.1", browser="", now=at)
    member = member_sessions.open_member_session(person, key(), address="192.0.2.1", browser="", now=at)
    return [staff.key, member.key]


def left() -> set[str]:
    return {one.key for model in (StaffSession, MemberSession) for one in model.objects.all()}


def test_browsers_are_forgotten_when_their_time_is_over(person: Person) -> None:
    _shift, still_a_member = open_both(person, NOW - timedelta(days=2))
    here = open_both(Person.objects.create(name="真壁 徹"), NOW)
    open_both(Person.objects.create(name="川端 志津子"), NOW - member_sessions.LIVES_FOR - SECOND)

    assert forget_browsers(now=NOW) == 3
    assert left() == {still_a_member, *here}


def test_browsers_that_left_by_another_door_are_forgotten_after_a_day(person: Person) -> None:
    open_both(person, NOW - timedelta(days=1, seconds=1))
    young = open_both(Person.objects.create(name="真壁 徹"), NOW - timedelta(hours=23))
    Session.objects.all().delete()

    forget_browsers(now=NOW)

    assert left() == set(young)


def test_failures_are_forgotten_when_they_make_nobody_wait(database) -> None:
    for minutes in (5, 29, 31, 500):
        note_failure("192.0.2.1", now=NOW - timedelta(minutes=minutes))

    assert forget_old_failures(now=NOW) == 2
    assert Failure.objects.count() == 2
    check_address("192.0.2.1", now=NOW)
