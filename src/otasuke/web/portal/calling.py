"""電話してほしい. Somebody wants to be called: the desk is mailed, and he can take it back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import override
from django.views.decorators.http import require_POST

from otasuke.web.accounts.policy import Capability
from otasuke.web.audit.services import record
from otasuke.web.customers.models import Contact
from otasuke.web.customers.selectors import Member
from otasuke.web.jobs.mail import send_later
from otasuke.web.portal.doors import for_members
from otasuke.web.provider.selectors import provider

_ASKED = "wants-call"
"""In the session: for which company a call was asked for last, and when."""
_SHOWN_FOR = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A call that was asked for in this browser."""

    at: datetime


def wanted(request: HttpRequest, member: Member, *, now: datetime) -> Wanted | None:
    """The call that is on its way, for as long as the page says so."""
    kept = request.session.get(_ASKED)
    if not kept or kept["customer"] != str(member.customer.id):
        return None
    at = datetime.fromisoformat(kept["at"])
    return Wanted(at) if now - at < _SHOWN_FOR else None


@require_POST
@for_members(Capability.ASK)
def want_call(request: HttpRequest, member: Member) -> HttpResponse:
    """Ask the desk for a call; twice is once."""
    now = timezone.now()
    if provider().email and wanted(request, member, now=now) is None:
        _mail(member, is_wanted=True, at=now)
        request.session[_ASKED] = {"customer": str(member.customer.id), "at": now.isoformat()}
    return redirect("today")


@require_POST
@for_members(Capability.ASK)
def want_no_call(request: HttpRequest, member: Member) -> HttpResponse:
    """Take it back; the desk is told that as well."""
    now = timezone.now()
    if wanted(request, member, now=now):
        _mail(member, is_wanted=False, at=now)
        del request.session[_ASKED]
    return redirect("today")


@transaction.atomic
def _mail(member: Member, *, is_wanted: bool, at: datetime) -> None:
    """In Japanese whatever the owner reads: the desk does."""
    first = Contact.objects.filter(customer=member.customer).exclude(phone="").order_by("position").first()
    known = {"member": member, "at": timezone.localtime(at), "is_wanted": is_wanted, "contact": first}
    with override("ja"):
        body = render_to_string("portal/call_wanted.txt", known)
    subject = f"{'電話してほしい' if is_wanted else '電話は要らなくなりました'} {member.customer.name}"
    send_later(EmailMessage(subject, body, to=[provider().email]))
    verb = "desk.call_wanted" if is_wanted else "desk.call_not_wanted"
    record(verb, actor=member.person, customer=member.customer.id, target=f"person {member.person.id}")
