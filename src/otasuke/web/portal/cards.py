"""もしものとき. A card for each machine, to print and put beside it: whom to call, and what to do before."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import segno
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from otasuke.web.accounts.policy import Capability
from otasuke.web.customers.selectors import Member
from otasuke.web.portal.doors import for_members
from otasuke.web.portal.pages import page
from otasuke.web.sensors.errors import NotFound
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.policy import Kind
from otasuke.web.sensors.selectors import device_of, devices_of

HAS_A_CARD = frozenset({Kind.WINDOWS, Kind.MACOS, Kind.LINUX, Kind.NAS})
"""What somebody can take off the net; without the box at the entrance, everybody would be off it."""


@dataclass(frozen=True, slots=True)
class Card:
    """A card. code: by which the desk finds the company and the machine; drawing: the same as a QR code."""

    name: str
    code: str

    @property
    def drawing(self) -> SafeString:
        """As SVG, as large as what it stands in."""
        drawn = segno.make(self.code, error="m", boost_error=False).svg_inline(border=4, omitsize=True)
        return mark_safe(drawn)  # noqa: S308  # segno draws squares; no text of anybody's is in it


@never_cache
@require_GET
@for_members(Capability.SEE_TODAY)
def cards(request: HttpRequest, member: Member) -> HttpResponse:
    """Of all computers: four on a sheet."""
    return page(
        request,
        member,
        "cards",
        cards=[_card(member, one) for one in devices_of(member.customer) if one.kind in HAS_A_CARD],
    )


@never_cache
@require_GET
@for_members(Capability.SEE_TODAY)
def card(request: HttpRequest, member: Member, device: UUID) -> HttpResponse:
    """Of one."""
    try:
        found = device_of(member.customer, device)
    except NotFound:
        raise Http404 from None
    return page(request, member, "cards", cards=[_card(member, found)])


def _card(member: Member, device: Device) -> Card:
    return Card(device.name, f"{member.customer.tenant} {device.code}")
