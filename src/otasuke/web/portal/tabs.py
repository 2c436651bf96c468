"""The five places of the portal, for those who may see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext

from otasuke.web.accounts.policy import Capability, Role, may


@dataclass(frozen=True, slots=True)
class Tab:
    """A place in the bar at the bottom. count: how many things wait there; 0 shows nothing."""

    name: str
    icon: str
    address: str
    is_here: bool
    count: int = 0


def tabs(request: HttpRequest, role: Role, *, waiting: int = 0) -> Sequence[Tab]:
    """The bar. waiting: how many messages wait for an answer."""
    places = (
        (gettext("今日"), "home", "today", Capability.SEE_TODAY),
        (gettext("メッセージ"), "message", "messages", Capability.ANSWER),
        (gettext("端末"), "computer", "devices", Capability.CONNECT_DEVICES),
        (gettext("契約"), "document", "contract", Capability.SEE_CONTRACT),
        (gettext("相談"), "phone", "ask", Capability.ASK),
    )
    return [
        Tab(name, icon, reverse(view), request.path == reverse(view), waiting if view == "messages" else 0)
        for name, icon, view, capability in places
        if may([role], capability)
    ]
