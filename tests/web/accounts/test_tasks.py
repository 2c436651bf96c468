"""What is cleaned away every night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from otasuke.web.accounts.attempts import note_failure
from otasuke.web.accounts.links import new_link
from otasuke.web.accounts.models import Failure, MobileCode, Person, SignInLink, TextAsked
from otasuke.web.accounts.tasks import forget_links, forget_what_ended


def test_links_that_nobody_can_use_are_forgotten(database) -> None:
    now = datetime.now(UTC)
    Person.objects.create(name="稲森 弘", email="inamori@minori.example")
    new_link("inamori@minori.example", now=now - timedelta(days=1))
    new_link("inamori@minori.example", now=now)

    forget_links(now)

    assert SignInLink.objects.count() == 1


def test_what_ended_is_forgotten(database) -> None:
    now = datetime.now(UTC)
    note_failure("192.0.2.1", now=now - timedelta(days=1))

    forget_what_ended(now)

    assert not Failure.objects.exists()


def test_codes_and_what_was_asked_are_forgotten_too(database) -> None:
    now = datetime.now(UTC)
    person = Person.objects.create(name="稲森 弘", email="inamori@minori.example")
    MobileCode.objects.create(person=person, mobile="+81", digest=b"", expires_at=now - timedelta(days=1))
    TextAsked.objects.create(who=b"", address="-", at=now - timedelta(days=3), is_sent=True)

    forget_links(now)

    assert not MobileCode.objects.exists()
    assert not TextAsked.objects.exists()
