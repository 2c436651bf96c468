from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.pipeline.tenant_changes import (
    MOST_CHANGES,
    RETENTION,
    ZONE,
    changed,
    rule_setting,
    undone,
    value_of,
)
from otasuke.pipeline.tenant_settings import MOST_RULES_OFF, BadTenantSetting, TenantRecord, TenantSettings
from pipeline.cast import NOW
from pipeline.tenant_cast import WHOAMI_ID, off, with_set


def undo(record, number=None):
    return undone(record, number, by="ken", at=NOW + timedelta(hours=1))


def test_each_change_says_who_when_why_and_what_was_there_before():
    record = with_set(with_set(TenantRecord(), RETENTION, 90), RETENTION, 60)

    first, second = record.changes
    assert record.settings.retention_days == 60
    assert (second.number, second.by, second.why, second.at) == (2, "hana", "she asked", NOW)
    assert (first.before, first.after, second.before, second.after) == (None, 90, 90, 60)


def test_what_is_so_already_is_no_change():
    record = with_set(TenantRecord(), ZONE, "UTC")

    assert with_set(record, ZONE, "UTC") is record


def test_a_rule_is_switched_off_and_on():
    switched_off = with_set(TenantRecord(), rule_setting(WHOAMI_ID), off())
    on = with_set(switched_off, rule_setting(WHOAMI_ID), None)

    assert value_of(switched_off.settings, rule_setting(WHOAMI_ID)) == off()
    assert on.settings == TenantSettings()
    assert on.changes[-1].before == off()


def test_an_undo_puts_back_what_was_there_and_can_be_undone():
    record = with_set(with_set(TenantRecord(), RETENTION, 90), rule_setting(WHOAMI_ID), off())

    back = undo(record)
    again = undo(back)
    older = undo(record, 1)

    assert back.settings == TenantSettings(retention_days=90)
    assert (back.changes[-1].by, back.changes[-1].why) == ("ken", "undo of change 2")
    assert again.settings == record.settings
    assert older.settings == TenantSettings(rules_off=(off(),))


def test_what_was_changed_again_since_is_not_undone_in_between():
    record = with_set(with_set(TenantRecord(), RETENTION, 90), RETENTION, 60)

    with pytest.raises(BadTenantSetting, match="change 1 was changed again, by change 2") as error:
        undo(record, 1)
    assert "2" in error.value.hint


def test_there_has_to_be_a_change_to_undo():
    with pytest.raises(BadTenantSetting, match="nothing was ever set"):
        undo(TenantRecord())
    with pytest.raises(BadTenantSetting, match="no change 9") as error:
        undo(with_set(TenantRecord(), RETENTION, 90), 9)
    assert "1 to 1" in error.value.hint


def test_only_so_many_changes_are_remembered_and_numbers_go_on():
    record = TenantRecord()
    for days in range(30, 30 + MOST_CHANGES + 5):
        record = with_set(record, RETENTION, days)

    assert len(record.changes) == MOST_CHANGES
    assert record.changes[-1].number == MOST_CHANGES + 5
    with pytest.raises(BadTenantSetting, match="no change 1"):
        undo(record, 1)


def test_only_so_many_rules_can_be_off():
    settings = TenantSettings(rules_off=tuple(off(f"{number:04}") for number in range(MOST_RULES_OFF)))

    with pytest.raises(BadTenantSetting, match="as many as can be"):
        with_set(TenantRecord(settings), rule_setting(WHOAMI_ID), off())


def test_a_setting_has_its_kind_of_value():
    for setting, value in ((ZONE, 9), (RETENTION, "long"), (rule_setting("x"), 3)):
        with pytest.raises(BadTenantSetting, match=str(value)):
            with_set(TenantRecord(), setting, value)


SETTINGS = st.one_of(
    st.tuples(st.just(ZONE), st.sampled_from([None, "UTC", "Asia/Tokyo"])),
    st.tuples(st.just(RETENTION), st.none() | st.integers(30, 40)),
    st.tuples(st.just(rule_setting(WHOAMI_ID)), st.sampled_from([None, off()])),
)


@given(st.lists(SETTINGS, max_size=20))
def test_all_changes_undone_newest_first_lead_back_to_where_it_began(some):
    record = TenantRecord()
    for setting, value in some:
        record = changed(record, setting, value, by="hana", why="", at=NOW)

    for change in reversed(record.changes):
        record = changed(record, change.setting, change.before, by="ken", why="", at=NOW)

    assert record.settings == TenantSettings()
