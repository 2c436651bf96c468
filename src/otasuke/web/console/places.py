"""The places of the console, for those who may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from otasuke.web.accounts.policy import Capability
from otasuke.web.console.doors import Staff


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the navigation. count: how many things wait there; None shows nothing. key: leads there after a g."""

    name: str
    icon: str
    address: str
    is_here: bool
    count: int | None = None
    key: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines under a heading; the first group has none."""

    name: str
    places: Sequence[Place]


_KEYS = {
    "console": "h",
    "console-queue": "q",
    "console-morning": "b",
    "console-companies": "c",
    "console-duty": "d",
    "console-silences": "m",
    "console-review": "k",
    "console-plans": "p",
    "console-joinings": "i",
    "console-people": "u",
    "console-audit": "a",
    "console-jobs": "j",
    "console-settings": "s",
}
"""What is pressed after g to go there."""


def groups(request: HttpRequest, staff: Staff) -> Sequence[Group]:
    """The navigation: only what is there, and what he may see."""
    wanted = (
        (
            "",
            (
                (gettext("はじめ"), "home", "console", None),
                (gettext("対応待ち"), "queue", "console-queue", Capability.SEE_ALERTS),
                (gettext("朝のまとめ"), "sun", "console-morning", Capability.SEE_DUTY),
                (gettext("会社"), "building", "console-companies", Capability.SEE_COMPANIES),
                (gettext("当番"), "clock", "console-duty", Capability.SEE_DUTY),
                (gettext("止めているもの"), "shield", "console-blocks", Capability.SEE_ALERTS),
                (gettext("お知らせの記録"), "bell", "console-deliveries", Capability.SEE_ALERTS),
                (gettext("静かにする"), "bell", "console-silences", Capability.SEE_ALERTS),
                (gettext("検知の見直し"), "search", "console-review", Capability.SEE_ALERTS),
                (gettext("プラン"), "yen", "console-plans", Capability.SEE_COMPANIES),
                (gettext("参加の状況"), "plug", "console-joinings", Capability.SEE_COMPANIES),
            ),
        ),
        (
            gettext("制度"),
            (
                (gettext("夜間訓練"), "document", "console-drills", Capability.SEE_EVIDENCE),
                (gettext("人"), "people", "console-people", Capability.MANAGE_PEOPLE),
                (gettext("監査記録"), "clipboard", "console-audit", Capability.SEE_AUDIT),
                (gettext("通知先"), "plug", "console-hooks", Capability.SETTINGS),
                (gettext("連絡の方法"), "message", "console-places", Capability.SETTINGS),
                (gettext("自動処理"), "clock", "console-jobs", Capability.TEND_JOBS),
                (gettext("事業者"), "shield", "console-provider", Capability.SETTINGS),
                (gettext("設定"), "gear", "console-settings", None),
            ),
        ),
    )
    made = (
        Group(
            name,
            [
                Place(
                    words,
                    icon,
                    reverse(view),
                    _is_here(request.path, reverse(view), exact=view == "console"),
                    key=_KEYS.get(view, ""),
                )
                for words, icon, view, capability in places
                if (capability is None or staff.may(capability)) and not _is_within(view, staff)
            ],
        )
        for name, places in wanted
    )
    return [group for group in made if group.places]


def _is_within(view: str, staff: Staff) -> bool:
    """Whether somebody goes there from another place: who sees the duty rota finds its drills there."""
    return view == "console-drills" and staff.may(Capability.SEE_DUTY)


def _is_here(path: str, place: str, *, exact: bool) -> bool:
    """Whether a page belongs to a place of the navigation."""
    return path == place or (not exact and path.startswith(f"{place}/"))
