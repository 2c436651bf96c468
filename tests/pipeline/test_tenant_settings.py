from __future__ import annotations

import string
from datetime import timedelta

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.pipeline.tenant_settings import (
    LONGEST_WORDS,
    BadTenantSetting,
    TenantRecord,
    TenantSettings,
    check_retention,
    check_words,
    check_zone,
    read_record,
    read_settings,
    write_record,
)
from pipeline.cast import NOW
from pipeline.tenant_cast import off, record_of

DAY = timedelta(days=1)
FULL = record_of(off(until=NOW + DAY), off("other"), zone="Europe/Berlin", days=90)


@pytest.mark.parametrize("record", [TenantRecord(), record_of(days=30), record_of(learning=0), FULL])
def test_a_record_is_read_as_it_was_written(record):
    assert read_record(write_record(record)) == record
    assert read_settings(write_record(record)) == record.settings


def test_a_record_of_before_learning_could_be_set_is_read():
    content = orjson.loads(write_record(FULL))
    del content["settings"]["learning_days"]

    assert read_record(orjson.dumps(content)) == FULL


def test_a_rule_is_off_until_the_moment_that_was_named():
    assert off(until=NOW + DAY).is_off(NOW)
    assert not off(until=NOW + DAY).is_off(NOW + DAY)
    assert off().is_off(NOW + 999 * DAY)


@pytest.mark.parametrize(
    "setting",
    [
        {"zone": 9},
        {"retention_days": "90"},
        {"retention_days": True},
        {"retention_days": 3},
        {"learning_days": 366},
        {"learning_days": "14"},
        {"rules_off": [{"rule_id": "x"}]},
        {"rules_off": 7},
        {"rules_off": [{"rule_id": "x", "title": "", "by": "", "why": "", "at": "2026-01-01T00:00:00", "until": None}]},
    ],
)
def test_what_is_no_setting_is_refused(setting):
    content = orjson.loads(write_record(FULL))
    content["settings"] |= setting

    with pytest.raises((ValueError, TypeError, KeyError)):
        read_settings(orjson.dumps(content))


@given(
    st.recursive(st.none() | st.integers() | st.text(), lambda some: st.lists(some) | st.dictionaries(st.text(), some))
)
def test_whatever_stands_in_the_registry_is_read_or_refused(content):
    for value in (content, {"settings": content, "changes": []}, {"settings": {"zone": content}}):
        with pytest.raises((ValueError, TypeError, KeyError)):
            read_record(orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS))


def test_a_zone_that_is_not_known_gets_the_nearest_name():
    assert check_zone("Asia/Tokyo") == "Asia/Tokyo"
    for name, hint in (
        ("asia/tokyo", "Asia/Tokyo"),
        ("Asia/Tokio", "Asia/Tokyo"),
        ("../etc/passwd", "such as Asia/Tokyo"),
    ):
        with pytest.raises(BadTenantSetting) as error:
            check_zone(name)
        assert name in str(error.value)
        assert hint in error.value.hint


def test_events_are_kept_for_a_month_at_least_and_ten_years_at_most():
    assert [check_retention(days) for days in (30, 3650)] == [30, 3650]
    for days in (-1, 0, 29, 3651):
        with pytest.raises(BadTenantSetting, match=str(days)):
            check_retention(days)


def test_words_are_one_line():
    assert check_words("  asked by Hana ", "the reason") == "asked by Hana"
    for text in ("", " ", "two\nlines", string.ascii_letters * LONGEST_WORDS, "\x1b[2J"):
        with pytest.raises(BadTenantSetting, match="the reason"):
            check_words(text, "the reason")


def test_nothing_is_set_at_first():
    assert TenantRecord().settings == TenantSettings(zone=None, retention_days=None, rules_off=())
