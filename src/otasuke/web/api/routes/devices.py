"""Devices of a customer: list, write down, call otherwise, hand out, take away."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from otasuke.web.api.bearers import bearer_of
from otasuke.web.api.cursors import page_of
from otasuke.web.api.etags import demand_version, etag_of
from otasuke.web.api.once import mark_secret
from otasuke.web.api.opened import company, company_to_write
from otasuke.web.api.refusals import refusals
from otasuke.web.api.routes.declared import PAGED, Cursor, Limit, says
from otasuke.web.api.shapes.devices import (
    DeviceChanged,
    DevicePage,
    DeviceShown,
    DeviceWritten,
    HandoutShown,
    device_shown,
)
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.selectors import device_of
from otasuke.web.sensors.services import add_device, hand_out, remove, rename
from otasuke.web.tokens.policy import Scope
from otasuke.web.ui.sentences import _

router = Router()
_TAG = "devices"
_ALL, _ONE = "/customers/{uuid:customer}/devices", "/customers/{uuid:customer}/devices/{uuid:device}"


@router.get(_ALL, response=DevicePage, **says(_("機器の一覧"), scope=Scope.READ_DEVICES, tag=_TAG, query=PAGED))
def list_devices(request: HttpRequest, customer: UUID, limit: int = Limit, cursor: str = Cursor) -> DevicePage:
    """What watches for a company, as it was added."""
    now = timezone.now()
    with company(request, customer):
        rows = Device.objects.filter(removed=None)
        found, following = page_of(rows, ("added", "id"), cursor=cursor, limit=limit)
        return DevicePage(items=[device_shown(row, now=now) for row in found], next=following)


@router.post(_ALL, response={201: DeviceShown}, **says(_("機器を足す"), scope=Scope.WRITE_DEVICES, tag=_TAG))
def create_device(request: HttpRequest, response: HttpResponse, customer: UUID, body: DeviceWritten) -> DeviceShown:
    """Write down a device. It cannot send before it is handed out."""
    with company_to_write(request, customer) as row, refusals():
        device = add_device(row, **body.model_dump(), actor=bearer_of(request).person)
        return _versioned(response, device)


@router.get(_ONE, response=DeviceShown, **says(_("機器を読む"), scope=Scope.READ_DEVICES, tag=_TAG))
def read_device(request: HttpRequest, response: HttpResponse, customer: UUID, device: UUID) -> DeviceShown:
    """One device, as it is now."""
    with company(request, customer) as row, refusals():
        return _versioned(response, device_of(row, device))


@router.patch(_ONE, response=DeviceShown, **says(_("機器の名前を変える"), scope=Scope.WRITE_DEVICES, tag=_TAG))
def change_device(
    request: HttpRequest, response: HttpResponse, customer: UUID, device: UUID, body: DeviceChanged
) -> DeviceShown:
    """Call a device something else."""
    with company_to_write(request, customer) as row, refusals():
        found = device_of(row, device)
        demand_version(request, _version(found))
        return _versioned(response, rename(found, name=body.name, actor=bearer_of(request).person))


@router.delete(_ONE, response={204: None}, **says(_("機器を外す"), scope=Scope.WRITE_DEVICES, tag=_TAG))
def delete_device(request: HttpRequest, customer: UUID, device: UUID) -> None:
    """Take a device away: from now on it cannot send."""
    with company_to_write(request, customer) as row, refusals():
        remove(device_of(row, device), actor=bearer_of(request).person)


@router.post(
    _ONE + "/handouts",
    response={201: HandoutShown},
    **says(_("機器に送信用のトークンを渡す"), scope=Scope.WRITE_DEVICES, tag=_TAG),
)
def create_handout(request: HttpRequest, customer: UUID, device: UUID) -> HandoutShown:
    """A fresh token for a device; the one before ends. It is shown this once."""
    with company_to_write(request, customer) as row, refusals():
        made = hand_out(device_of(row, device), actor=bearer_of(request).person)
        mark_secret(request)
        return HandoutShown(device=device_shown(made.device, now=timezone.now()), token=made.token)


def _version(row: Device) -> dict[str, object]:
    """What may be changed of a device: when it was heard is no change of it."""
    return {"name": row.name}


def _versioned(response: HttpResponse, row: Device) -> DeviceShown:
    response.headers["ETag"] = etag_of(_version(row))
    return device_shown(row, now=timezone.now())
