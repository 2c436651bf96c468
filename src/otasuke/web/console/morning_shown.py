"""A morning sheet as its page shows it: words, names and addresses instead of kinds and ids."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from otasuke.web.accounts.policy import Capability
from otasuke.web.alerts.policy import Held
from otasuke.web.console.doors import Staff
from otasuke.web.customers.models import Customer
from otasuke.web.incidents.models import Incident
from otasuke.web.mornings.choosing import Kind, Thing
from otasuke.web.mornings.selectors import Missing
from otasuke.web.mornings.sheet import Clock, ClockKind, Health, Numbers, Sheet, digits
from otasuke.web.tenancy.scope import across

TITLES: Mapping[Kind, Promise] = {
    Kind.RED: gettext_lazy("赤の事案に対応する"),
    Kind.ANSWERED: gettext_lazy("お返事に電話でこたえる"),
    Kind.LINK_ENDS: gettext_lazy("きょう切れる参加のリンクを送り直す"),
    Kind.SILENCE_ENDS: gettext_lazy("きょう終わる「静かにする」を見る"),
    Kind.QUESTIONS: gettext_lazy("終わった「静かにする」のおたずね%(count)s件に答える"),
    Kind.YELLOW: gettext_lazy("黄の事案を調べる"),
    Kind.STUCK: gettext_lazy("参加の途中で止まっている%(count)s社に連絡する"),
    Kind.SILENT: gettext_lazy("記録が来なくなった機器%(count)s台を確かめる"),
    Kind.UNANSWERED: gettext_lazy("お返事のないお知らせ%(count)s件を見る"),
    Kind.JOBS: gettext_lazy("あきらめた自動処理%(count)s件を見る"),
    Kind.GAP: gettext_lazy("当番のいない時間%(count)sつをうめる"),
    Kind.DRILL: gettext_lazy("夜間訓練をする"),
    Kind.ROTA: gettext_lazy("これからの当番を確かめる"),
    Kind.CARDS: gettext_lazy("会社のカルテの空いたところを聞く"),
    Kind.HELD: gettext_lazy("静かにしているものを見直す"),
}
HELD: Mapping[str, Promise] = {
    Held.HABIT: gettext_lazy("いつものこと"),
    Held.LEARNING: gettext_lazy("覚えている間の会社"),
    Held.CONTEXT: gettext_lazy("会社の事情（カルテ）"),
    Held.SILENCE: gettext_lazy("静かにする設定"),
    Held.CAUSE: gettext_lazy("もとの原因といっしょ"),
}
CLOCKS: Mapping[ClockKind, Promise] = {
    ClockKind.SILENCE: gettext_lazy("静かにする期間"),
    ClockKind.LINK: gettext_lazy("参加のリンク"),
    ClockKind.SWAP: gettext_lazy("返事のない当番の交代"),
}
MISSING: Mapping[Missing, Promise] = {
    Missing.EARLY: gettext_lazy("朝のまとめは8:30にできます。下は、いまの数です。"),
    Missing.GIVEN_UP: gettext_lazy("朝のまとめを作れませんでした。わけは自動処理にあります。下は、いまの数です。"),
    Missing.AGAIN: gettext_lazy(
        "朝のまとめを作れず、もう一度ためします。わけは自動処理にあります。下は、いまの数です。"
    ),
    Missing.STOPPED: gettext_lazy("8:30に自動処理が動いていなかったので、まとめがありません。下は、いまの数です。"),
}
_WAYS: Mapping[str, Promise] = {
    "call": gettext_lazy("電話"),
    "sms": gettext_lazy("SMS"),
    "mail": gettext_lazy("メール"),
}
_OF_KINDS = {
    Kind.LINK_ENDS: ("console-joinings", Capability.SEE_COMPANIES),
    Kind.SILENCE_ENDS: ("console-silences", Capability.SEE_ALERTS),
    Kind.QUESTIONS: ("console-silences", Capability.SEE_ALERTS),
    Kind.STUCK: ("console-joinings", Capability.SEE_COMPANIES),
    Kind.SILENT: ("console-companies", Capability.SEE_COMPANIES),
    Kind.UNANSWERED: ("console-deliveries", Capability.SEE_ALERTS),
    Kind.JOBS: ("console-jobs", Capability.TEND_JOBS),
    Kind.GAP: ("console-duty", Capability.SEE_DUTY),
    Kind.DRILL: ("console-drills", Capability.SEE_DUTY),
    Kind.ROTA: ("console-duty", Capability.SEE_DUTY),
    Kind.CARDS: ("console-companies", Capability.SEE_COMPANIES),
    Kind.HELD: ("console-silences", Capability.SEE_ALERTS),
}
_WHY = "the morning sheet names the companies that it is about"


@dataclass(frozen=True, slots=True)
class ShownThing:
    """One of the three. company: its name; is_done: somebody has seen to it since. address: "" if the reader may not go there."""

    title: str
    company: str
    code: str
    time: str
    address: str
    is_done: bool


@dataclass(frozen=True, slots=True)
class ShownClock:
    """Something that runs out."""

    title: str
    company: str
    time: str


@dataclass(frozen=True, slots=True)
class Row:
    """A number with its words; width: of its bar, in per cent."""

    name: str
    number: int
    width: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """Whether something works. colour: of the glyph."""

    colour: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Named:
    """What ids of a sheet are called."""

    companies: Mapping[UUID, Customer]
    incidents: Mapping[UUID, Incident]


def named(sheet: Sheet) -> Named:
    """The companies and incidents that a sheet speaks of."""
    things, clocks = sheet.choice.things, sheet.clocks
    ids = [one.customer for one in things] + [one.customer for one in clocks]
    with across(_WHY):
        companies = Customer.objects.in_bulk([one for one in ids if one])
        incidents = Incident.objects.in_bulk([one.subject for one in things if one.subject])
    return Named(companies, incidents)


def shown_things(sheet: Sheet, names: Named, staff: Staff) -> Sequence[ShownThing]:
    """The three."""
    return [_thing(one, names, staff, sheet.at) for one in sheet.choice.things]


def _thing(one: Thing, names: Named, staff: Staff, at: datetime) -> ShownThing:
    company = names.companies.get(one.customer) if one.customer else None
    incident = names.incidents.get(one.subject) if one.subject else None
    time = _("%(time)sまで") if one.kind in (Kind.LINK_ENDS, Kind.SILENCE_ENDS) else _("%(time)sから")
    return ShownThing(
        str(TITLES[one.kind]) % {"count": one.count},
        company.name if company else "",
        incident.code if incident else "",
        time % {"time": clock_words(one.at, at)} if one.at else "",
        _address(one, company, incident, staff),
        incident is not None and not incident.is_open,
    )


def _address(one: Thing, company: Customer | None, incident: Incident | None, staff: Staff) -> str:
    if incident and staff.may(Capability.SEE_ALERTS):
        return reverse("console-incident", args=[incident.code])
    if one.kind in _OF_KINDS:
        page, capability = _OF_KINDS[one.kind]
        return reverse(page) if staff.may(capability) else ""
    return reverse("console-company", args=[company.tenant]) if company and staff.may(Capability.SEE_COMPANIES) else ""


def shown_clocks(clocks: Sequence[Clock], names: Named, at: datetime) -> Sequence[ShownClock]:
    """What runs out, with whose it is."""
    found = ((one, names.companies.get(one.customer) if one.customer else None) for one in clocks)
    return [
        ShownClock(str(CLOCKS[one.kind]), company.name if company else "", clock_words(one.ends, at))
        for one, company in found
    ]


def funnel(numbers: Numbers) -> Sequence[Row]:
    """From what was found to who was disturbed; a bar is as long as its number has digits."""
    rows = [
        (_("見つけたこと"), numbers.detections),
        (_("検知"), numbers.alerts),
        (_("事案"), numbers.incidents),
        (_("呼び出し"), numbers.interruptions),
    ]
    most = max((digits(number) for _name, number in rows), default=0) or 1
    return [Row(name, number, round(100 * digits(number) / most)) for name, number in rows]


def shown_held(held: Mapping[str, int]) -> Sequence[Row]:
    """Why nobody was disturbed, the most frequent reason first."""
    return [Row(str(HELD.get(name, name)), number) for name, number in held.items()]


def health(sheet: Sheet) -> Iterator[Part]:
    """Whether what we rely on works, with when that was last seen."""
    known, numbers, at = sheet.health, sheet.numbers, sheet.at
    yield _records(known, numbers, at)
    yield _way(known, at)
    mailed = (
        _("最後に渡したのは%(time)s。") % {"time": clock_words(known.mailed_at, at)}
        if known.mailed_at
        else _("まだ1通も送っていません。")
    )
    waits = _("%(count)s通が待っています。") % {"count": known.mails} if known.mails else ""
    yield Part("ki" if known.mails else "mi" if known.mailed_at else "ao", _("メール"), mailed + waits)
    given_up = _("%(count)s件をあきらめています。") % {"count": known.given_up}
    yield Part(
        "ki" if known.given_up else "mi",
        _("自動処理"),
        given_up if known.given_up else _("止まっているものはありません。"),
    )
    yield _silent(numbers)
    yield _drill(known, at)
    yield Part("ao", _("控え（バックアップ）"), _("戻してみた記録が、まだありません。"))


def _records(known: Health, numbers: Numbers, at: datetime) -> Part:
    if known.heard_at is None:
        return Part("ao", _("記録"), _("まだ何も届いていません。"))
    is_late = bool(numbers.companies) and (at - known.heard_at).total_seconds() > 60 * 60
    return Part(
        "ki" if is_late else "mi",
        _("記録"),
        _("最後に届いたのは%(time)s。") % {"time": clock_words(known.heard_at, at)},
    )


def _way(known: Health, at: datetime) -> Part:
    if known.undelivered:
        return Part("ki", _("知らせの道"), _("夜に%(count)s通が届きませんでした。") % {"count": known.undelivered})
    if known.delivered_at is None:
        return Part("ao", _("知らせの道"), _("届いたと確かめられたものが、まだありません。"))
    way = str(_WAYS.get(known.delivered_by, known.delivered_by))
    words = _("%(time)sに%(way)sが届きました。") % {"time": clock_words(known.delivered_at, at), "way": way}
    return Part("mi", _("知らせの道"), words)


def _silent(numbers: Numbers) -> Part:
    if not numbers.silent:
        return Part("mi", _("黙っている機器"), _("ありません。"))
    words = _("%(count)s台（%(companies)s社）") % {"count": numbers.silent, "companies": numbers.silent_companies}
    return Part("ki", _("黙っている機器"), words)


def _drill(known: Health, at: datetime) -> Part:
    if known.drilled_at is None:
        return Part("ao", _("夜間訓練"), _("まだしていません。"))
    time = clock_words(known.drilled_at, at)
    if known.drill_minutes is None:
        return Part("ki", _("夜間訓練"), _("%(time)sは、だれも答えませんでした。") % {"time": time})
    return Part(
        "mi",
        _("夜間訓練"),
        _("%(time)sに%(count)s分で答えました。") % {"time": time, "count": round(known.drill_minutes, 1)},
    )


def clock_words(moment: datetime, at: datetime) -> str:
    """A time of the sheet's day, or with its day."""
    local = timezone.localtime(moment)
    is_today = local.date() == timezone.localdate(at)
    return date_format(local, "G:i") if is_today else date_format(local, _("n/j G:i"))
