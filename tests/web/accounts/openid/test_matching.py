"""Whom an account elsewhere lets in. More of it is tried in tests/web/console/test_openid.py."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from otasuke.web.accounts.models import Failure, Identity, Person
from otasuke.web.accounts.openid.errors import Refused, Why
from otasuke.web.accounts.openid.matching import forget_identities, note_refusal, person_of
from otasuke.web.accounts.openid.tokens import Claims
from staff_cast import MAIL, employ, hayase

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def found(subject: str = "17", mail: str = MAIL, issuer: str = "https://a.example") -> Person:
    return person_of(Claims(issuer, subject, mail), domains=["naniwa.example"], address="192.0.2.1", now=NOW)


def test_a_mail_is_the_same_however_it_is_written(database) -> None:
    person = hayase()

    assert found(mail="Hayase@NANIWA.example") == person
    assert found(mail="other@naniwa.example") == person  # by the account


def test_an_account_of_another_issuer_is_another_account(database) -> None:
    person = hayase()
    found()

    assert found(issuer="https://b.example") == person
    assert Identity.objects.count() == 2


def test_who_is_refused_leaves_no_account(database) -> None:
    Person.objects.create(email=MAIL, name="早瀬 遥")

    with pytest.raises(Refused) as caught:
        found()

    assert caught.value.why is Why.NOBODY
    assert not Identity.objects.exists()


def test_an_account_that_was_forgotten_is_matched_anew(database) -> None:
    person = hayase()
    found("17")
    forget_identities(person)
    other = Person.objects.create(email="m@naniwa.example", name="真壁 徹")
    employ(other, "desk")

    assert found("17", "m@naniwa.example") == other


def test_a_refusal_is_counted_and_recorded(database, verbs) -> None:
    note_refusal(Refused(Why.PROOF), address="192.0.2.1", now=NOW)

    assert Failure.objects.get().address == "192.0.2.1"
    assert verbs() == ["staff.openid_refused"]
