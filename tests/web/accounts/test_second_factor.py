"""Phones and paper."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps

from otasuke.web.accounts.models import Person, RecoveryCode, SecondFactor
from otasuke.web.accounts.second_factor import (
    AlreadySet,
    WrongCode,
    begin,
    confirm,
    forget_second_factor,
    has_second_factor,
    new_recovery_codes,
    recovery_codes_left,
    use_code,
)
from otasuke.web.accounts.totp import code_of, step_at

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def person(database) -> Person:
    return Person.objects.create(name="早瀬 遥", email="hayase@naniwa.example")


def code(secret: str, now: datetime) -> str:
    return code_of(secret, step_at(now))


def test_a_phone_counts_after_it_showed_a_code(person: Person) -> None:
    secret = begin(person)

    assert begin(person) == secret
    assert not use_code(person, code(secret, NOW), now=NOW)
    with pytest.raises(WrongCode):
        confirm(person, "000000x", now=NOW)
    assert not has_second_factor(person)
    confirm(person, code(secret, NOW)[:3] + " " + code(secret, NOW)[3:], now=NOW)
    assert has_second_factor(person)


def test_it_is_not_replaced_and_no_code_counts_twice(person: Person) -> None:
    secret = begin(person)
    confirm(person, code(secret, NOW), now=NOW)

    with pytest.raises(AlreadySet):
        begin(person)
    with pytest.raises(AlreadySet):
        confirm(person, code(secret, LATER), now=LATER)
    assert [use_code(person, code(secret, at), now=at) for at in (NOW, LATER, LATER)] == [False, True, False]


def test_recovery_codes_count_once_and_new_ones_replace_them(person: Person) -> None:
    secret = begin(person)
    old = confirm(person, code(secret, NOW), now=NOW)

    assert [use_code(person, old[0], now=LATER), use_code(person, old[0], now=LATER)] == [True, False]
    assert recovery_codes_left(person) == 9
    fresh = new_recovery_codes(person, actor=person)
    assert [use_code(person, one, now=LATER) for one in (old[1], fresh[0])] == [False, True]


def test_a_recovery_code_is_nobody_elses(person: Person) -> None:
    other = Person.objects.create(name="小谷 健")
    confirm(other, code(begin(other), NOW), now=NOW)
    codes = confirm(person, code(begin(person), NOW), now=NOW)

    assert not use_code(other, codes[0], now=LATER)
    assert recovery_codes_left(person) == 10


def test_what_is_written_down_is_not_kept(person: Person) -> None:
    codes = confirm(person, code(begin(person), NOW), now=NOW)

    kept = b"".join(bytes(one.digest) for one in RecoveryCode.objects.all())
    assert all(one.encode() not in kept for one in codes)


@pytest.mark.parametrize("guess", ["", "\ud800", "１２３４５６", "あ" * 1000])
def test_a_guess_opens_nothing(person: Person, guess: str) -> None:
    confirm(person, code(begin(person), NOW), now=NOW)

    assert not use_code(person, guess, now=LATER)


def test_who_lost_both_starts_again(person: Person) -> None:
    secret = begin(person)
    codes = confirm(person, code(secret, NOW), now=NOW)
    forget_second_factor(person)

    assert not use_code(person, codes[0], now=LATER)
    assert begin(person) != secret


def test_a_copy_of_the_table_has_no_secret_of_a_phone(database) -> None:
    migration = import_module("otasuke.web.accounts.migrations.0007_seal_phones")
    person = Person.objects.create(name="早瀬 遥")
    secret = begin(person)

    sealed = SecondFactor.objects.get().secret
    migration.open_again(apps, None)
    opened = SecondFactor.objects.get().secret
    for _ in range(2):
        migration.close(apps, None)

    assert secret not in sealed
    assert opened == secret == begin(person)
    assert SecondFactor.objects.get().secret.startswith("v1:")
