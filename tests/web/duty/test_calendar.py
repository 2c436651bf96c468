"""Shifts as a calendar file."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from uuid import UUID

from otasuke.web.duty.calendar import Words, calendar
from otasuke.web.duty.rota import Place, Shift, moment

DAY = date(2026, 12, 31)
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)
WORDS = Words("当番", "当番, 夜; \\はじめ", "当番（控え）" * 20)


def shift(place: Place) -> Shift:
    one = UUID(int=1)
    return Shift((one, DAY), one, moment(DAY, time(22)), moment(date(2027, 1, 1), time(7)), place, one)


def lines(*shifts: Shift) -> list[bytes]:
    made = calendar(shifts, WORDS, host="naniwa.example", at=AT)
    assert made.endswith(b"END:VCALENDAR\r\n")
    return made.split(b"\r\n")


def test_a_shift_is_an_event_in_utc_with_a_name_that_stays() -> None:
    found = lines(shift(Place.FIRST))

    assert b"DTSTART:20261231T130000Z" in found
    assert b"DTEND:20261231T220000Z" in found
    assert f"UID:{UUID(int=1)}-20261231T130000Z@naniwa.example".encode() in found
    assert "SUMMARY:当番\\, 夜\\; \\\\はじめ".encode() in found


def test_lines_are_short_and_no_character_is_torn() -> None:
    found = lines(shift(Place.SECOND))

    assert max(len(line) for line in found) <= 75
    for line in found:
        line.decode()
    assert WORDS.second in b"\r\n".join(found).replace(b"\r\n ", b"").decode()


def test_without_shifts_it_is_a_calendar_all_the_same() -> None:
    assert lines()[0] == b"BEGIN:VCALENDAR"
