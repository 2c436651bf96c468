"""A device of a company: how staff help to join it. A box that sends syslog alone is let in here, by its address."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from otasuke.web.accounts.policy import Capability
from otasuke.web.audit.services import record
from otasuke.web.console.company import found
from otasuke.web.console.company_page import SEEN
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.pages import page
from otasuke.web.customers.models import Customer
from otasuke.web.sensors.codes import Code, give_code
from otasuke.web.sensors.errors import NoGateway, NotFound, SensorError
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.selectors import device_of
from otasuke.web.sensors.services import hand_out
from otasuke.web.sensors.setting_up.pages import needs_code, pages
from otasuke.web.tenancy.scope import tenant_scope
from otasuke.web.ui.telling import told


class _Address(forms.Form):
    """From where a box sends."""

    address = forms.GenericIPAddressField(
        label=gettext_lazy("送り元のアドレス"),
        help_text=gettext_lazy("お店の回線の固定IPアドレスです。回線の契約書で確かめてください。"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("IPアドレスの形ではありません。例 192.0.2.7")},
    )


@never_cache
@require_http_methods(["GET", "POST"])
@for_staff(Capability.EDIT_COMPANIES)
def device(request: HttpRequest, staff: Staff, code: str, device: UUID) -> HttpResponse:
    """How a device is joined, for who has its owner on the phone. A code is shown once, where it was asked for."""
    customer = found(code)
    one = _device(customer, device)
    form = _Address(request.POST if "address" in request.POST else None)
    given: Code | None = None
    wrong = ""
    if request.method == "POST" and customer.withdrawn_at is None:
        try:
            if needs_code(one):
                given = give_code(one, actor=staff.person, now=timezone.now())
            elif form.is_valid():
                hand_out(one, actor=staff.person, address=form.cleaned_data["address"])
                return redirect("console-device", code, device)
        except SensorError as error:
            wrong = told(error.sentence)
    with tenant_scope(customer.id):
        record(SEEN, actor=staff.person, customer=customer.id, target=f"device {one.id}")
    shown = {"customer": customer, "device": one, "form": form, "given": given, "wrong": wrong}
    return page(request, staff, "device", shown | _setting_up(request, one, given))


def _device(customer: Customer, device: UUID) -> Device:
    try:
        return device_of(customer, device)
    except NotFound as gone:
        raise Http404 from gone


def _setting_up(request: HttpRequest, device: Device, given: Code | None) -> dict[str, object]:
    """The steps, where they can be told yet."""
    shown: dict[str, object] = {"standing": device.standing(timezone.now()), "needs_code": needs_code(device)}
    if needs_code(device) and given is None:
        return shown
    try:
        steps = pages(device, web=request.build_absolute_uri("/"), code=given)
    except NoGateway as shut:
        return shown | {"shut": told(shut.sentence)}
    return shown | {"is_tried": steps.is_tried, "steps": [(told(step.words), step.block) for step in steps.steps]}
