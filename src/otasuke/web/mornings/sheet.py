"""A morning sheet: what is known of a night becomes a page. Pure: values in, values out; the same night makes the same sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from otasuke.jp.holidays import holiday_name, is_often_closed
from otasuke.web.duty.rota import day_of, moment
from otasuke.web.mornings.choosing import Choice, Kind, Thing, choose
from otasuke.web.ui.sentences import Sentence, _

MADE_AT, NIGHT_FROM = time(8, 30), time(18)
_SATURDAY = 5
_A_DAY = timedelta(days=1)
MOST_CLOCKS = 5
_HEALTH_TIMES = ("heard_at", "delivered_at", "mailed_at", "drilled_at")


class ClockKind(StrEnum):
    """What runs out."""

    SILENCE = "silence"
    LINK = "link"
    SWAP = "swap"


@dataclass(frozen=True, slots=True)
class Clock:
    """Something that runs out."""

    kind: ClockKind
    ends: datetime
    customer: UUID | None = None
    subject: UUID | None = None


@dataclass(frozen=True, slots=True)
class Numbers:
    """How much there was since the evening before.

    detections     each alert counts up to 200 of its own; interruptions: of companies, and calls of staff.
    minutes        of the calls of staff that somebody took, the longest until then; None: there was none.
    calls_open     calls of staff that nobody has taken.
    heard, silent  companies from which records come, and devices that should be heard and are not, of how many companies.
    """

    companies: int = 0
    heard: int = 0
    detections: int = 0
    alerts: int = 0
    incidents: int = 0
    interruptions: int = 0
    reds: int = 0
    reds_open: int = 0
    yellows_open: int = 0
    calls: int = 0
    calls_open: int = 0
    minutes: int | None = None
    silent: int = 0
    silent_companies: int = 0


@dataclass(frozen=True, slots=True)
class Health:
    """Whether what we rely on works.

    heard_at           when a record came last; delivered_at: when a text, call or chat was last proven to have come; delivered_by: which.
    undelivered        what did not come, since the evening before.
    mailed_at          when a mail server took a mail last; mails: how many wait.
    given_up, waiting  jobs.
    drilled_at         when the last drill was; drill_minutes: until somebody answered; None: nobody did.
    """

    heard_at: datetime | None = None
    delivered_at: datetime | None = None
    delivered_by: str = ""
    undelivered: int = 0
    mailed_at: datetime | None = None
    mails: int = 0
    given_up: int = 0
    waiting: int = 0
    drilled_at: datetime | None = None
    drill_minutes: float | None = None


@dataclass(frozen=True, slots=True)
class Night:
    """All that a sheet is made of, as it was at a moment."""

    at: datetime
    numbers: Numbers = Numbers()
    held: Mapping[str, int] | None = None
    things: Sequence[Thing] = ()
    clocks: Sequence[Clock] = ()
    health: Health = Health()


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is kept of a morning."""

    at: datetime
    numbers: Numbers
    held: Mapping[str, int]
    choice: Choice
    clocks: Sequence[Clock]
    health: Health
    is_off: bool


def evening_before(at: datetime) -> datetime:
    """When the night began of which a sheet tells."""
    return moment(day_of(at) - _A_DAY, NIGHT_FROM)


def is_day_off(day: date) -> bool:
    """Whether companies mostly do not work."""
    return day.weekday() >= _SATURDAY or holiday_name(day) is not None or is_often_closed(day)


def make(night: Night) -> Sheet:
    """The sheet of the day."""
    day = day_of(night.at)
    is_off = is_day_off(day)
    clocks = sorted(night.clocks, key=lambda one: (one.ends, one.kind, str(one.subject)))
    held = {
        name: count for name, count in sorted((night.held or {}).items(), key=lambda one: (-one[1], one[0])) if count
    }
    return Sheet(
        night.at,
        night.numbers,
        held,
        choose(night.things, day=day, is_off=is_off),
        clocks[:MOST_CLOCKS],
        night.health,
        is_off,
    )


def headline(numbers: Numbers) -> Sentence:
    """How the night was, in a sentence. How many detections there were says nothing about that."""
    if numbers.reds_open:
        return _("赤が%(count)s件、まだ終わっていません。", count=numbers.reds_open)
    if numbers.reds:
        return _("夜に赤が%(count)s件ありました。すべて終わっています。", count=numbers.reds)
    if numbers.yellows_open:
        return _("夜は静かでした。黄が%(count)s件、朝に残っています。", count=numbers.yellows_open)
    return _("夜は静かでした。")


def colour(numbers: Numbers) -> str:
    """The glyph that goes with it."""
    return "aka" if numbers.reds_open else "ki" if numbers.reds or numbers.yellows_open else "mi"


def sentences(sheet: Sheet) -> Sequence[Sentence]:
    """The same in a few more words."""
    numbers = sheet.numbers
    said = [_("%(all)s社のうち%(heard)s社から記録が届いています。", all=numbers.companies, heard=numbers.heard)]
    said.append(
        _("スタッフへの電話は%(count)s回でした。", count=numbers.calls)
        if numbers.calls
        else _("スタッフへの電話は、ありませんでした。")
    )
    if numbers.minutes is not None:
        said.append(_("いちばん長くて%(minutes)s分で受けました。", minutes=numbers.minutes))
    if numbers.calls_open:
        said.append(_("%(count)s回は、まだだれも受けていません。", count=numbers.calls_open))
    if sheet.choice.is_usual:
        said.append(_("三つは、いつもの仕事から選びました。"))
    if sheet.is_off:
        said.append(_("きょうは多くの会社が休みです。会社に電話する急がない仕事は、次の営業日に回しました。"))
    return said


def digits(number: int) -> int:
    """How long a bar is: as many as the number has digits; 0 has none."""
    return len(str(number)) if number > 0 else 0


def packed(sheet: Sheet) -> dict[str, Any]:
    """A sheet as JSON."""
    content: dict[str, Any] = _plain(asdict(sheet))
    return content


def unpacked(content: Mapping[str, Any]) -> Sheet:
    """The sheet that was kept."""
    choice, health = content["choice"], content["health"]
    return Sheet(
        datetime.fromisoformat(content["at"]),
        Numbers(**content["numbers"]),
        content["held"],
        Choice([_thing(one) for one in choice["things"]], choice["rest"], choice["postponed"], choice["is_usual"]),
        [_clock(one) for one in content["clocks"]],
        Health(**(health | {name: _time(health[name]) for name in _HEALTH_TIMES})),
        content["is_off"],
    )


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, UUID) else value


def _thing(content: Mapping[str, Any]) -> Thing:
    return Thing(
        Kind(content["kind"]), content["count"], _id(content["subject"]), _id(content["customer"]), _time(content["at"])
    )


def _clock(content: Mapping[str, Any]) -> Clock:
    ends = datetime.fromisoformat(content["ends"])
    return Clock(ClockKind(content["kind"]), ends, _id(content["customer"]), _id(content["subject"]))


def _id(words: str | None) -> UUID | None:
    return UUID(words) if words else None


def _time(words: str | None) -> datetime | None:
    return datetime.fromisoformat(words) if words else None
