"""Who is told when and how: a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from otasuke.advice.colour import Colour
from otasuke.web.customers.hours import Hours, Open
from otasuke.web.notify.policy import (
    CALLS_FOR,
    FIRST_CALL_WITHIN,
    JAPAN,
    WAITS_AT_MOST,
    Chat,
    Planned,
    Recipient,
    Urgency,
    Way,
    call_again,
    call_staff,
    closing,
    decent,
    following,
    has_risen,
    look_after,
    plan,
    takes_texts,
    wait_before_again,
)

R, Y, B, G = Colour.RED, Colour.YELLOW, Colour.BLUE, Colour.GREEN
CALL, SMS, MAIL = Way.CALL, Way.SMS, Way.MAIL
SAKAKI = Recipient("坂木", "090-0000-0001", "sakaki@x.example")
MATSUBARA = Recipient("松原", "090-0000-0002", "matsubara@x.example")
FIXED = Recipient("北野", "06-0000-0003", "kitano@x.example")
MAIL_ONLY = Recipient("川端", mail="kawabata@x.example")
TEXT_ONLY = Recipient("秋津", "080-0000-0004", prefers=SMS)
NOBODY = Recipient("無名")


def japan(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=JAPAN)


MORNING, NIGHT = japan("2026-11-16 10:00"), japan("2026-11-17 03:00")


def minutes(planned: tuple[Planned, ...], at: datetime) -> list[tuple[Way, str, float]]:
    return [(one.way, one.name, (one.due_at - at) / timedelta(minutes=1)) for one in planned]


@pytest.mark.parametrize(
    ("people", "wanted"),
    [
        ([SAKAKI], [(CALL, "坂木", 0), (SMS, "坂木", 0), (MAIL, "坂木", 3)]),
        (
            [SAKAKI, MATSUBARA],
            [
                (CALL, "坂木", 0), (CALL, "松原", 3), (SMS, "坂木", 0), (SMS, "松原", 3), (MAIL, "坂木", 6),
                (MAIL, "松原", 6),
            ],
        ),
        ([FIXED], [(CALL, "北野", 0), (MAIL, "北野", 0)]),
        ([SAKAKI, FIXED], [(CALL, "坂木", 0), (CALL, "北野", 3), (SMS, "坂木", 0), (MAIL, "坂木", 6), (MAIL, "北野", 3)]),
        ([MAIL_ONLY], [(MAIL, "川端", 0)]),
        ([MAIL_ONLY, SAKAKI], [(CALL, "坂木", 0), (SMS, "坂木", 0), (MAIL, "川端", 3), (MAIL, "坂木", 3)]),
        ([TEXT_ONLY], [(CALL, "秋津", 0), (SMS, "秋津", 0)]),
        ([NOBODY], []),
        ([], []),
    ],
)  # fmt: skip
@pytest.mark.parametrize("at", [MORNING, NIGHT, japan("2026-08-14 02:00"), japan("2027-01-01 00:00")])
def test_a_red_calls_one_after_the_other_at_any_hour(people: list[Recipient], wanted: Any, at: datetime) -> None:
    assert minutes(plan(R, people, at=at), at) == wanted


def test_of_many_all_are_called_within_a_quarter_of_an_hour() -> None:
    many = [Recipient(f"{number}", f"090-0000-{number:04}") for number in range(20)]

    calls = [one for one in plan(R, many, at=NIGHT) if one.way is CALL]

    assert len(calls) == 20
    assert calls[0].latest_at == NIGHT + FIRST_CALL_WITHIN
    assert all(one.due_at <= NIGHT + FIRST_CALL_WITHIN for one in calls)
    assert {one.latest_at for one in calls[1:]} == {None}


@pytest.mark.parametrize(
    ("people", "wanted"),
    [
        ([SAKAKI], (MAIL, "坂木")),
        ([TEXT_ONLY], (SMS, "秋津")),
        ([Recipient("坂木", "090-0000-0001", "s@x.example", prefers=SMS)], (SMS, "坂木")),
        ([Recipient("坂木", "06-0000-0001", "s@x.example", prefers=SMS)], (MAIL, "坂木")),
        ([Recipient("坂木", "06-0000-0001"), MATSUBARA], (MAIL, "松原")),
        ([NOBODY, MAIL_ONLY], (MAIL, "川端")),
    ],
)
def test_a_yellow_is_written_to_the_first_who_can_be_written_to(people: list[Recipient], wanted: Any) -> None:
    (one,) = plan(Y, people, at=MORNING)

    assert (one.way, one.name) == wanted
    assert (one.due_at, one.latest_at, one.urgency) == (MORNING, MORNING + timedelta(hours=1), Urgency.SOON)


@pytest.mark.parametrize("at", [NIGHT, japan("2026-11-22 12:00"), japan("2027-01-01 00:00")])
def test_a_mail_of_a_yellow_waits_for_no_opening_hours_but_for_the_reader_s_quiet_ones(at: datetime) -> None:
    (now,) = plan(Y, [SAKAKI], at=at)
    (later,) = plan(Y, [replace(SAKAKI, quiet=(time(22), time(13)))], at=at)

    assert (now.way, now.due_at) == (MAIL, at)
    assert (later.due_at.astimezone(JAPAN).time(), later.due_at > at) == (time(13), True)


@pytest.mark.parametrize("colour", [B, G])
def test_blue_and_green_interrupt_nobody(colour: Colour) -> None:
    assert plan(colour, [SAKAKI], at=MORNING, chats=[Chat(Way.SLACK, "1", "#it")]) == ()


def test_a_place_where_many_read_is_told_beside_the_people() -> None:
    chat = Chat(Way.SLACK, "1", "#it")

    red = plan(R, [SAKAKI], at=NIGHT, chats=[chat])[-1]
    (yellow,) = plan(Y, [], at=NIGHT, chats=[chat])

    assert (red.way, red.due_at, red.urgency) == (Way.SLACK, NIGHT, Urgency.NOW)
    assert (yellow.due_at, yellow.urgency) == (japan("2026-11-17 09:00"), Urgency.SOON)


WEEK = tuple(Open(day, time(9), time(18)) for day in range(5))
SATURDAYS = (Hours((Open(5, time(10), time(16)),)),)
ALWAYS = (Hours(tuple(Open(day, time(0), time(0)) for day in range(7)), closes_on_holidays=False),)
SHUT_WEEK = (Hours(WEEK, closed=((date(2026, 11, 16), date(2026, 11, 20)),)),)


@pytest.mark.parametrize(
    ("at", "hours", "quiet", "wanted"),
    [
        ("2026-11-16 10:00", (), None, "2026-11-16 10:00"),  # a Monday
        ("2026-11-16 10:07", (), None, "2026-11-16 10:07"),
        ("2026-11-16 08:59", (), None, "2026-11-16 09:00"),
        ("2026-11-16 17:59", (), None, "2026-11-16 17:59"),
        ("2026-11-16 18:00", (), None, "2026-11-17 09:00"),
        ("2026-11-17 03:00", (), None, "2026-11-17 09:00"),
        (
            "2026-11-20 19:00",
            (),
            None,
            "2026-11-23 19:00",
        ),  # Friday, and Monday is a holiday: not longer than three days
        ("2026-11-13 19:00", (), None, "2026-11-16 09:00"),  # an ordinary weekend
        ("2026-08-12 19:00", (), None, "2026-08-15 19:00"),  # お盆 takes longer
        ("2026-08-13 10:00", (), None, "2026-08-16 10:00"),
        ("2026-08-16 10:00", (), None, "2026-08-17 09:00"),  # its last day, a Sunday
        ("2026-12-28 19:00", (), None, "2026-12-31 19:00"),
        ("2026-12-29 10:00", (), None, "2027-01-01 10:00"),
        ("2027-01-01 03:00", (), None, "2027-01-03 20:00"),  # three days later everybody sleeps
        ("2027-01-03 23:00", (), None, "2027-01-04 09:00"),
        ("2026-11-16 10:00", SATURDAYS, None, "2026-11-19 10:00"),
        ("2026-11-19 10:00", SATURDAYS, None, "2026-11-21 10:00"),
        ("2026-11-17 03:00", ALWAYS, None, "2026-11-17 03:00"),
        ("2026-08-14 10:00", ALWAYS, None, "2026-08-17 00:00"),
        ("2026-11-16 10:00", SHUT_WEEK, None, "2026-11-19 10:00"),
        ("2026-11-16 10:00", (*SHUT_WEEK, *ALWAYS), None, "2026-11-16 10:00"),  # another of its sites works
        ("2026-11-16 12:30", (), (time(12), time(13)), "2026-11-16 13:00"),
        ("2026-11-17 03:00", ALWAYS, (time(22), time(7)), "2026-11-17 07:00"),
        ("2026-11-16 21:00", ALWAYS, (time(22), time(7)), "2026-11-16 21:00"),
        ("2026-11-16 23:30", ALWAYS, (time(22), time(7)), "2026-11-17 07:00"),
    ],
)
def test_what_is_not_urgent_waits_for_the_company(at: str, hours: Any, quiet: Any, wanted: str) -> None:
    found = decent(japan(at), hours, quiet)

    assert found == japan(wanted)
    assert found - japan(at) <= WAITS_AT_MOST


def test_the_clock_may_be_of_any_zone() -> None:
    assert decent(datetime(2026, 11, 16, 18, tzinfo=UTC)) == japan("2026-11-17 09:00")


def test_after_a_way_that_failed_comes_the_next() -> None:
    people = [SAKAKI, NOBODY, MATSUBARA]
    tried: list[tuple[str, str]] = []
    found = []
    while one := following(people, tried, at=MORNING):
        found.append((one.way, one.name))
        tried.append((one.way, one.address))

    assert found == [(MAIL, "坂木"), (SMS, "坂木"), (MAIL, "松原"), (SMS, "松原")]


@pytest.mark.parametrize(("round", "pause"), [(1, 5), (2, 10), (3, 15), (4, 30), (40, 30)])
def test_calls_begin_again_with_longer_pauses(round: int, pause: int) -> None:
    again = call_again([SAKAKI, MAIL_ONLY, FIXED], round=round, begun_at=NIGHT, at=NIGHT)

    assert minutes(again, NIGHT) == [(CALL, "坂木", pause), (CALL, "北野", pause + 3)]


def test_calls_end_after_a_day() -> None:
    assert call_again([SAKAKI], round=9, begun_at=NIGHT, at=NIGHT + CALLS_FOR)
    assert not call_again([SAKAKI], round=9, begun_at=NIGHT, at=NIGHT + CALLS_FOR + timedelta(seconds=1))


def test_staff_are_called_each_at_his_time() -> None:
    chain = [
        Recipient("早瀬", "090-0000-0011", "h@x.example"),
        Recipient("鴨居", "06-0000-0012", "k@x.example", after=timedelta(minutes=5)),
        Recipient("音羽", "", "o@x.example", after=timedelta(minutes=10)),
    ]

    assert minutes(call_staff(chain, at=NIGHT), NIGHT) == [
        (CALL, "早瀬", 0), (SMS, "早瀬", 0), (MAIL, "早瀬", 3), (CALL, "鴨居", 5), (MAIL, "鴨居", 5), (MAIL, "音羽", 10),
    ]  # fmt: skip
    assert minutes(call_staff(chain, at=NIGHT, round=1), NIGHT)[0] == (CALL, "早瀬", 5)


@pytest.mark.parametrize(
    ("told", "wanted"),
    [
        ([(MAIL, "sakaki@x.example")], [(MAIL, "坂木")]),
        ([(CALL, "090-0000-0001"), (SMS, "090-0000-0001"), (MAIL, "sakaki@x.example")], [(MAIL, "坂木")]),
        ([(CALL, "090-0000-0001"), (SMS, "090-0000-0001")], [(SMS, "坂木")]),
        ([(CALL, "06-0000-0003")], [(MAIL, "北野")]),
        ([(CALL, "090-0000-0001")], [(SMS, "坂木")]),
        ([(MAIL, "gone@x.example")], []),
        ([], []),
    ],
)
def test_who_was_told_hears_once_and_quietly_that_it_is_over(told: Any, wanted: Any) -> None:
    planned = closing([SAKAKI, FIXED], told, at=NIGHT)

    assert [(one.way, one.name) for one in planned] == wanted
    assert {one.due_at for one in planned} <= {japan("2026-11-17 09:00")}


@pytest.mark.parametrize(
    ("phone", "takes"),
    [
        ("090-0000-0001", True), ("08000000001", True), ("070 0000 0001", True), ("06-0000-0119", False),
        ("+81 90 0000 0001", True), ("+81-6-0000-0119", False), ("+1 202 555 0100", True), ("", False),
        ("0120-000-000", False), ("050-0000-0001", False), ("060-0000-0001", True), ("03-0000-0001", False),
    ],
)  # fmt: skip
def test_texts_go_to_mobile_telephones(phone: str, takes: bool) -> None:
    assert takes_texts(phone) is takes


@pytest.mark.parametrize(
    ("before", "now", "risen"),
    [(Y, R, True), (B, R, True), (G, Y, True), (R, R, False), (R, Y, False), (Y, B, False), (B, Y, True)],
)
def test_worse_is_worse(before: Colour, now: Colour, risen: bool) -> None:
    assert has_risen(before, now) is risen


def test_it_is_tried_again_sooner_the_more_urgent_it_is_and_given_up_at_last() -> None:
    urgent = [wait_before_again(Urgency.NOW, number) for number in range(1, 12)]
    later = [wait_before_again(Urgency.LATER, number) for number in range(1, 12)]

    assert urgent[0] == timedelta(seconds=10)
    assert later[0] == timedelta(seconds=30)
    assert urgent[-1] is later[-1] is None
    assert sum((one for one in later if one), timedelta()) > timedelta(hours=12)


def test_what_was_accepted_is_looked_after_for_a_while() -> None:
    assert look_after(CALL, timedelta(0)) == timedelta(seconds=10)
    assert look_after(CALL, timedelta(seconds=10)) == timedelta(seconds=20)
    assert look_after(CALL, timedelta(minutes=5)) is None
    assert look_after(SMS, timedelta(minutes=1)) == timedelta(minutes=5)
    assert look_after(MAIL, timedelta(0)) is None


def test_who_of_the_staff_wants_it_otherwise_is_reached_so_and_by_mail_if_nothing_else_reaches_him() -> None:
    text_first = Recipient("早瀬", "090-0000-0011", "hayase@naniwa.example", ways=(SMS, CALL))
    no_number = Recipient("鴨居", "", "kamoi@naniwa.example", ways=(CALL, SMS))

    assert minutes(call_staff([text_first, no_number], at=NIGHT), NIGHT) == [
        (SMS, "早瀬", 0),
        (CALL, "早瀬", 1),
        (MAIL, "鴨居", 0),
    ]
