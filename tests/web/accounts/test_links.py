"""Links that sign in once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from otasuke.web.accounts.links import (
    LIVES_FOR,
    MOST_LINKS,
    LinkIsOver,
    forget_old_links,
    new_link,
    new_texted_link,
    person_of,
    use_link,
)
from otasuke.web.accounts.models import Person, SignInLink
from otasuke.web.audit.models import AuditLine
from otasuke.web.tenancy.scope import across

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def inamori(database: None) -> Person:
    return Person.objects.create(name="稲森 修", email="inamori@minori.example")


def token(now: datetime = NOW, email: str = "inamori@minori.example") -> str:
    made = new_link(email, now=now)
    assert made
    return made[1]


def test_a_link_signs_in_once(inamori: Person) -> None:
    secret = token(email=" Inamori@MINORI.example")

    assert person_of(secret, now=NOW) == inamori
    assert use_link(secret, now=NOW) == inamori
    with pytest.raises(LinkIsOver):
        use_link(secret, now=NOW)
    with across("tests"):
        assert AuditLine.objects.get().verb == "person.signed_in"


def test_a_link_lives_for_half_an_hour(inamori: Person) -> None:
    secret = token()

    assert person_of(secret, now=NOW + LIVES_FOR - timedelta(seconds=1)) == inamori
    with pytest.raises(LinkIsOver):
        use_link(secret, now=NOW + LIVES_FOR)


@pytest.mark.parametrize("guess", ["", "x", "\ud800", "あ" * 100])
def test_a_guess_opens_nothing(inamori: Person, guess: str) -> None:
    token()

    with pytest.raises(LinkIsOver):
        use_link(guess, now=NOW)


def test_a_stranger_gets_no_link(inamori: Person) -> None:
    assert new_link("somebody@else.example", now=NOW) is None
    assert new_link("", now=NOW) is None


def test_who_left_gets_no_link_and_his_old_one_opens_nothing(inamori: Person) -> None:
    secret = token()
    Person.objects.update(is_active=False)

    assert new_link("inamori@minori.example", now=NOW) is None
    with pytest.raises(LinkIsOver):
        use_link(secret, now=NOW)


def test_nobody_is_flooded_with_links(inamori: Person) -> None:
    made = [new_link("inamori@minori.example", now=NOW + timedelta(seconds=n)) for n in range(7)]

    assert [bool(one) for one in made] == [True] * 5 + [False] * 2
    assert new_link("inamori@minori.example", now=NOW + timedelta(hours=2))


def test_the_secret_itself_is_not_kept(inamori: Person) -> None:
    secret = token()

    assert secret.encode() not in bytes(SignInLink.objects.get().digest)


def test_old_links_are_forgotten(inamori: Person) -> None:
    token()
    token(NOW + timedelta(hours=3))

    assert forget_old_links(now=NOW + timedelta(hours=3)) == 1


def texted(mobile: str = "+819001234567", address: str = "192.0.2.1") -> str | None:
    made = new_texted_link(mobile, address=address, now=NOW)
    return made[1] if made else None


def test_a_texted_link_is_for_who_confirmed_the_number(inamori: Person) -> None:
    assert texted() is None
    Person.objects.update(mobile="+819001234567")

    secret = texted()

    assert secret
    assert use_link(secret, now=NOW) == inamori
    assert texted("+818001234567") is None
    assert texted("") is None


def test_a_number_that_was_only_written_down_opens_nothing(inamori: Person) -> None:
    Person.objects.update(phone="090-0123-4567")

    assert texted() is None


def test_mailed_and_texted_links_are_counted_together(inamori: Person) -> None:
    Person.objects.update(mobile="+819001234567")
    for _ in range(MOST_LINKS):
        token()

    assert texted() is None


def test_who_is_gone_gets_none(inamori: Person) -> None:
    Person.objects.update(mobile="+819001234567", is_active=False)

    assert texted() is None
