"""端末をつなぐ. A device more: what it is called and what it is, and then the steps that fit it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from otasuke.web.accounts.policy import Capability
from otasuke.web.customers.selectors import Member
from otasuke.web.portal.devices import DeviceName
from otasuke.web.portal.doors import for_members
from otasuke.web.portal.pages import page
from otasuke.web.sensors.codes import give_code
from otasuke.web.sensors.errors import BadDevice, NoGateway, NotFound
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.policy import BRANDS, Kind
from otasuke.web.sensors.selectors import device_of, devices_of
from otasuke.web.sensors.services import add_device
from otasuke.web.sensors.setting_up.pages import needs_code, pages
from otasuke.web.ui.telling import told

MOST_DEVICES = 500
"""Of a company: what has more does not add them one by one."""

_KINDS = {
    Kind.WINDOWS: gettext_lazy("Windowsのパソコン"),
    Kind.MACOS: gettext_lazy("Mac"),
    Kind.LINUX: gettext_lazy("Linuxのサーバー"),
    Kind.UTM: gettext_lazy("会社の入口の箱"),
    Kind.NAS: gettext_lazy("共有の置き場所（NAS）"),
}
_OTHER = "syslog"


def _choices() -> Iterator[tuple[str, str | Sequence[tuple[str, str]]]]:
    """Kinds, and under those that differ between makers the makers."""
    yield "", _("選んでください")
    for kind, words in _KINDS.items():
        brands = BRANDS.get(kind, {})
        named = [
            (f"{kind}/{brand}", _("ほかのメーカー") if brand == _OTHER else name) for brand, name in brands.items()
        ]
        yield (str(words), named) if named else (f"{kind}/", str(words))


class _New(DeviceName):
    """A device that is to be connected."""

    kind = forms.ChoiceField(
        label=gettext_lazy("種類"),
        choices=_choices,
        error_messages={"required": gettext_lazy("種類を選んでください。")},
    )


@never_cache
@require_http_methods(["GET", "POST"])
@for_members(Capability.CONNECT_DEVICES)
def add(request: HttpRequest, member: Member) -> HttpResponse:
    """Write down a device; its steps come next."""
    form = _New(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = _made(member, form)
        if made is not None:
            return redirect("device", made.id)
    return page(request, member, "device_add", form=form)


@never_cache
@require_POST
@for_members(Capability.CONNECT_DEVICES)
def steps(request: HttpRequest, member: Member, device: UUID) -> HttpResponse:
    """How this device is connected, with a fresh code where it needs one: the ones before work no more."""
    try:
        found = device_of(member.customer, device)
    except NotFound:
        raise Http404 from None
    now = timezone.now()
    code = give_code(found, actor=member.person, now=now) if needs_code(found) else None
    try:
        setting_up = pages(found, web=request.build_absolute_uri("/"), code=code)
    except NoGateway as error:
        return page(request, member, "device_steps", device=found, problem=told(error.sentence))
    shown = [(told(one.words), one.block) for one in setting_up.steps]
    return page(
        request, member, "device_steps", device=found, steps=shown, code=code, needs_desk=setting_up.needs_address
    )


def _made(member: Member, form: _New) -> Device | None:
    """The device; None if it cannot be, which the form then says."""
    if len(devices_of(member.customer)) >= MOST_DEVICES:
        form.add_error("name", _("端末が多いので、ここでは足せません。窓口に言ってください。"))
        return None
    kind, _slash, brand = form.cleaned_data["kind"].partition("/")
    try:
        return add_device(member.customer, name=form.cleaned_data["name"], kind=kind, brand=brand, actor=member.person)
    except BadDevice as error:
        form.add_error(error.field if error.field in form.fields else "kind", told(error.sentence))
        return None
