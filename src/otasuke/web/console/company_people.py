"""ログインする人. Staff invite the owner of a company, and take an invitation back; from then on the owner invites his people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.core import serializers
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from otasuke.web.accounts.mailing import send
from otasuke.web.accounts.models import MemberInvitation, Person
from otasuke.web.accounts.names import name_field, name_kana_field
from otasuke.web.accounts.policy import Capability, Role
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.pages import page
from otasuke.web.customers.members import (
    LIVES_FOR,
    AlreadyThere,
    Invited,
    NotThere,
    TooMany,
    give_invitation_back,
    invite_member,
    people_of,
    withdraw_invitation,
)
from otasuke.web.customers.models import Customer, Membership
from otasuke.web.customers.selectors import customer_of

_UNDO = timedelta(minutes=10)
_WITHDRAWN = "console.withdrawn-invitation"
_DAYS = LIVES_FOR.days


class _Owner(forms.Form):
    """Who is to own the company's pages."""

    name = name_field()
    name_kana = name_kana_field()
    email = forms.EmailField(
        label=gettext_lazy("メールアドレス"),
        help_text=gettext_lazy("本人だけが読めるアドレスを、電話で聞いてください。"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("メールアドレスの形ではありません。例 inamori@minori.example")},
    )

    def who(self) -> Invited:
        given = self.cleaned_data
        return Invited(given["email"], given["name"], given["name_kana"], Role.OWNER)


def invited_context(request: HttpRequest, customer: Customer) -> Mapping[str, object]:
    """What was just done about its people, for the page of a company."""
    withdrawn = _withdrawn(request, customer) if "withdrawn" in request.GET else None
    return {
        "invited_now": request.GET.get("invited", ""),
        "withdrawn": withdrawn,
        "is_late": "late" in request.GET,
        "now": timezone.now(),
    }


@never_cache
@require_http_methods(["GET", "POST"])
@for_staff(Capability.INVITE_OWNERS)
def invite(request: HttpRequest, staff: Staff, code: str) -> HttpResponse:
    """代表を招く. Mail somebody a link with which he becomes an owner of this company. Nobody else gets to see the link."""
    customer = _found(code)
    people = people_of(customer.id)
    form = _Owner(request.POST or None, initial=_again(request, people.invited))
    if request.method == "POST" and form.is_valid():
        try:
            made, token = invite_member(customer.id, form.who(), actor=staff.person, now=timezone.now())
        except (AlreadyThere, TooMany) as why:
            form.add_error("email", _refused(why))
        else:
            _mail(request, customer, made, token)
            _tell_owners(customer, people.members, made)
            return _to_company(code, invited=str(made.id))
    owners = [one for one in people.members if one.role == Role.OWNER.value]
    return page(request, staff, "owner_invite", {"form": form, "customer": customer, "owners": owners, "days": _DAYS})


@require_POST
@for_staff(Capability.INVITE_OWNERS)
def withdraw(request: HttpRequest, staff: Staff, code: str, invitation: UUID) -> HttpResponse:
    """Take an invitation back; for ten minutes the way back stands on the next page."""
    try:
        taken = withdraw_invitation(_found(code).id, invitation, actor=staff.person)
    except NotThere:
        raise Http404 from None
    # What its link needs to work again is kept with this browser's session, and nowhere else.
    words = serializers.serialize("json", [taken])
    request.session[_WITHDRAWN] = {"invitation": words, "at": timezone.now().isoformat()}
    return _to_company(code, withdrawn="yes")


@require_POST
@for_staff(Capability.INVITE_OWNERS)
def undo_withdraw(request: HttpRequest, staff: Staff, code: str) -> HttpResponse:
    """Undo that, so that the link that was mailed works again."""
    taken = _withdrawn(request, _found(code))
    request.session.pop(_WITHDRAWN, None)
    if taken is None:
        return _to_company(code, late="yes")
    try:
        give_invitation_back(taken, actor=staff.person)
    except AlreadyThere:
        return _to_company(code, late="yes")
    return _to_company(code)


def _found(code: str) -> Customer:
    customer = customer_of(code)
    if customer is None or customer.withdrawn_at is not None:
        raise Http404
    return customer


def _again(request: HttpRequest, invited: Sequence[MemberInvitation]) -> dict[str, Any]:
    """Who was invited before and is invited again; his link of before is over then."""
    wanted = request.GET.get("again", "")
    found = next((one for one in invited if str(one.id) == wanted), None)
    return {"name": found.name, "name_kana": found.name_kana, "email": found.email} if found else {}


def _refused(why: Exception) -> str:
    if isinstance(why, AlreadyThere):
        return _("このアドレスの人は、もうこの会社の人です。代表にするのは、いまの代表が自分でします。")
    return _("この会社には、きょうはもう招待を送れません。あすまた送ってください。")


def _mail(request: HttpRequest, customer: Customer, made: MemberInvitation, token: str) -> None:
    known = Person.objects.filter(email__iexact=made.email).first()
    send(
        made.email,
        gettext_lazy("会社のページへの招待"),
        template="console/owner_invitation.txt",
        language=known.language if known and known.language else "ja",
        not_after=made.expires_at,
        name=made.name,
        company=customer.name,
        address=request.build_absolute_uri(reverse("member-join", args=[token])),
        days=_DAYS,
    )


def _tell_owners(customer: Customer, members: Sequence[Membership], made: MemberInvitation) -> None:
    """Who owns the company learns that somebody else is to: nobody takes it over behind his back."""
    owners = [one for one in members if one.role == Role.OWNER.value]
    for one in owners:
        send(
            one.person.email,
            gettext_lazy("もう一人の代表を招きました"),
            template="console/owner_invited.txt",
            language=one.person.language,
            reader=one.person.name,
            name=made.name,
            company=customer.name,
        )


def _withdrawn(request: HttpRequest, customer: Customer) -> MemberInvitation | None:
    """The invitation of this company that this browser took back within the last ten minutes."""
    kept = request.session.get(_WITHDRAWN)
    at = parse_datetime(kept["at"]) if kept else None
    if kept is None or at is None or timezone.now() - at > _UNDO:
        return None
    [taken] = (one.object for one in serializers.deserialize("json", kept["invitation"]))
    assert isinstance(taken, MemberInvitation)
    return taken if taken.customer_id == customer.id else None


def _to_company(code: str, **said: str) -> HttpResponse:
    query = f"?{urlencode(said)}" if said else ""
    return redirect(f"{reverse('console-company', args=[code])}{query}#people")
