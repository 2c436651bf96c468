"""Passkeys, and what one who has none tries."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.web.accounts.models import Passkey, Person
from otasuke.web.accounts.passkeys import (
    MOST,
    BadPasskey,
    Door,
    NoSuchPasskey,
    Site,
    begin_registration,
    begin_sign_in,
    finish_registration,
    finish_sign_in,
    forget_passkeys,
    passkeys_of,
    remove_passkey,
    rename_passkey,
)
from software_key import SoftwareKey

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SITE = Site("localhost", "http://localhost", "なにわ見守り舎")


@pytest.fixture
def hayase(database) -> Person:
    return Person.objects.create(name="早瀬 遥", email="hayase@naniwa.example")


def made(person: Person, key: SoftwareKey, *, door: Door = Door.STAFF, name: str = "iPhone", **changed: Any) -> Passkey:
    options, state = begin_registration(person, door, SITE)
    answer = json.loads(key.make(options, **changed))
    return finish_registration(person, door, site=SITE, state=state, answer=answer, name=name, now=NOW)


def used(key: SoftwareKey, *, door: Door = Door.STAFF, site: Site = SITE, **changed: Any) -> Person:
    options, state = begin_sign_in(site)
    return finish_sign_in(door, site=site, state=state, answer=json.loads(key.use(options, **changed)), now=NOW)


def test_who_has_a_key_signs_in_without_a_name(hayase: Person, verbs) -> None:
    key = SoftwareKey()
    passkey = made(hayase, key)

    options, _ = begin_sign_in(SITE)
    assert "allowCredentials" not in options or not options["allowCredentials"]
    assert options["userVerification"] == "required"
    assert used(key) == used(key) == hayase
    passkey.refresh_from_db()
    assert (passkey.sign_count, passkey.used_at) == (2, NOW)
    assert verbs() == ["passkey.made"]


def test_it_must_stay_in_the_phone_and_ask_for_a_finger(hayase: Person) -> None:
    options, _ = begin_registration(hayase, Door.STAFF, SITE)

    assert options["authenticatorSelection"] == {"residentKey": "required", "requireResidentKey": True, "userVerification": "required"} or (
        options["authenticatorSelection"]["residentKey"],
        options["authenticatorSelection"]["userVerification"],
    ) == ("required", "required")  # fmt: skip


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "http://localhost.evil.example"},
        {"origin": "https://localhost"},
        {"origin": "http://localhost:81"},
        {"challenge": "AAAA"},
        {"type": "webauthn.get"},
    ],
)
def test_a_key_made_elsewhere_or_for_something_else_is_refused(hayase: Person, changed: dict[str, str]) -> None:
    with pytest.raises(BadPasskey):
        made(hayase, SoftwareKey(), **changed)
    assert not Passkey.objects.exists()


def test_a_key_that_saw_no_finger_is_refused(hayase: Person) -> None:
    with pytest.raises(BadPasskey):
        made(hayase, SoftwareKey(is_verified=False))
    key = SoftwareKey()
    made(hayase, key)
    key.is_verified = False
    with pytest.raises(BadPasskey):
        used(key)


def test_a_key_of_another_site_is_refused(hayase: Person) -> None:
    with pytest.raises(BadPasskey):
        made(hayase, SoftwareKey(rp="evil.example"))


@pytest.mark.parametrize(
    "changed",
    [
        {"origin": "https://evil.example"},
        {"challenge": "AAAA"},
        {"type": "webauthn.create"},
        {"handle": b"somebody else"},
        {"handle": b""},
    ],
)
def test_an_answer_for_something_else_opens_nothing(hayase: Person, changed: dict[str, Any]) -> None:
    key = SoftwareKey()
    made(hayase, key)

    with pytest.raises(BadPasskey):
        used(key, **changed)


def test_another_secret_with_the_same_id_opens_nothing(hayase: Person) -> None:
    key = SoftwareKey()
    made(hayase, key)

    with pytest.raises(BadPasskey):
        used(SoftwareKey(credential=key.credential, handle=key.handle))


def test_an_answer_that_was_recorded_opens_nothing_again(hayase: Person) -> None:
    key = SoftwareKey()
    made(hayase, key)
    options, state = begin_sign_in(SITE)
    answer = json.loads(key.use(options))
    finish_sign_in(Door.STAFF, site=SITE, state=state, answer=answer, now=NOW)

    with pytest.raises(BadPasskey):  # even with the same challenge: it counted on
        finish_sign_in(Door.STAFF, site=SITE, state=state, answer=answer, now=NOW)
    _, fresh = begin_sign_in(SITE)
    with pytest.raises(BadPasskey):
        finish_sign_in(Door.STAFF, site=SITE, state=fresh, answer=answer, now=NOW)


def test_a_key_that_never_counts_may_be_used_again(hayase: Person) -> None:
    key = SoftwareKey()
    made(hayase, key)
    for _ in range(2):
        key.count = -1

        assert used(key) == hayase


def test_each_door_has_its_own_keys(hayase: Person) -> None:
    member, staff = SoftwareKey(), SoftwareKey()
    made(hayase, member, door=Door.MEMBER)
    made(hayase, staff)

    assert member.handle != staff.handle  # else the second would replace the first in the phone
    with pytest.raises(BadPasskey):
        used(member, door=Door.STAFF)
    with pytest.raises(BadPasskey):
        used(staff, door=Door.MEMBER)
    assert used(member, door=Door.MEMBER) == hayase


def test_who_is_locked_away_and_a_key_that_was_removed_open_nothing(hayase: Person) -> None:
    key, other = SoftwareKey(), SoftwareKey()
    passkey = made(hayase, key)
    made(hayase, other)
    remove_passkey(hayase, passkey.id, door=Door.STAFF)
    with pytest.raises(BadPasskey):
        used(key)
    Person.objects.update(is_active=False)
    with pytest.raises(BadPasskey):
        used(other)


def test_a_key_is_one_persons(hayase: Person) -> None:
    key, stranger = SoftwareKey(), Person.objects.create(name="よその人")
    passkey = made(hayase, key)

    with pytest.raises(BadPasskey):
        made(stranger, key)
    for door in Door:
        with pytest.raises(NoSuchPasskey):
            remove_passkey(stranger, passkey.id, door=door)
        with pytest.raises(NoSuchPasskey):
            rename_passkey(stranger, passkey.id, door=door, name="x")
    with pytest.raises(NoSuchPasskey):
        remove_passkey(hayase, uuid4(), door=Door.STAFF)


def test_keys_are_named_listed_and_forgotten(hayase: Person) -> None:
    first, second = made(hayase, SoftwareKey(), name="  x " * 40), made(hayase, SoftwareKey(), name="")
    rename_passkey(hayase, second.id, door=Door.STAFF, name="会社の\nパソコン")

    assert [one.name for one in passkeys_of(hayase, Door.STAFF)] == [first.name, "会社の パソコン"]
    assert len(first.name) <= 40
    made(hayase, SoftwareKey(), door=Door.MEMBER)
    forget_passkeys(hayase, Door.STAFF)
    assert [one.door for one in Passkey.objects.all()] == ["member"]


def test_nobody_has_keys_without_end(hayase: Person) -> None:
    for _ in range(MOST):
        made(hayase, SoftwareKey())

    with pytest.raises(BadPasskey):
        made(hayase, SoftwareKey())


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["AAAA", "public-key", "e30"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                "id rawId response type clientDataJSON attestationObject authenticatorData signature userHandle".split()
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


@pytest.fixture(scope="module")
def stranger(web_connection: None) -> Person:
    return Person(name="だれか")


@given(answer=st.dictionaries(st.sampled_from(["id", "rawId", "response", "type"]), _JSON))
def test_any_answer_is_refused_and_none_breaks_anything(stranger: Person, answer: dict[str, Any]) -> None:
    state = {"challenge": "AAAA", "user_verification": "required"}

    with pytest.raises(BadPasskey):
        finish_sign_in(Door.STAFF, site=SITE, state=state, answer=answer, now=NOW)
    with pytest.raises(BadPasskey):
        finish_registration(stranger, Door.STAFF, site=SITE, state=state, answer=answer, name="x", now=NOW)
