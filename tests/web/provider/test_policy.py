"""What counts as a logo, and when the mark is shown."""

from __future__ import annotations

from datetime import date

import pytest

from otasuke.web.provider.policy import (
    MOST_LOGO_BYTES,
    Flaw,
    Mark,
    flaws_of_logo,
    flaws_of_registration,
    mark,
    media_type,
)

FIRST, LAST = date(2026, 4, 1), date(2028, 3, 31)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.mark.parametrize(
    ("today", "state"),
    [
        (date(2026, 3, 31), Mark.COMING),
        (FIRST, Mark.SHOWN),
        (LAST, Mark.SHOWN),
        (date(2028, 4, 1), Mark.OVER),
    ],
)
def test_the_mark_is_shown_from_the_first_day_of_a_registration_to_the_last(today: date, state: Mark) -> None:
    assert mark("2026-0001", FIRST, LAST, today=today) is state


def test_without_a_number_or_a_day_there_is_no_mark() -> None:
    assert mark("", FIRST, LAST, today=FIRST) is Mark.NONE
    assert mark("2026-0001", None, LAST, today=FIRST) is Mark.NONE
    assert mark("2026-0001", FIRST, None, today=FIRST) is Mark.NONE


def test_a_registration_is_whole_and_ends_after_it_began() -> None:
    assert list(flaws_of_registration("", None, None)) == []
    assert list(flaws_of_registration("2026-0001", FIRST, LAST)) == []
    assert list(flaws_of_registration("2026-0001", FIRST, None)) == [Flaw.INCOMPLETE]
    assert list(flaws_of_registration("2026-0001", LAST, FIRST)) == [Flaw.BACKWARDS]


def test_a_logo_is_a_small_picture_that_runs_nothing() -> None:
    assert list(flaws_of_logo(PNG)) == []
    assert list(flaws_of_logo(PNG + bytes(MOST_LOGO_BYTES))) == [Flaw.TOO_LARGE]
    assert list(flaws_of_logo(b"<svg onload=alert(1)>")) == [Flaw.NO_PICTURE]
    assert list(flaws_of_logo(b"")) == [Flaw.NO_PICTURE]
    assert (media_type(PNG), media_type(b"\xff\xd8\xff\xe0")) == ("image/png", "image/jpeg")
