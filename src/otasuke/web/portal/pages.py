"""What every page of the portal has around it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from otasuke.web.accounts.policy import Capability, may
from otasuke.web.customers.selectors import Member
from otasuke.web.notify.asking import how_many_wait
from otasuke.web.portal.tabs import tabs


def page(request: HttpRequest, member: Member, name: str, **shown: object) -> HttpResponse:
    """A page of the portal from its template, with who reads it and where he may go."""
    known = {
        "member": member,
        "tabs": tabs(request, member.role, waiting=how_many_wait(member.customer.id)),
        "may_invite": may([member.role], Capability.INVITE_COLLEAGUE),
    }
    return render(request, f"portal/{name}.html", {**known, **shown})
