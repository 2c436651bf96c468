"""Mails of the way in."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import get_language, gettext_lazy

from otasuke.web.accounts.mailing import send
from otasuke.web.join.drawing import own_address
from otasuke.web.joining.models import Joining
from otasuke.web.joining.selectors import joining_of


def send_copy(request: HttpRequest, joining: Joining, *, secret: str) -> None:
    """Mail who agreed where he finds it, and how to go on. secret: of the mailed link; "": it goes to nobody."""
    now = joining_of(joining.id)
    if not secret or not now.email:
        return
    send(
        now.email,
        gettext_lazy("お申し込みの控えと、続きのリンク"),
        template="join/copy.txt",
        language=get_language() or "ja",
        not_after=now.expires_at,
        name=now.name,
        company=now.customer.name,
        address=own_address(request, "join", secret),
    )
