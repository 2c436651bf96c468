from __future__ import annotations

from datetime import UTC, timedelta

from otasuke.cli.tenants.showing import (
    as_json,
    change_json,
    change_words,
    history,
    lines,
    moment,
    row,
    rule_json,
    zone_of,
)
from otasuke.normalise.times import JST
from otasuke.pipeline.tenant_changes import RETENTION
from otasuke.pipeline.tenant_settings import TenantSettings
from pipeline.cast import NOW
from pipeline.tenant_cast import WHOAMI_ID, off, record_of, with_set

DAY = timedelta(days=1)


def test_what_is_as_usual_is_said_to_be():
    said = list(lines("sakura", TenantSettings(), usual_days=400, now=NOW))

    assert said == [
        "sakura",
        "  time zone: Asia/Tokyo, as usual",
        "  events are kept for 400 days, as usual",
        "  all rules find something",
    ]


def test_a_rule_whose_time_is_over_finds_again():
    settings = record_of(off(until=NOW), off("other", until=NOW + DAY), zone="UTC", days=90).settings

    said = list(lines("sakura", settings, usual_days=400, now=NOW))
    told = as_json("sakura", settings, usual_days=400, now=NOW)

    assert said[1:3] == ["  time zone: UTC", "  events are kept for 90 days (usual: 400)"]
    assert said[3] == f"  on again: {WHOAMI_ID}  Whoami was run"
    assert said[6] == "      by hana, 2026-11-24 01:00, until 2026-11-25 01:00: the backup does so"
    assert [one["is_off"] for one in told["rules_off"]] == [False, True]
    assert row("sakura", settings, usual_days=400, now=NOW) == "sakura  UTC  90 days  1 rule off"


def test_for_how_long_somebody_is_learnt_is_said_where_it_was_set():
    record = record_of(learning=0)

    said = list(lines("sakura", record.settings, usual_days=400, now=NOW))

    assert "  is learnt on his first 0 days (usual: what OTASUKE_LEARNING_DAYS says)" in said
    assert as_json("sakura", record.settings, usual_days=400, now=NOW)["learning_days"] == 0
    assert change_words(record.changes[0]) == "learning as usual → 0 days"


def test_what_others_wrote_moves_no_cursor():
    settings = record_of(off(why="\x1b[2J")).settings

    assert "\x1b" not in "".join(lines("sakura", settings, usual_days=400, now=NOW))


def test_changes_are_told_newest_first_with_what_they_did():
    record = with_set(with_set(record_of(off()), RETENTION, 90), f"rule {WHOAMI_ID}", None)

    assert list(history(record)) == [
        f"3  2026-11-24 10:00  hana  rule {WHOAMI_ID} on: she asked",
        "2  2026-11-24 10:00  hana  retention as usual → 90 days: she asked",
        f"1  2026-11-24 10:00  hana  rule {WHOAMI_ID} off: she asked",
    ]
    assert change_json(record.changes[0])["after"] == rule_json(off())


def test_a_zone_that_this_machine_does_not_know_is_shown_in_japans():
    assert zone_of(TenantSettings(zone="Mars/Olympus")) == JST
    assert moment(NOW, zone_of(TenantSettings(zone="UTC"))) == "2026-11-24 01:00"
    assert zone_of(TenantSettings(zone="UTC")) is UTC
