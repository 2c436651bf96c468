"""相談. Whom to call, and a few words to the desk: they go to its mail until there is a desk of its own here."""

from __future__ import annotations

from django import forms
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from otasuke.web.accounts.policy import Capability
from otasuke.web.audit.services import record
from otasuke.web.customers.selectors import Member
from otasuke.web.jobs.mail import send_later
from otasuke.web.portal.doors import for_members
from otasuke.web.portal.pages import page
from otasuke.web.provider.selectors import provider

_LONGEST = 2000


class _Question(forms.Form):
    """What somebody wants to tell the desk."""

    words = forms.CharField(
        label=gettext_lazy("相談したいこと"),
        max_length=_LONGEST,
        help_text=gettext_lazy("いつ、どのパソコンで、何が出たか。わかるところだけでかまいません。"),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": gettext_lazy("相談したいことを書いてください。")},
    )


@never_cache
@require_http_methods(["GET", "POST"])
@for_members(Capability.ASK)
def ask(request: HttpRequest, member: Member) -> HttpResponse:
    """The phone first; what is written is queued for the desk."""
    form, mailbox = _Question(request.POST or None), provider().email
    if request.method == "POST" and mailbox and form.is_valid():
        _send(member, form.cleaned_data["words"], mailbox)
        return redirect("ask-sent")
    return page(request, member, "ask", form=form if mailbox else None)


@require_GET
@for_members(Capability.ASK)
def sent(request: HttpRequest, member: Member) -> HttpResponse:
    """What happens next."""
    return page(request, member, "ask_sent")


@transaction.atomic
def _send(member: Member, words: str, mailbox: str) -> None:
    """Queue the mail, in Japanese whatever the owner reads: the desk does. The log says that there was one, not what."""
    known = {"member": member, "words": words, "at": timezone.now()}
    with override("ja"):
        body = render_to_string("portal/question.txt", known)
    subject = f"相談 {member.customer.name}"
    reply_to = [member.person.email] if member.person.email else []
    send_later(EmailMessage(subject, body, to=[mailbox], reply_to=reply_to))
    record("desk.asked", actor=member.person, customer=member.customer.id, target=f"person {member.person.id}")
