from __future__ import annotations

from argparse import Namespace
from datetime import timedelta

import pytest

from otasuke.cli.exits import CliError
from otasuke.cli.tenants.changing import with_rules_off, with_rules_on, with_settings, with_undo
from otasuke.config import Settings
from otasuke.pipeline.tenant_settings import BadTenantSetting, TenantRecord
from pipeline.cast import NOW, WHOAMI
from pipeline.tenant_cast import WHOAMI_ID, off, record_of


def arguments(**more):
    usual = {"tenant": "sakura", "by": "hana", "why": "she asked", "zone": None, "retention": None, "learning": None}
    return Namespace(
        **(usual | {"delete": False, "until": None, "rules": None, "number": None, "rule": [WHOAMI_ID]} | more)
    )


def make(function, folder, record=TenantRecord(), **more):  # noqa: B008  # frozen
    return function(arguments(**more), Settings(folder), record, now=NOW)


@pytest.fixture
def rules(tmp_path):
    path = tmp_path / "whoami.yml"
    path.write_text(WHOAMI)
    return [path]


@pytest.mark.parametrize(("text", "days"), [("30", 30), ("0", 0), ("usual", None)])
def test_for_how_long_he_is_learnt_is_set_in_days(tmp_path, text, days):
    before = record_of(learning=14)

    assert make(with_settings, tmp_path, before, learning=text).settings.learning_days == days


@pytest.mark.parametrize("text", ["366", "-1", "soon"])
def test_no_other_number_of_days_is_learnt(tmp_path, text):
    with pytest.raises((CliError, BadTenantSetting)):
        make(with_settings, tmp_path, learning=text)


def test_zone_and_retention_are_two_changes(tmp_path):
    record = make(with_settings, tmp_path, zone="UTC", retention="90")

    assert [(one.setting, one.after) for one in record.changes] == [("zone", "UTC"), ("retention", 90)]


def test_if_one_of_them_cannot_be_neither_is_set(tmp_path):
    with pytest.raises(BadTenantSetting):
        make(with_settings, tmp_path, zone="UTC", retention="9")


def test_a_rule_is_off_until_the_day_is_over_where_the_tenant_is(tmp_path, rules):
    berlin = record_of(zone="Europe/Berlin")

    (one,) = make(with_rules_off, tmp_path, berlin, rules=rules, until="2026-12-24").settings.rules_off

    assert one.until is not None
    assert one.until.isoformat() == "2026-12-25T00:00:00+01:00"
    assert (one.by, one.why, one.at) == ("hana", "she asked", NOW)


def test_whoever_switches_a_rule_off_again_gives_a_new_reason(tmp_path, rules):
    record = make(with_rules_off, tmp_path, record_of(off()), rules=rules, why="another")

    assert [one.why for one in record.settings.rules_off] == ["another"]
    assert record.changes[-1].before == off()


def test_only_what_is_off_is_switched_on(tmp_path):
    assert make(with_rules_on, tmp_path, record_of(off())).settings.rules_off == ()
    with pytest.raises(CliError) as error:
        make(with_rules_on, tmp_path, record_of(off()), rule=[WHOAMI_ID[:-1]])
    assert WHOAMI_ID in error.value.hint


def test_an_undo_is_a_change_of_whoever_undoes(tmp_path):
    record = make(with_undo, tmp_path, record_of(off()), by="ken")

    assert record.settings.rules_off == ()
    assert record.changes[-1].by == "ken"
    assert record.changes[-1].at - NOW == timedelta(0)
