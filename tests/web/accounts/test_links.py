"""Links that sign in once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from otasuke.web.accounts.links import LIVES_FOR, LinkIsOver, forget_old_links, new_link, person_of, use_link
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
