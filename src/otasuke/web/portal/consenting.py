"""Reading what was explained, and agreeing to it."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from otasuke.web.accounts.policy import Capability
from otasuke.web.contracts.errors import ContractError
from otasuke.web.contracts.explaining import consent
from otasuke.web.contracts.selectors import waiting_for
from otasuke.web.contracts.states import NotPossible
from otasuke.web.contracts.texts import parse_plain
from otasuke.web.customers.selectors import Member
from otasuke.web.portal.doors import for_members
from otasuke.web.portal.pages import page
from otasuke.web.ui.telling import told


class _Agree(forms.Form):
    name = forms.CharField(label=_("お名前"), max_length=60)
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)


@never_cache
@require_http_methods(["GET", "POST"])
@for_members(Capability.SIGN)
def agree(request: HttpRequest, member: Member, explanation: UUID) -> HttpResponse:
    """説明に同意する. What does it cost, and do I agree? Until he does, nothing changes."""
    waiting = waiting_for(member.customer.id)
    if waiting is None or waiting.id != explanation:
        raise Http404
    initial = {"name": member.person.name, "digest": waiting.digest}
    form = _Agree(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        given, now = form.cleaned_data, timezone.now()
        try:
            consent(waiting.id, digest=given["digest"], name=given["name"], person=member.person, at=now)
        except ContractError as error:
            for one in error.sentences:
                form.add_error("name", told(one))
        except NotPossible:
            raise Http404 from None
        else:
            return redirect("contract")
    title, sections = parse_plain(waiting.text)
    return page(request, member, "agree", form=form, waiting=waiting, title=title, sections=sections)
