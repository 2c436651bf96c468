"""How pages write when something was: in one piece, that no line ends in."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)


@register.filter
def ago(at: datetime) -> SafeString:
    """たったいま, 3分前, 5時間前 within a day; else the day and the time."""
    return _whole(_ago(at))


@register.filter
def passed(at: datetime) -> SafeString:
    """As `ago`, and 3日前 of what was earlier: for beside the day itself."""
    days = (timezone.now() - at).days
    if days < 1:
        return ago(at)
    return _whole(ngettext("%(days)s日前", "%(days)s日前", days) % {"days": days})


@register.filter
def moment(at: datetime) -> SafeString:
    """The day and the time of day: 11月20日 18:02."""
    return _whole(_moment(at))


@register.filter
def clock(at: datetime) -> SafeString:
    """The time of day alone: 9:42."""
    return _whole(date_format(timezone.localtime(at), "G:i"))


@register.filter
def when(at: datetime) -> SafeString:
    """The time of day of what was today, the day and the time of what was before."""
    here = timezone.localtime(at)
    return clock(at) if here.date() == timezone.localdate() else _whole(_moment(at))


def _whole(words: str) -> SafeString:
    return format_html('<span class="nw">{}</span>', words)


def _ago(at: datetime) -> str:
    passed = timezone.now() - at
    if passed < _MINUTE:
        return _("たったいま")
    if passed < _HOUR:
        minutes = passed // _MINUTE
        return ngettext("%(minutes)s分前", "%(minutes)s分前", minutes) % {"minutes": minutes}
    if passed < timedelta(days=1):
        hours = passed // _HOUR
        return ngettext("%(hours)s時間前", "%(hours)s時間前", hours) % {"hours": hours}
    return _moment(at)


def _moment(at: datetime) -> str:
    here = timezone.localtime(at)
    return f"{date_format(here, 'MONTH_DAY_FORMAT')} {date_format(here, 'G:i')}"
