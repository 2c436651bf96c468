"""Who gave wrong things too often waits, and the waiting ends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.web.accounts.attempts import (
    LASTS,
    MOST_OF_ADDRESS,
    MOST_OF_PERSON,
    WITHIN,
    LockedOut,
    Wrong,
    attempt,
    check_address,
    forget_failures,
    locked_until,
    note_failure,
)
from otasuke.web.accounts.models import Failure

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def try_it(fits: bool, *, email: str = "a@b.example", address: str = "192.0.2.1", now: datetime = NOW) -> str:
    try:
        attempt(lambda: fits, email, person=None, address=address, now=now)
    except Wrong:
        return "wrong"
    except LockedOut as locked:
        return "locked" if locked.until > now else "locked without an end"
    return "in"


def test_the_fifth_mistake_locks_and_an_end_is_said(database) -> None:
    assert [try_it(False) for _ in range(5)] == ["wrong"] * 4 + ["locked"]
    assert try_it(True) == "locked"
    assert try_it(True, now=NOW + LASTS) == "in"


def test_trying_while_locked_makes_the_wait_no_longer(database) -> None:
    for _ in range(MOST_OF_PERSON):
        try_it(False)
    for minute in range(14):
        assert try_it(False, now=NOW + timedelta(minutes=minute)) == "locked"

    assert try_it(True, now=NOW + LASTS) == "in"


def test_others_are_not_locked_out_with_him_and_spelling_does_not_help(database) -> None:
    for _ in range(MOST_OF_PERSON):
        try_it(False)

    assert try_it(True, email=" A@B.example ") == "locked"
    assert try_it(True, email="c@b.example") == "in"


def test_an_address_that_tries_many_people_is_locked_out(database) -> None:
    for number in range(MOST_OF_ADDRESS):
        try_it(False, email=f"{number}@b.example")

    assert try_it(True, email="c@b.example") == "locked"
    assert try_it(True, email="c@b.example", address="192.0.2.2") == "in"


def test_coming_in_by_one_half_forgets_nothing(database) -> None:
    for _ in range(MOST_OF_PERSON - 1):
        try_it(False)
    try_it(True)

    assert try_it(False) == "locked"


def test_failures_can_be_forgotten(database) -> None:
    for _ in range(MOST_OF_PERSON):
        try_it(False)
    forget_failures("A@b.example")

    assert try_it(True) == "in"


def test_what_is_old_is_deleted(database) -> None:
    try_it(False)
    try_it(False, email="c@b.example", now=NOW + timedelta(hours=1))

    assert Failure.objects.count() == 1


@pytest.mark.parametrize("email", ["", "\ud800@x", "あ" * 10_000])
def test_any_address_is_counted(database, email: str) -> None:
    assert try_it(False, email=email) == "wrong"


@given(st.lists(st.integers(0, 7200), max_size=12), st.integers(0, 7200))
def test_a_wait_ends_and_needs_enough_failures_near_each_other(ages_s: list[int], later_s: int) -> None:
    failures = sorted((NOW - timedelta(seconds=age) for age in ages_s), reverse=True)
    now = NOW + timedelta(seconds=later_s)

    until = locked_until(failures, most=3, now=now)

    near = len(failures) >= 3 and failures[0] - failures[2] < WITHIN
    assert (until is not None) is (near and now < failures[0] + LASTS)
    assert until is None or now < until <= NOW + LASTS


def test_where_nobody_is_known_the_address_waits_and_its_neighbour_does_not(database) -> None:
    for _ in range(MOST_OF_ADDRESS):
        check_address("192.0.2.1", now=NOW)
        note_failure("192.0.2.1", now=NOW)

    check_address("192.0.2.2", now=NOW)
    check_address("192.0.2.1", now=NOW + LASTS)
    with pytest.raises(LockedOut):
        check_address("192.0.2.1", now=NOW)
