"""What is to be thought of a device that was heard, or was not."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.web.sensors.policy import BRANDS, Kind, State, kind_fault, name_fault, new_code, quiet_until, standing

NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)  # a Friday, noon in Japan
HOUR = timedelta(hours=1)
TIMES = st.integers(0, 3 * 365 * 24).map(lambda hours: NOW + hours * HOUR)


def test_a_device_without_credential_is_new_whatever_was_heard_of_it_before() -> None:
    assert standing(Kind.UTM, handed_out=None, last_seen=NOW, now=NOW).state is State.NEW


def test_what_came_by_an_older_credential_does_not_count() -> None:
    for last_seen in (None, NOW - HOUR):
        found = standing(Kind.UTM, handed_out=NOW, last_seen=last_seen, now=NOW + HOUR)

        assert (found.state, found.since) == (State.WAITING, NOW)


def test_a_device_is_connected_from_the_second_at_which_it_was_heard() -> None:
    found = standing(Kind.WINDOWS, handed_out=NOW, last_seen=NOW, now=NOW)

    assert (found.state, found.since) == (State.CONNECTED, NOW)


@pytest.mark.parametrize(
    ("kind", "until"),
    [
        (Kind.UTM, datetime(2026, 11, 20, 4, tzinfo=UTC)),
        (Kind.LINUX, datetime(2026, 11, 21, 3, tzinfo=UTC)),
        (Kind.NAS, datetime(2026, 11, 23, 3, tzinfo=UTC)),
        # Saturday, Sunday, 勤労感謝の日; Tuesday and Wednesday are workdays, over at midnight in Japan.
        (Kind.WINDOWS, datetime(2026, 11, 25, 15, tzinfo=UTC)),
        (Kind.MACOS, datetime(2026, 11, 25, 15, tzinfo=UTC)),
    ],
)
def test_how_long_silence_is_normal_depends_on_the_kind(kind: Kind, until: datetime) -> None:
    seen = [standing(kind, handed_out=NOW - HOUR, last_seen=NOW, now=now) for now in (until, until + HOUR)]

    assert quiet_until(kind, NOW) == until
    assert [one.state for one in seen] == [State.CONNECTED, State.SILENT]
    assert {one.since for one in seen} == {NOW}


def test_a_pc_may_be_off_over_new_year() -> None:
    last_evening = datetime(2026, 12, 28, 9, tzinfo=UTC)

    assert quiet_until(Kind.WINDOWS, last_evening) == datetime(2027, 1, 5, 15, tzinfo=UTC)


@given(st.sampled_from(Kind), TIMES, st.none() | TIMES, st.none() | TIMES)
def test_every_device_has_a_standing_and_a_connected_one_was_heard(kind, now, handed_out, last_seen) -> None:
    found = standing(kind, handed_out=handed_out, last_seen=last_seen, now=now)

    if found.state in (State.CONNECTED, State.SILENT):
        assert found.since == last_seen
        assert last_seen is not None
        assert handed_out is not None
        assert last_seen >= handed_out
    assert quiet_until(kind, now) > now


@pytest.mark.parametrize(
    ("name", "words"), [("", "名前を入れて"), (" 　", "名前を入れて"), ("あ" * 61, "60文字まで"), ("a\nb", "改行")]
)
def test_a_name_that_cannot_be_is_told_why(name: str, words: str) -> None:
    assert words in str(name_fault(name))


def test_names_that_look_like_commands_are_names() -> None:
    assert name_fault('$(rm -rf /) \'; "受付"') is None


def test_a_brand_belongs_to_its_kind() -> None:
    assert kind_fault("utm", "fortigate") is None
    assert kind_fault("windows", "") is None
    for kind, brand in (("utm", ""), ("utm", "synology"), ("windows", "fortigate"), ("phone", "")):
        assert kind_fault(kind, brand)
    assert set(BRANDS) == {Kind.UTM, Kind.NAS}


def test_codes_tell_the_kind_and_have_no_letters_that_look_alike() -> None:
    codes = {new_code(Kind.WINDOWS) for _ in range(200)}

    assert len(codes) > 195
    assert all(re.fullmatch(r"windows-[2-9a-hjkmnp-z]{5}", code) for code in codes)
