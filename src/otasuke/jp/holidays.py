"""The national holidays of Japan, by rule, for the years 2020 to 2040.

Source: 国民の祝日に関する法律 (Act No. 178 of 1948, as of 2020); the moves of 2020 and 2021 are those of
平成三十二年東京オリンピック競技大会・東京パラリンピック競技大会特別措置法 (Act No. 55 of 2015), article 32.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache

FIRST_YEAR, LAST_YEAR = 2020, 2040
"""Between them the rules are those of today's law. Outside it is not known whether a day is a holiday."""

_DAY = timedelta(days=1)
_MONDAY, _SUNDAY = 0, 6
_FIXED = (
    (1, 1, "元日"),
    (2, 11, "建国記念の日"),
    (2, 23, "天皇誕生日"),
    (4, 29, "昭和の日"),
    (5, 3, "憲法記念日"),
    (5, 4, "みどりの日"),
    (5, 5, "こどもの日"),
    (11, 3, "文化の日"),
    (11, 23, "勤労感謝の日"),
)
_MONDAYS = ((1, 2, "成人の日"), (9, 3, "敬老の日"))
_SUMMER = ((7, 3, "海の日"), (10, 2, "スポーツの日"))
_SUMMER_OF_GAMES = {
    2020: ((7, 23, "海の日"), (7, 24, "スポーツの日"), (8, 10, "山の日")),
    2021: ((7, 22, "海の日"), (7, 23, "スポーツの日"), (8, 8, "山の日")),
}


def holiday_name(day: date) -> str | None:
    """The name of a national holiday, 休日 for a day off that the law adds to them; None for any other day.

    None as well before 2020 and after 2040.
    """
    return _holidays(day.year).get(day)


def is_often_closed(day: date) -> bool:
    """Whether many small companies close on this day although no law says so.

    From 29 December to 3 January (the government's own days off: Act No. 91 of 1988, article 1), the Bon festival from
    13 to 16 August, and the days from 29 April to 6 May between the holidays of Golden Week.
    """
    return (day.month, day.day) in _OFTEN_CLOSED and holiday_name(day) is None


_OFTEN_CLOSED = frozenset(
    [(12, 29), (12, 30), (12, 31), (1, 2), (1, 3)]
    + [(8, number) for number in range(13, 17)]
    + [(4, 30), *((5, number) for number in range(1, 7))]
)


@lru_cache(maxsize=LAST_YEAR - FIRST_YEAR + 3)
def _holidays(year: int) -> dict[date, str]:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return {}
    named = _named(year)
    return named | _substitutes(named) | _between(named)


def _named(year: int) -> dict[date, str]:
    """Article 2."""
    summer = _SUMMER_OF_GAMES.get(year)
    fixed = (*_FIXED, *(summer or ((8, 11, "山の日"),)))
    mondays = _MONDAYS if summer else (*_MONDAYS, *_SUMMER)
    return (
        {date(year, month, number): name for month, number, name in fixed}
        | {_monday(year, month, number): name for month, number, name in mondays}
        | {date(year, 3, _equinox(year, 20.8431)): "春分の日", date(year, 9, _equinox(year, 23.2488)): "秋分の日"}
    )


def _substitutes(named: dict[date, str]) -> dict[date, str]:
    """Article 3, paragraph 2: for a holiday on a Sunday, the next day that is no holiday itself."""
    found = {}
    for day in named:
        if day.weekday() == _SUNDAY:
            while day in named:
                day += _DAY  # noqa: PLW2901  # the first day after the Sunday that is free
            found[day] = "休日"
    return found


def _between(named: dict[date, str]) -> dict[date, str]:
    """Article 3, paragraph 3: a day that is no holiday, between two that are."""
    return {
        day + _DAY: "休日"
        for day in named
        if day + _DAY not in named and day + 2 * _DAY in named and (day + _DAY).weekday() != _SUNDAY
    }


def _monday(year: int, month: int, number: int) -> date:
    first = date(year, month, 1)
    return first + timedelta(days=(_MONDAY - first.weekday()) % 7 + 7 * (number - 1))


def _equinox(year: int, offset: float) -> int:
    """The day of the month in Japan, right from 1980 to 2099; the Gazette announces it in the February before.

    Source: the formula of the Hydrographic Department's 新こよみ便利帳.
    """
    years = year - 1980
    return int(offset + 0.242194 * years) - years // 4
