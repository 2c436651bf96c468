"""The rota as its pages show it: shifts with names and words instead of ids and moments."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from otasuke.web.accounts.models import Person
from otasuke.web.duty.models import Swap
from otasuke.web.duty.policy import Fair, Gap, Rung
from otasuke.web.duty.rota import DayKind, Place, Shift
from otasuke.web.duty.week import LANE, Bar, Row

KINDS: Mapping[DayKind, Promise] = {
    DayKind.ORDINARY: gettext_lazy("ふだん"),
    DayKind.HOLIDAY: gettext_lazy("祝日"),
    DayKind.BON: gettext_lazy("お盆（8/13〜16）"),
    DayKind.NEW_YEAR: gettext_lazy("年末年始（12/29〜1/3）"),
}
PLACES: Mapping[Place, Promise] = {Place.FIRST: gettext_lazy("当番"), Place.SECOND: gettext_lazy("控え")}
RUNGS: Mapping[Rung, Promise] = {
    Rung.DUTY: gettext_lazy("当番"),
    Rung.SECOND: gettext_lazy("控え"),
    Rung.MANAGER: gettext_lazy("管理者"),
    Rung.ALL: gettext_lazy("ほかの全員"),
    Rung.QUIET: gettext_lazy("いまは静かにしてほしい人"),
}
STATES: Mapping[str, Promise] = {
    Swap.State.OFFERED: gettext_lazy("申し出中"),
    Swap.State.ACCEPTED: gettext_lazy("受けた"),
    Swap.State.IMPOSED: gettext_lazy("管理者が決めた"),
    Swap.State.DECLINED: gettext_lazy("断った"),
    Swap.State.WITHDRAWN: gettext_lazy("取り下げた"),
    Swap.State.UNDONE: gettext_lazy("元に戻した"),
}
HOLIDAYS: Mapping[str, Promise] = {
    "元日": gettext_lazy("元日"),
    "成人の日": gettext_lazy("成人の日"),
    "建国記念の日": gettext_lazy("建国記念の日"),
    "天皇誕生日": gettext_lazy("天皇誕生日"),
    "春分の日": gettext_lazy("春分の日"),
    "昭和の日": gettext_lazy("昭和の日"),
    "憲法記念日": gettext_lazy("憲法記念日"),
    "みどりの日": gettext_lazy("みどりの日"),
    "こどもの日": gettext_lazy("こどもの日"),
    "海の日": gettext_lazy("海の日"),
    "山の日": gettext_lazy("山の日"),
    "敬老の日": gettext_lazy("敬老の日"),
    "秋分の日": gettext_lazy("秋分の日"),
    "スポーツの日": gettext_lazy("スポーツの日"),
    "文化の日": gettext_lazy("文化の日"),
    "勤労感謝の日": gettext_lazy("勤労感謝の日"),
    "休日": gettext_lazy("休日"),
}
"""As the law calls them (jp/holidays.py)."""
_INSET = 3
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ShownBar:
    """A bar of the picture. name: as short as there is room for; whole: for who points at it."""

    left: str
    width: str
    y: int
    height: int
    name: str
    whole: str
    kind: str


@dataclass(frozen=True, slots=True)
class ShownShift:
    """Somebody is on duty, or nobody (`who` is None). instead_of: whose it was by the pattern."""

    words: str
    day: str
    who: Person | None
    place: str
    is_second: bool
    is_mine: bool
    is_over: bool
    is_now: bool
    source: UUID | None = None
    on: date | None = None
    instead_of: Person | None = None


@dataclass(frozen=True, slots=True)
class ShownDay:
    """A day of the week. now: where the present is drawn, in per cent."""

    day: date
    name: str
    note: str
    is_today: bool
    height: int
    bars: Sequence[ShownBar]
    now: str
    shifts: Sequence[ShownShift]


@dataclass(frozen=True, slots=True)
class ShownFair:
    """What somebody carries. hours: as one reads them."""

    who: Person
    nights: int
    days_off: int
    hours: int


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, when, and what people are called."""

    person: Person
    people: Mapping[UUID, Person]
    at: datetime


def shown_day(row: Row, viewer: Viewer) -> ShownDay:
    """A day with names."""
    note = str(HOLIDAYS.get(row.holiday, row.holiday)) or (
        str(KINDS[row.kind]).partition("（")[0] if row.kind is not DayKind.ORDINARY else ""
    )
    return ShownDay(
        row.day,
        day_words(row.day),
        note,
        row.day == timezone.localdate(viewer.at),
        row.height,
        [_bar(one, viewer) for one in row.bars],
        f"{row.now:.2f}" if row.now is not None else "",
        [shown_shift(one, viewer) for one in row.begins],
    )


def shown_shift(one: Shift | Gap, viewer: Viewer) -> ShownShift:
    """A shift with its names, or a gap."""
    words, day = clock_words(one.begins, one.ends), day_words(timezone.localdate(one.begins))
    is_over, is_now = one.ends <= viewer.at, one.begins <= viewer.at < one.ends
    if isinstance(one, Gap):
        return ShownShift(words, day, None, "", False, False, is_over, is_now)
    return ShownShift(
        words,
        day,
        viewer.people.get(one.person),
        str(PLACES[one.place]),
        one.place is Place.SECOND,
        one.person == viewer.person.id,
        is_over,
        is_now,
        one.key[0],
        one.key[1],
        viewer.people.get(one.planned) if one.planned != one.person else None,
    )


def shown_fair(found: Iterable[Fair], viewer: Viewer) -> Sequence[ShownFair]:
    """What each carries, for those who are still there."""
    return [
        ShownFair(viewer.people[one.person], one.nights, one.days_off, round(one.minutes / 60))
        for one in found
        if one.person in viewer.people
    ]


def day_words(day: date) -> str:
    """11/23（月）, Mon 23 Nov."""
    return date_format(day, _("n/j（D）"))


def clock_words(begins: datetime, ends: datetime) -> str:
    """From when to when, on the day on which it begins: 22:00〜翌7:00. Days that are further away are named."""
    first, last = timezone.localtime(begins), timezone.localtime(ends)
    words = {"begins": date_format(first, "G:i"), "ends": date_format(last, "G:i")}
    days = (last.date() - first.date()).days
    if days == 0:
        return _("%(begins)s〜%(ends)s") % words
    if days == 1:
        return _("%(begins)s〜翌%(ends)s") % words
    return _("%(begins)s〜%(day)s %(ends)s") % {**words, "day": day_words(last.date())}


def clocks(begins: time, ends: time) -> str:
    """From when to when by the clock: 22:00〜翌7:00."""
    words = {"begins": time_format(begins, "G:i"), "ends": time_format(ends, "G:i")}
    return (_("%(begins)s〜%(ends)s") if ends > begins else _("%(begins)s〜翌%(ends)s")) % words


def span_words(begins: datetime, ends: datetime) -> str:
    """The same with its day before it."""
    return f"{day_words(timezone.localdate(begins))} {clock_words(begins, ends)}"


def _bar(bar: Bar, viewer: Viewer) -> ShownBar:
    shift = bar.shift
    person = viewer.people.get(shift.person) if shift else None
    name = person.name.split()[0] if person else _("いない")
    kind = "gap" if shift is None else "behind" if shift.place is Place.SECOND else "first"
    whole = f"{person.name} {clock_words(shift.begins, shift.ends)}" if person and shift else name
    return ShownBar(
        f"{bar.left:.2f}", f"{bar.width:.2f}", bar.lane * LANE + _INSET, LANE - 2 * _INSET, name, whole, kind
    )
