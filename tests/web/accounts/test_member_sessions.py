"""Browsers of a customer's people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from otasuke.web.accounts.member_sessions import (
    LIVES_FOR,
    end_member_session,
    end_other_member_sessions,
    forget_member_session,
    member_sessions_of,
    note_seen,
    open_member_session,
)
from otasuke.web.accounts.models import MemberSession, Person

NOW = datetime.now(UTC)


@pytest.fixture
def inamori(database) -> Person:
    return Person.objects.create(name="稲森 修", email="inamori@minori.example")


def opened(person: Person, now: datetime = NOW) -> MemberSession:
    store = SessionStore()
    store.create()
    assert store.session_key
    return open_member_session(person, store.session_key, address="192.0.2.1", browser="x" * 500, now=now)


def test_they_are_listed_newest_first_until_they_are_over(inamori: Person) -> None:
    first, second = opened(inamori), opened(inamori, NOW + timedelta(minutes=1))

    assert list(member_sessions_of(inamori, now=NOW)) == [second, first]
    assert list(member_sessions_of(inamori, now=NOW + LIVES_FOR + timedelta(minutes=2))) == []


def test_one_is_ended_by_its_person_alone(inamori: Person, verbs) -> None:
    mine, stranger = opened(inamori), Person.objects.create(name="よその人")

    assert not end_member_session(stranger, mine.id)
    assert end_member_session(inamori, mine.id)
    assert not end_member_session(inamori, mine.id)
    assert not Session.objects.filter(session_key=mine.key).exists()
    assert verbs() == ["person.signed_out_others"]


def test_all_others_are_ended(inamori: Person) -> None:
    here, stranger = opened(inamori), Person.objects.create(name="よその人")
    opened(inamori)
    theirs = opened(stranger)

    assert end_other_member_sessions(inamori, here.key) == 1
    assert {one.key for one in MemberSession.objects.all()} == {here.key, theirs.key}


def test_a_browser_is_noted_as_seen_once_in_a_minute(inamori: Person) -> None:
    session = opened(inamori)
    for later in (30, 90, 100):
        note_seen(session.key, now=NOW + timedelta(seconds=later))
    note_seen(None, now=NOW)

    session.refresh_from_db()
    assert session.seen_at == NOW + timedelta(seconds=90)


def test_leaving_forgets_it_and_old_ones_go_with_the_next(inamori: Person) -> None:
    session = opened(inamori)
    forget_member_session(session.key)
    opened(inamori, NOW - LIVES_FOR)
    opened(inamori)

    assert MemberSession.objects.count() == 1
