"""Browsers of staff."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore

from otasuke.web.accounts.models import Person
from otasuke.web.accounts.staff_sessions import (
    LIVES_FOR,
    end_all_sessions,
    end_other_sessions,
    end_session,
    open_session,
    session_of,
    sessions_of,
)

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def person(database) -> Person:
    return Person.objects.create(name="早瀬 遥")


def opened(person: Person, now: datetime = NOW) -> str:
    store = SessionStore()
    store.create()
    assert store.session_key
    open_session(person, store.session_key, address="192.0.2.1", browser="x" * 1000, now=now)
    return store.session_key


def keys(person: Person, now: datetime = NOW) -> list[str]:
    return [one.key for one in sessions_of(person, now=now)]


def test_a_session_is_its_persons_and_its_browsers(person: Person) -> None:
    key = opened(person)
    other = Person.objects.create(name="小谷 健")

    assert session_of(person, key, now=NOW)
    assert session_of(other, key, now=NOW) is None
    assert session_of(person, None, now=NOW) is None
    assert session_of(person, "guess", now=NOW) is None


def test_when_it_was_seen_last_is_noted_and_it_still_ends(person: Person) -> None:
    key, late = opened(person), NOW + LIVES_FOR - timedelta(seconds=1)

    seen = session_of(person, key, now=late)

    assert seen
    assert seen.seen_at == late
    assert session_of(person, key, now=NOW + LIVES_FOR) is None


def test_sessions_that_are_over_are_deleted_at_the_next_sign_in(person: Person) -> None:
    opened(person)
    key = opened(person, NOW + LIVES_FOR)

    assert [one.key for one in person.staffsessions.all()] == [key]


def test_others_are_signed_out_for_good(person: Person) -> None:
    here, there = opened(person), opened(person, NOW + timedelta(minutes=1))

    assert keys(person) == [there, here]
    assert end_other_sessions(person, here) == 1
    assert keys(person) == [here]
    assert not SessionStore().exists(there)
    assert SessionStore().exists(here)


def test_a_colleague_is_not_signed_out_with_him(person: Person) -> None:
    other = Person.objects.create(name="小谷 健")
    key = opened(other)

    end_other_sessions(person, "x")
    end_session(person, key)
    end_all_sessions(person)

    assert keys(other) == [key]


def test_who_left_by_another_door_is_not_listed(person: Person) -> None:
    SessionStore(opened(person)).delete()

    assert keys(person) == []
