"""To which numbers texts go, and how many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import override_settings
from django.utils.translation import gettext_lazy

from carrier_line import with_carrier
from job_runner import run_jobs
from otasuke.carrier.account import Account
from otasuke.carrier.twin import Twin
from otasuke.web.accounts import texting
from otasuke.web.accounts.models import TextAsked
from otasuke.web.accounts.texting import DAY, MOST_FROM_ADDRESS, NoMobile, forget_asked, may_text, parse_mobile, send

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
NUMBER = "+819001234567"


@pytest.fixture
def twin(database: None, tmp_path: Path) -> Iterator[Twin]:
    with with_carrier(tmp_path) as running:
        yield running


def asked(number: str = NUMBER, address: str = "192.0.2.1", *, wanted: bool = True, now: datetime = NOW) -> bool:
    return may_text(number, address=address, is_wanted=wanted, now=now)


def test_the_twin_takes_invented_numbers_and_the_real_one_does_not(twin: Twin) -> None:
    assert parse_mobile("０９０-0123-4567") == NUMBER
    with override_settings(CARRIER=Account("https://api.twilio.com", "AC1", "x", "+81")):
        assert parse_mobile("090-1234-5678") == "+819012345678"
        with pytest.raises(NoMobile):
            parse_mobile("090-0123-4567")


@pytest.mark.parametrize("written", ["", "稲森", "06-0123-4567", "0570-012-345", "+1 202 555 0142"])
def test_what_takes_no_texts_is_refused(twin: Twin, written: str) -> None:
    with pytest.raises(NoMobile):
        parse_mobile(written)


def test_without_a_carrier_no_number_takes_texts(database: None) -> None:
    with override_settings(CARRIER=None), pytest.raises(NoMobile):
        parse_mobile("090-1234-5678")


def test_three_texts_go_to_a_number_in_an_hour_and_six_in_a_day(database: None) -> None:
    hours = [
        [asked(address=f"192.0.2.{n}", now=NOW + timedelta(hours=2 * hour)) for n in range(4)] for hour in range(3)
    ]

    assert hours == [[True, True, True, False], [True, True, True, False], [False] * 4]
    assert asked(now=NOW + DAY + timedelta(hours=2, seconds=1))


def test_an_address_asks_for_a_dozen_a_day_whether_the_numbers_are_known_or_not(database: None) -> None:
    for number in range(MOST_FROM_ADDRESS):
        asked(f"+8190000000{number:02}", wanted=number % 2 == 0)

    assert not asked()
    assert asked(address="192.0.2.2")
    assert asked(now=NOW + DAY)


def test_who_is_not_known_costs_nothing(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texting, "MOST_A_DAY", 2)
    for number in range(5):
        assert not asked(f"+819000000{number:03}", f"192.0.2.{number}", wanted=False)

    assert asked("+819000000100", "192.0.2.100")
    assert asked("+819000000101", "192.0.2.101")
    assert not asked("+819000000102", "192.0.2.102")


def test_a_text_speaks_the_language_of_its_reader_and_names_the_provider(twin: Twin) -> None:
    send(NUMBER, gettext_lazy("SMSを見てください。"), reference="r-1", language="en")
    send(
        NUMBER,
        gettext_lazy("%(provider)sの確認コードは %(code)s です。10分のあいだ使えます。だれにも教えないでください。"),
        reference="r-2",
        language="ja",
        code="123456",
    )

    run_jobs()

    assert sorted(one.words.splitlines()[0] for one in twin.texts) == [
        "Look at your texts.",
        "お助け隊の確認コードは 123456 です。10分のあいだ使えます。だれにも教えないでください。",
    ]


def test_what_was_asked_long_ago_is_forgotten(database: None) -> None:
    asked()
    asked(now=NOW + timedelta(hours=49))

    forget_asked(now=NOW + timedelta(hours=49))

    assert TextAsked.objects.count() == 1
