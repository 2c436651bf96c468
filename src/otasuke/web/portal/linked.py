"""`/m/<token>`: a message, without signing in. Opening it does nothing, as mail scanners open links."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from otasuke.web.flows.answering import Over, answered
from otasuke.web.notify.errors import BadLink, LinkOver
from otasuke.web.notify.links import Linked, linked
from otasuke.web.notify.models import Delivery, Message
from otasuke.web.notify.relinking import can_be_sent, send_anew
from otasuke.web.portal.shown import answer_in, is_asked, shown, words_in
from otasuke.web.tenancy.scope import tenant_scope


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def by_token(request: HttpRequest, token: str) -> HttpResponse:
    """Whatever the link is of; a button answers."""
    try:
        found = linked(token, now=timezone.now())
    except BadLink:
        return render(request, "portal/message_over.html", status=404)
    except LinkOver as over:
        return _over(request, cast(Delivery, over.delivery))
    if found.delivery.message is None:  # staff sign in
        return render(request, "portal/message_over.html", status=404)
    return _of_company(request, found, found.delivery.message, token)


def _of_company(request: HttpRequest, found: Linked, message: Message, token: str) -> HttpResponse:
    """Who has the link of a delivery answers in the name of who got it."""
    name, person = found.delivery.name, found.delivery.person
    with tenant_scope(message.customer_id):
        if request.method == "POST":
            try:
                answer = answer_in(request.POST)
                words = words_in(request.POST, answer)
                if is_asked(shown(message, reader=name), answer, words):
                    answered(message, answer, words=words, by=name, person=person, at=timezone.now())
            except ValueError:
                return render(request, "portal/message_over.html", status=400)
            except Over:
                pass  # the page says so
            return redirect("linked", token)
        one = shown(message, reader=name)
        return render(
            request, "portal/message_linked.html", {"one": one, "until": found.until, "company": message.customer}
        )


def _over(request: HttpRequest, delivery: Delivery) -> HttpResponse:
    """Who sent it, whom to call, and a new link for who had the old one."""
    is_sent = request.method == "POST" and send_anew(delivery, at=timezone.now())
    known = {"delivery": delivery, "can_be_sent": can_be_sent(delivery), "is_sent": is_sent}
    return render(request, "portal/message_over.html", known, status=200 if is_sent else 410)
