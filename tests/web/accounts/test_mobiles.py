"""A person's own mobile number."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from carrier_line import with_carrier
from job_runner import run_jobs
from otasuke.carrier.twin import Twin
from otasuke.web.accounts.mobiles import (
    CODE_LIVES_FOR,
    MOST_TRIES,
    CodeIsOver,
    TooManyTexts,
    WrongCode,
    confirm_code,
    forget_old_codes,
    remove_mobile,
    send_code,
    waiting_code,
)
from otasuke.web.accounts.models import MobileCode, Person
from otasuke.web.accounts.texting import NoMobile
from otasuke.web.audit.models import AuditLine
from otasuke.web.tenancy.scope import across

NUMBER = "090-0123-4567"


@pytest.fixture
def twin(database: None, tmp_path: Path) -> Iterator[Twin]:
    with with_carrier(tmp_path) as running:
        yield running


@pytest.fixture
def inamori(twin: Twin) -> Person:
    return Person.objects.create(name="稲森 修", email="inamori@minori.example")


def texted(person: Person, twin: Twin, number: str = NUMBER, *, now: datetime | None = None) -> str:
    """The code that comes."""
    send_code(person, number, address="192.0.2.1", now=now or timezone.now())
    run_jobs()
    found = re.search(r"\b\d{6}\b", twin.texts[0].words)
    assert found
    return found[0]


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


def verbs() -> list[str]:
    with across("tests"):
        return list(AuditLine.objects.order_by("number").values_list("verb", flat=True))


def test_who_read_the_code_has_the_number(inamori: Person, twin: Twin) -> None:
    code = texted(inamori, twin)
    assert inamori.mobile == ""

    confirm_code(inamori, f" {code} ", now=timezone.now())

    assert Person.objects.get().mobile == "+819001234567"
    assert waiting_code(inamori, now=timezone.now()) is None
    assert verbs() == ["person.mobile_set"]


def test_a_code_counts_once(inamori: Person, twin: Twin) -> None:
    code = texted(inamori, twin)
    confirm_code(inamori, code, now=timezone.now())

    with pytest.raises(CodeIsOver):
        confirm_code(inamori, code, now=timezone.now())


def test_a_wrong_code_is_counted_and_the_right_one_is_worth_nothing_after_five(inamori: Person, twin: Twin) -> None:
    code = texted(inamori, twin)
    for _ in range(MOST_TRIES):
        with pytest.raises(WrongCode):
            confirm_code(inamori, other_than(code), now=timezone.now())

    with pytest.raises(CodeIsOver):
        confirm_code(inamori, code, now=timezone.now())
    assert Person.objects.get().mobile == ""


def test_a_code_lives_for_ten_minutes(inamori: Person, twin: Twin) -> None:
    code = texted(inamori, twin)

    with pytest.raises(CodeIsOver):
        confirm_code(inamori, code, now=timezone.now() + CODE_LIVES_FOR)


def test_a_code_is_for_the_number_and_the_person_that_it_was_sent_for(inamori: Person, twin: Twin) -> None:
    first = texted(inamori, twin)
    second = texted(inamori, twin, "080-0123-4567")
    other = Person.objects.create(name="川端 志津子", email="kawabata@minori.example")
    texted(other, twin)

    for code in {first, second} - {second}:
        with pytest.raises(WrongCode):
            confirm_code(inamori, code, now=timezone.now())
    with pytest.raises(WrongCode):
        confirm_code(other, second, now=timezone.now())
    confirm_code(inamori, second, now=timezone.now())

    assert Person.objects.get(id=inamori.id).mobile == "+818001234567"


def test_a_number_that_somebody_else_has_confirmed_is_his_now(inamori: Person, twin: Twin) -> None:
    confirm_code(inamori, texted(inamori, twin), now=timezone.now())
    other = Person.objects.create(name="川端 志津子", email="kawabata@minori.example")

    confirm_code(other, texted(other, twin), now=timezone.now())

    assert Person.objects.get(id=inamori.id).mobile == ""
    assert Person.objects.get(id=other.id).mobile == "+819001234567"
    assert verbs() == ["person.mobile_set", "person.mobile_lost", "person.mobile_set"]


def test_a_number_is_taken_away_with_the_code_that_was_sent(inamori: Person, twin: Twin) -> None:
    confirm_code(inamori, texted(inamori, twin), now=timezone.now())
    texted(inamori, twin)

    remove_mobile(inamori)
    remove_mobile(inamori)

    assert Person.objects.get().mobile == ""
    assert not MobileCode.objects.exists()
    assert verbs() == ["person.mobile_set", "person.mobile_removed"]


def test_a_number_that_takes_no_texts_gets_no_code(inamori: Person) -> None:
    with pytest.raises(NoMobile):
        send_code(inamori, "06-0123-4567", address="192.0.2.1", now=timezone.now())


def test_a_number_gets_three_codes_an_hour(inamori: Person, twin: Twin) -> None:
    for _ in range(3):
        texted(inamori, twin)

    with pytest.raises(TooManyTexts):
        send_code(inamori, NUMBER, address="192.0.2.9", now=timezone.now())


def test_old_codes_are_forgotten(inamori: Person, twin: Twin) -> None:
    texted(inamori, twin)

    forget_old_codes(now=timezone.now() + timedelta(hours=1))

    assert not MobileCode.objects.exists()
