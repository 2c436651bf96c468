"""端末. What is watched: its name, how it is, and taking it away."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from otasuke.web.accounts.policy import Capability
from otasuke.web.customers.selectors import Member
from otasuke.web.portal.doors import for_members
from otasuke.web.portal.pages import page
from otasuke.web.portal.watch import Seen, Watch, watch
from otasuke.web.sensors.errors import NotFound, SensorError
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.policy import LONGEST_NAME
from otasuke.web.sensors.putting_back import NoLongerPossible, Removed, put_back, take_away
from otasuke.web.sensors.selectors import device_of, devices_of
from otasuke.web.sensors.services import rename
from otasuke.web.ui.telling import told

_REMOVED = "removed-device"
"""In the session: what was taken away last, and can be put back."""


class DeviceName(forms.Form):
    """What a device is called."""

    name = forms.CharField(
        label=gettext_lazy("名前"),
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("「経理のパソコン」のように、だれが見てもわかる名前にします。"),
        error_messages={"required": gettext_lazy("名前を入れてください。")},
    )


def watched(member: Member) -> Watch:
    """The devices of somebody's company, and what to say of them now."""
    now = timezone.now()
    return watch([seen(one, now) for one in devices_of(member.customer)], today=timezone.localdate(now), now=now)


def seen(device: Device, now: datetime) -> Seen:
    """A device as a page shows it."""
    standing = device.standing(now)
    first = timezone.localdate(device.first_seen) if device.first_seen else None
    return Seen(str(device.id), device.name, device.kind, standing.state, standing.since, first)


@never_cache
@require_GET
@for_members(Capability.CONNECT_DEVICES)
def devices(request: HttpRequest, member: Member) -> HttpResponse:
    """All of them; what was just taken away can be put back."""
    removed = _removed(request, member)
    return page(request, member, "devices", watch=watched(member), removed=removed)


@never_cache
@require_GET
@for_members(Capability.CONNECT_DEVICES)
def device(request: HttpRequest, member: Member, device: UUID) -> HttpResponse:
    """One of them."""
    found = _found(member, device)
    return _device(request, member, found, DeviceName(initial={"name": found.name}))


@never_cache
@require_POST
@for_members(Capability.CONNECT_DEVICES)
def name(request: HttpRequest, member: Member, device: UUID) -> HttpResponse:
    """Call it something else."""
    found, form = _found(member, device), DeviceName(request.POST)
    if form.is_valid():
        try:
            rename(found, name=form.cleaned_data["name"], actor=member.person)
            return redirect("devices")
        except SensorError as error:
            form.add_error("name", told(error.sentence))
    return _device(request, member, found, form)


@require_POST
@for_members(Capability.CONNECT_DEVICES)
def remove(request: HttpRequest, member: Member, device: UUID) -> HttpResponse:
    """Take it away; for ten minutes it can be put back, and sends as before."""
    found = _found(member, device)
    try:
        request.session[_REMOVED] = take_away(found, actor=member.person).packed()
    except SensorError as error:
        return _device(request, member, found, DeviceName(initial={"name": found.name}), problem=told(error.sentence))
    return redirect("devices")


@never_cache
@require_POST
@for_members(Capability.CONNECT_DEVICES)
def give_back(request: HttpRequest, member: Member) -> HttpResponse:
    """Put back what was just taken away."""
    removed = _removed(request, member)
    if removed is None:
        return redirect("devices")
    try:
        put_back(removed, actor=member.person, now=timezone.now())
    except NoLongerPossible:
        problem = _("取り消せる時間が過ぎました。もう一度つないでください。")
        return page(request, member, "devices", watch=watched(member), problem=problem)
    except SensorError as error:
        return page(request, member, "devices", watch=watched(member), problem=told(error.sentence))
    del request.session[_REMOVED]
    return redirect("devices")


def _device(
    request: HttpRequest, member: Member, found: Device, form: DeviceName, *, problem: str = ""
) -> HttpResponse:
    return page(request, member, "device", one=seen(found, timezone.now()), device=found, form=form, problem=problem)


def _found(member: Member, device: UUID) -> Device:
    try:
        return device_of(member.customer, device)
    except NotFound:
        raise Http404 from None


def _removed(request: HttpRequest, member: Member) -> Removed | None:
    kept = request.session.get(_REMOVED)
    removed = Removed.unpacked(kept) if kept else None
    is_fresh = removed and removed.customer == member.customer.id and removed.until > timezone.now()
    return removed if is_fresh else None
