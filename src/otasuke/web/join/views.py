"""The way in, page by page. One address shows where somebody stands; each step is a form that is posted to its own."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from otasuke.web.contracts.errors import BreaksRules, NotConsentable
from otasuke.web.contracts.evidence import consent_pdf
from otasuke.web.contracts.policy import costs
from otasuke.web.contracts.texts import names, parse_plain
from otasuke.web.join.doors import for_invited
from otasuke.web.join.forms import KINDS, Agreement, Devices, Number
from otasuke.web.join.framing import framed
from otasuke.web.join.live import live_page
from otasuke.web.join.mailing import send_copy
from otasuke.web.join.shown import next_device, remember
from otasuke.web.joining.errors import NoDevice, TooMany
from otasuke.web.joining.policy import Step, is_done
from otasuke.web.joining.selectors import Visit, consent_to, explanation_of
from otasuke.web.joining.walking import Signing, agree, choose_devices, choose_number, confirm_address, read_who
from otasuke.web.sensors.codes import give_code
from otasuke.web.sensors.errors import BadDevice, BrokerAway, NotFound
from otasuke.web.sensors.policy import Kind
from otasuke.web.sensors.selectors import device_of
from otasuke.web.sensors.services import rename
from otasuke.web.tenancy.scope import tenant_scope
from otasuke.web.ui.telling import told

_USUAL_COMPUTERS = 3


@require_safe
@for_invited
def show(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Where he stands; `?look=cost` shows a page of before again. Opening it does nothing: mail scanners open links."""
    at = Step(visit.joining.step)
    match _looked_at(request, at):
        case Step.WHO:
            return _page(request, visit, Step.WHO)
        case Step.COST:
            return _cost_page(request, visit)
        case Step.CONSENT:
            return _consent_page(request, visit)
        case Step.COUNT:
            return _count_page(request, visit, Devices(computers=_contracted(visit)))
        case Step.DEVICES | Step.CONNECTED:
            return live_page(request, visit)


@require_safe
@for_invited
def later(request: HttpRequest, visit: Visit) -> HttpResponse:
    """How to go on another time."""
    frame = framed(visit, Step(visit.joining.step))
    return render(request, "join/later.html", {**frame, "until": visit.joining.expires_at})


@require_POST
@for_invited
def who(_request: HttpRequest, visit: Visit) -> HttpResponse:
    """He knows who we are."""
    read_who(visit.joining, now=timezone.now())
    return _onward(visit)


@require_POST
@for_invited
def cost(request: HttpRequest, visit: Visit) -> HttpResponse:
    """He says how many computers there are."""
    form = Number(request.POST)
    if not form.is_valid():
        return _cost_page(request, visit, wrong=_("台数は1から9,999までの数字で入れてください。"), status=422)
    try:
        choose_number(visit.joining, form.cleaned_data["endpoints"], language=_language(), now=timezone.now())
    except BreaksRules:
        return _cost_page(request, visit, wrong=_("この台数では申し込めません。窓口にお電話ください。"), status=422)
    return _onward(visit)


@require_POST
@for_invited
def consent(request: HttpRequest, visit: Visit) -> HttpResponse:
    """He agrees."""
    form = Agreement(visit.joining, by_mail=visit.by_mail, data=request.POST)
    if not form.is_valid():
        return _consent_page(request, visit, form, status=422)
    given = form.cleaned_data
    signing = Signing(given["explanation"], given["digest"], given["name"], given.get("email", ""), visit.by_mail)
    try:
        secret = agree(visit.joining, signing, now=timezone.now())
    except NotConsentable:
        return _consent_page(request, visit, wrong=_("説明が新しくなりました。もう一度ごらんください。"), status=409)
    if not is_done(Step(visit.joining.step), Step.CONSENT):  # a tap that came twice sends nothing again
        send_copy(request, visit.joining, secret=visit.secret if visit.by_mail else secret)
    return _onward(visit)


@require_POST
@for_invited
def count(request: HttpRequest, visit: Visit) -> HttpResponse:
    """He says what there is to connect; the first computer gets its code at once."""
    form = Devices(computers=0, data=request.POST)
    if not form.is_valid():
        return _count_page(request, visit, form, wrong=_("台数は0から99までの数字で入れてください。"), status=422)
    try:
        choose_devices(visit.joining, form.wanted(), named=_named, now=timezone.now())
    except (NoDevice, TooMany) as refused:
        return _count_page(request, visit, form, wrong=told(refused.sentence), status=422)
    except (BadDevice, BrokerAway) as refused:
        return _count_page(request, visit, form, wrong=told(refused.sentence), status=503)
    return _code_for_next(visit)


@require_POST
@for_invited
def next_one(_request: HttpRequest, visit: Visit) -> HttpResponse:
    """The next computer, with its code."""
    return _code_for_next(visit)


@require_POST
@for_invited
def fresh_code(_request: HttpRequest, visit: Visit, device: UUID) -> HttpResponse:
    """A code for a device; the one before works no more."""
    try:
        code = give_code(device_of(visit.joining.customer, device), actor=None, now=timezone.now())
    except (NotFound, BadDevice):
        raise Http404 from None
    return remember(_onward(visit, d=str(device)), code)


@require_POST
@for_invited
def name(request: HttpRequest, visit: Visit, device: UUID) -> HttpResponse:
    """Call a device something else."""
    try:
        rename(device_of(visit.joining.customer, device), name=request.POST.get("name", ""), actor=None)
    except NotFound:
        raise Http404 from None
    except BadDevice as refused:
        return live_page(request, visit, wanted=str(device), wrong=told(refused.sentence), status=422)
    return _onward(visit, d=str(device))


@require_POST
@for_invited
def address(_request: HttpRequest, visit: Visit) -> HttpResponse:
    """The address is his: he came by the link that was mailed there, and pressed the button."""
    if not visit.by_mail:
        raise Http404
    confirm_address(visit.joining)
    return _onward(visit)


@require_safe
@for_invited
def evidence(_request: HttpRequest, visit: Visit) -> HttpResponse:
    """What he agreed to, as a PDF."""
    found = consent_to(visit.joining)
    if found is None:
        raise Http404
    with tenant_scope(visit.joining.customer_id):
        made = consent_pdf(found)
    name = f"consent-{timezone.localdate(found.given_at)}.pdf"
    return HttpResponse(made, "application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _looked_at(request: HttpRequest, at: Step) -> Step:
    wanted = request.GET.get("look", "")
    return Step(wanted) if wanted in set(Step) and is_done(at, Step(wanted)) else at


def _cost_page(request: HttpRequest, visit: Visit, *, wrong: str = "", status: int = 200) -> HttpResponse:
    form = Number({"endpoints": request.GET.get("n", "")})
    number = form.cleaned_data["endpoints"] if form.is_valid() else _contracted(visit)
    plan = visit.joining.plan
    shown = {
        "number": number,
        "plan": plan,
        "kind": names(_language())[plan.kind],
        "costs": costs(plan.as_policy(), number),
        "by_number": plan.kind != "network",
        "wrong": wrong,
    }
    return _page(request, visit, Step.COST, shown, status=status)


def _consent_page(
    request: HttpRequest, visit: Visit, form: Agreement | None = None, *, wrong: str = "", status: int = 200
) -> HttpResponse:
    made = explanation_of(visit.joining)
    assert made is not None  # nobody comes here without it
    first = {"explanation": made.id, "digest": made.digest}
    form = form or Agreement(visit.joining, by_mail=visit.by_mail, initial=first | _known(visit))
    title, sections = parse_plain(made.text)
    shown: dict[str, object] = {"form": form, "made": made, "title": title, "sections": sections, "wrong": wrong}
    shown["is_other_language"] = made.language != _language()
    return _page(request, visit, Step.CONSENT, shown, status=status)


def _count_page(
    request: HttpRequest, visit: Visit, form: Devices, *, wrong: str = "", status: int = 200
) -> HttpResponse:
    shown = {"form": form, "rows": list(form.rows()), "contracted": _contracted(visit), "wrong": wrong}
    return _page(request, visit, Step.COUNT, shown, status=status)


def _page(
    request: HttpRequest, visit: Visit, step: Step, shown: Mapping[str, object] | None = None, *, status: int = 200
) -> HttpResponse:
    known = {**framed(visit, step), "has_done": is_done(Step(visit.joining.step), step)}
    return render(request, f"join/{step}.html", {**known, **(shown or {})}, status=status)


def _code_for_next(visit: Visit) -> HttpResponse:
    device = next_device(visit.joining)
    if device is None:
        return _onward(visit)
    return remember(_onward(visit, d=str(device.id)), give_code(device, actor=None, now=timezone.now()))


def _onward(visit: Visit, **more: str) -> HttpResponse:
    where = reverse("join", args=[visit.secret])
    return redirect(f"{where}?{urlencode(more)}" if more else where)


def _contracted(visit: Visit) -> int:
    return visit.joining.contract.endpoints or _USUAL_COMPUTERS


def _known(visit: Visit) -> dict[str, str]:
    return {"name": visit.joining.name, "email": visit.joining.email}


def _named(kind: str, number: int) -> str:
    words, _icon = KINDS[Kind(kind)]
    short = {Kind.WINDOWS: _("パソコン"), Kind.UTM: _("入口の箱"), Kind.NAS: "NAS", Kind.LINUX: _("サーバー")}
    return f"{short.get(Kind(kind), words)} {number}"


def _language() -> str:
    return get_language() or "ja"
