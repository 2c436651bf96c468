"""メッセージ. What was told: the list, one of them, and its answers."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from otasuke.web.accounts.policy import Capability
from otasuke.web.customers.selectors import Member
from otasuke.web.flows.answering import Over, answered
from otasuke.web.notify.asking import told_lately
from otasuke.web.notify.models import Message
from otasuke.web.portal.doors import for_members
from otasuke.web.portal.pages import page
from otasuke.web.portal.shown import Shown, answer_in, is_asked, shown, words_in

_MOST = 50


@never_cache
@require_GET
@for_members(Capability.ANSWER)
def messages(request: HttpRequest, member: Member) -> HttpResponse:
    """What is open first, then what is over; the newest first."""
    found = [shown(one, reader=member.person.name) for one in told_lately(member.customer.id, most=_MOST)]
    return page(
        request,
        member,
        "messages",
        going_on=[one for one in found if not one.is_over],
        over=[one for one in found if one.is_over],
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_members(Capability.ANSWER)
def message(request: HttpRequest, member: Member, message: UUID) -> HttpResponse:
    """One of them. Opening it does nothing; a button answers, changes the answer or takes it back."""
    found = _found(message)
    if request.method == "POST":
        try:
            answer = answer_in(request.POST)
            words = words_in(request.POST, answer)
            if is_asked(shown(found, reader=member.person.name), answer, words):
                answered(found, answer, words=words, by=member.person.name, person=member.person, at=timezone.now())
        except ValueError:
            raise Http404 from None
        except Over:
            pass  # the page says so
        return redirect("message", found.id)
    one: Shown = shown(found, reader=member.person.name)
    return page(request, member, "message", one=one)


def _found(message: UUID) -> Message:
    found = Message.objects.select_related("customer").filter(id=message).first()
    if found is None:
        raise Http404
    return found
