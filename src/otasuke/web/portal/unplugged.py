"""線を抜きました. The button of a 赤, and the way back."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from otasuke.web.accounts.policy import Capability
from otasuke.web.customers.selectors import Member
from otasuke.web.flows.unplugging import take_back, unplug
from otasuke.web.incidents.errors import NotFound
from otasuke.web.portal.doors import for_members


@require_POST
@for_members(Capability.ANSWER)
def unplugged(_request: HttpRequest, member: Member, incident: UUID) -> HttpResponse:
    """He has pulled the cable."""
    try:
        unplug(incident, by=member.person, at=timezone.now())
    except NotFound:
        raise Http404 from None
    return redirect("today")


@require_POST
@for_members(Capability.ANSWER)
def plugged(_request: HttpRequest, member: Member, incident: UUID) -> HttpResponse:
    """He has not."""
    try:
        take_back(incident, by=member.person, at=timezone.now())
    except NotFound:
        raise Http404 from None
    return redirect("today")
