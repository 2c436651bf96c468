"""Codes that hand a device out."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

from otasuke.web.audit.models import AuditLine
from otasuke.web.sensors.codes import LIVES_FOR, give_code, is_known, use_code
from otasuke.web.sensors.errors import BadDevice, BrokerAway, CodeIsOver, CodeIsUsed, NoSuchCode, NotFound
from otasuke.web.sensors.models import SetupCode
from otasuke.web.sensors.services import remove
from otasuke.web.tenancy.scope import tenant_scope
from sensor_cast import Broker, device

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_a_code_hands_its_device_out_once(companies, broker: Broker) -> None:
    one = device(companies.minori)
    code = give_code(one, actor=None, now=NOW)

    made = use_code(code.text, now=NOW + LIVES_FOR - SECOND)

    assert broker.knows(made.token) == ("minori", one.code)
    with pytest.raises(CodeIsUsed):
        use_code(code.text, now=NOW)
    assert broker.knows(made.token)


def test_a_code_is_over_after_half_an_hour_and_when_a_newer_one_was_given(companies, broker: Broker) -> None:
    one = device(companies.minori)
    first, second = give_code(one, actor=None, now=NOW), give_code(one, actor=None, now=NOW + SECOND)

    for text, at in ((first.text, NOW + SECOND), (second.text, NOW + SECOND + LIVES_FOR)):
        with pytest.raises(CodeIsOver):
            use_code(text, now=at)
    assert broker.credentials == []


def test_however_it_is_typed_it_is_the_same_code(companies, broker: Broker) -> None:
    code = give_code(device(companies.minori), actor=None, now=NOW)
    typed = code.text.lower().replace("-", " ").replace("0", "o").replace("1", "l")

    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", code.text)
    assert is_known(typed)
    assert use_code(typed, now=NOW).token


def test_what_is_no_code_is_none(companies, broker: Broker) -> None:
    for text in ("", "AAAAA-AAAAA", "\udcff", "x" * 10_000):
        assert not is_known(text)
        with pytest.raises(NoSuchCode):
            use_code(text, now=NOW)


def test_while_the_broker_is_away_a_code_is_not_used_up(companies, broker: Broker) -> None:
    code = give_code(device(companies.minori), actor=None, now=NOW)
    broker.is_away = True
    with pytest.raises(BrokerAway):
        use_code(code.text, now=NOW)

    broker.is_away = False
    assert use_code(code.text, now=NOW).token


def test_a_device_that_is_gone_has_no_codes(companies, broker: Broker) -> None:
    one = device(companies.minori)
    code = give_code(one, actor=None, now=NOW)
    remove(one, actor=None)

    with pytest.raises(NoSuchCode):
        use_code(code.text, now=NOW)
    with pytest.raises(NotFound):
        give_code(one, actor=None, now=NOW)


def test_what_sends_syslog_alone_needs_none(companies) -> None:
    with pytest.raises(BadDevice):
        give_code(device(companies.minori, "utm", "入口", "fortigate"), actor=None, now=NOW)


def test_the_code_stands_in_no_table_and_old_ones_are_forgotten(companies, broker: Broker) -> None:
    one = device(companies.minori)
    old = give_code(one, actor=None, now=NOW - timedelta(days=31))
    code = give_code(one, actor=None, now=NOW)

    with tenant_scope(companies.minori.id):
        kept = [*SetupCode.objects.values(), *AuditLine.objects.values()]
    assert code.text not in str(kept)
    assert not is_known(old.text)
