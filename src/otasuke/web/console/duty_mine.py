"""わたしの当番. How I am reached, when I am away, and my shifts in my own calendar."""

from __future__ import annotations

from uuid import UUID

from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from otasuke.web.accounts.browsers import address_of
from otasuke.web.accounts.mobiles import CodeIsOver, TooManyTexts, WrongCode, confirm_code, send_code, waiting_code
from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import Capability
from otasuke.web.accounts.texting import NoMobile, parse_mobile
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.duty_forms import AbsenceForm, WishesForm, wishes_now
from otasuke.web.console.duty_pattern import forget_absence
from otasuke.web.console.duty_said import go, said
from otasuke.web.console.pages import page
from otasuke.web.duty import selectors, services
from otasuke.web.duty.calendar import Words, calendar
from otasuke.web.duty.errors import Refused
from otasuke.web.duty.models import Absence, Reach
from otasuke.web.duty.policy import LOOKS_AHEAD
from otasuke.web.notify import push_steps

_SALT = "duty.calendar"
_LONGEST_CODE = 12


@never_cache
@require_http_methods(["GET", "POST"])
@for_staff(Capability.SEE_DUTY)
def mine(request: HttpRequest, staff: Staff) -> HttpResponse:
    """How I am reached. What is posted says which form it is of."""
    act, reach = request.POST.get("act", ""), Reach.objects.filter(person=staff.person).first()
    wishes = WishesForm(request.POST if act == "wishes" else None, initial=wishes_now(reach), auto_id="wishes_%s")
    absence = AbsenceForm(request.POST if act == "absence" else None, auto_id="absence_%s")
    if request.method == "POST" and (answer := _done(request, staff, wishes, absence)):
        return answer
    shown = {
        "wishes_form": wishes,
        "absence_form": absence,
        "said": said(request, staff.person),
        "reach": reach,
        **_number(staff, reach),
        "absences": selectors.absences(timezone.now(), person=staff.person.id),
        **push_steps.shown(request, staff.person),
        "calendar": request.build_absolute_uri(reverse("duty-calendar", args=[_token(staff, reach)])),
    }
    return page(request, staff, "duty_mine", shown, status=422 if wishes.errors or absence.errors else 200)


@require_POST
@for_staff(Capability.SEE_DUTY)
def push(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Notifications in my browsers: begin, end, try."""
    return redirect(f"{reverse('console-duty-mine')}?push={push_steps.done(request, staff.person)}#push")


@never_cache
@require_GET
def shifts_file(request: HttpRequest, token: str) -> HttpResponse:
    """The shifts of whoever has this address, for the program that keeps his calendar. It names nobody."""
    person = _whose(token)
    if person is None:
        raise Http404
    at = timezone.now()
    with override(person.language):
        words = Words(_("当番"), _("当番"), _("当番（控え）"))
    found = selectors.next_shifts(person.id, at - LOOKS_AHEAD, at + 2 * LOOKS_AHEAD)
    made = calendar(found, words, host=request.get_host().partition(":")[0], at=at)
    return HttpResponse(made, content_type="text/calendar; charset=utf-8")


def _done(request: HttpRequest, staff: Staff, wishes: WishesForm, absence: AbsenceForm) -> HttpResponse | None:
    """Do what was asked; nothing if a form says what is wrong."""
    act, here = request.POST.get("act", ""), reverse("console-duty-mine")
    if act == "forget":
        return _forget(staff, request.POST.get("id", ""), here)
    if act == "calendar":
        services.change_calendar(staff.person)
        return go(here, staff.person, "calendar")
    if act in _ACTS:
        return _ACTS[act](request, staff, here)
    form = {"wishes": wishes, "absence": absence}.get(act)
    if form is None:
        raise Http404
    try:
        if form is wishes and wishes.is_valid():
            services.set_wishes(staff.person, wishes.wishes(), actor=staff.person)
            return go(here, staff.person, "wishes_set")
        if form is absence and absence.is_valid():
            return _add_absence(staff, absence, here)
    except Refused as error:
        form.refuse(Refused(error.sentence, field="first") if error.field == "ways" else error)
    return None


def _number(staff: Staff, reach: Reach | None) -> dict[str, object]:
    """Where calls reach him, whether he has read a code that was texted there, and whether one can be."""
    number = selectors.phone_of(staff.person, reach)
    return {
        "called_at": number,
        "is_confirmed": selectors.is_confirmed(staff.person, number),
        "can_be_texted": _takes_texts(number),
        "has_code": waiting_code(staff.person, now=timezone.now()) is not None,
    }


def _takes_texts(number: str) -> bool:
    try:
        parse_mobile(number)
    except NoMobile:
        return False
    return True


def _send_code(request: HttpRequest, staff: Staff, here: str) -> HttpResponse:
    number = selectors.phone_of(staff.person, Reach.objects.filter(person=staff.person).first())
    try:
        send_code(staff.person, number, address=address_of(request), now=timezone.now())
    except NoMobile:
        return go(here, staff.person, "no_texts")
    except TooManyTexts:
        return go(here, staff.person, "too_many_texts")
    return go(here, staff.person, "code_sent")


def _confirm(request: HttpRequest, staff: Staff, here: str) -> HttpResponse:
    try:
        confirm_code(staff.person, request.POST.get("code", "")[:_LONGEST_CODE], now=timezone.now())
    except WrongCode:
        return go(here, staff.person, "wrong_code")
    except CodeIsOver:
        return go(here, staff.person, "code_over")
    return go(here, staff.person, "confirmed")


_ACTS = {"code": _send_code, "confirm": _confirm}


def _add_absence(staff: Staff, form: AbsenceForm, here: str) -> HttpResponse:
    given = form.cleaned_data
    made = services.add_absence(
        staff.person.id, given["begins"], given["ends"], words=given["words"], actor=staff.person
    )
    return go(here, staff.person, "absence_added", {"act": "no absence", "id": str(made.id)})


def _forget(staff: Staff, words: str, here: str) -> HttpResponse:
    found = Absence.objects.filter(person=staff.person, id__in=[words]).first() if _is_id(words) else None
    return forget_absence(staff, found.id, here) if found else go(here, staff.person, "gone")


def _is_id(words: str) -> bool:
    try:
        UUID(words)
    except ValueError:
        return False
    return True


def _token(staff: Staff, reach: Reach | None) -> str:
    return signing.Signer(salt=_SALT).sign(f"{staff.person.id.hex}.{reach.calendar if reach else 0}")


def _whose(token: str) -> Person | None:
    """Whose calendar has this address, if it is his newest and he works here."""
    try:
        named, _mark, number = signing.Signer(salt=_SALT).unsign(token).partition(".")
    except signing.BadSignature:
        return None
    person = next((one for one in selectors.staff_people() if one.id.hex == named), None)
    reach = Reach.objects.filter(person=person).first()
    return person if number == str(reach.calendar if reach else 0) else None
