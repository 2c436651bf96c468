"""社員. The owner invites his own people, takes them away, and hands the company over; he asks nobody for it."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from otasuke.web.accounts.letting_in import let_member_in
from otasuke.web.accounts.links import LinkIsOver
from otasuke.web.accounts.mailing import send
from otasuke.web.accounts.models import MemberInvitation, Person
from otasuke.web.accounts.names import name_field, name_kana_field
from otasuke.web.accounts.policy import Capability, Role
from otasuke.web.customers.members import (
    LIVES_FOR,
    AlreadyThere,
    Invited,
    LastOwner,
    NotThere,
    TooMany,
    change_invitation,
    give_member_back,
    hand_over,
    invitation_of,
    invite_member,
    join_by,
    people_of,
    remove_member,
    withdraw_invitation,
)
from otasuke.web.customers.models import Membership
from otasuke.web.customers.selectors import Member
from otasuke.web.portal.doors import CHOSEN, for_members
from otasuke.web.portal.pages import page

_UNDO_S = 600
_SALT = "portal.removed"
_DAYS = LIVES_FOR.days


class _Colleague(forms.Form):
    """Whom the owner invites."""

    name = name_field()
    name_kana = name_kana_field()
    email = forms.EmailField(
        label=gettext_lazy("メールアドレス"),
        help_text=gettext_lazy("この人だけが読めるアドレスにしてください。"),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={"invalid": gettext_lazy("メールアドレスの形ではありません。例 inamori@minori.example")},
    )

    def who(self) -> Invited:
        given = self.cleaned_data
        return Invited(given["email"], given["name"], given["name_kana"])


@never_cache
@require_GET
@for_members(Capability.INVITE_COLLEAGUE)
def people(request: HttpRequest, member: Member) -> HttpResponse:
    """社員. Who can see this company's pages."""
    removed = request.GET.get("removed", "")
    whom = _removed_in(removed, member)
    shown = {"people": people_of(member.customer.id), "now": timezone.now(), "is_late": "late" in request.GET}
    if whom:
        shown |= {"removed": removed, "removed_person": Person.objects.filter(id=whom).first()}
    return page(request, member, "people", **shown)


@never_cache
@require_http_methods(["GET", "POST"])
@for_members(Capability.INVITE_COLLEAGUE)
def invite(request: HttpRequest, member: Member) -> HttpResponse:
    """Invite somebody by mail."""
    form = _Colleague(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = invite_member(member.customer.id, form.who(), actor=member.person, now=timezone.now())
        except (AlreadyThere, TooMany) as why:
            _refuse(form, why)
        else:
            return _mailed(request, member, made)
    return page(request, member, "invite", form=form, days=_DAYS)


@never_cache
@require_http_methods(["GET", "POST"])
@for_members(Capability.INVITE_COLLEAGUE)
def change(request: HttpRequest, member: Member, invitation: UUID) -> HttpResponse:
    """Correct an invitation that nobody answered, and mail it again."""
    found = MemberInvitation.objects.filter(
        id=invitation, role=Role.COLLEAGUE.value
    ).first()  # an owner's is the desk's
    if found is None:
        raise Http404
    first = {"name": found.name, "name_kana": found.name_kana, "email": found.email}
    form = _Colleague(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            made = change_invitation(
                member.customer.id, invitation, who=form.who(), actor=member.person, now=timezone.now()
            )
        except (AlreadyThere, TooMany) as why:
            _refuse(form, why)
        except NotThere:
            raise Http404 from None
        else:
            return _mailed(request, member, made)
    return page(request, member, "invite", form=form, days=_DAYS, invitation=found)


@require_POST
@for_members(Capability.INVITE_COLLEAGUE)
def withdraw(_request: HttpRequest, member: Member, invitation: UUID) -> HttpResponse:
    """Take an invitation back. Inviting again is as easy."""
    try:
        withdraw_invitation(member.customer.id, invitation, actor=member.person)
    except NotThere:
        raise Http404 from None
    return redirect("members")


@never_cache
@require_http_methods(["GET", "POST"])
@for_members(Capability.INVITE_COLLEAGUE)
def remove(request: HttpRequest, member: Member, person: UUID) -> HttpResponse:
    """Say what it means to take a colleague away, and do it."""
    found = _colleague(person)
    if request.method == "GET":
        return page(request, member, "remove", found=found)
    try:
        remove_member(member.customer.id, person, actor=member.person)
    except (NotThere, LastOwner):
        raise Http404 from None
    words = signing.dumps([str(member.customer.id), str(person)], salt=_SALT)
    return redirect(f"{reverse('members')}?{urlencode({'removed': words})}")


@require_POST
@for_members(Capability.INVITE_COLLEAGUE)
def undo_remove(request: HttpRequest, member: Member) -> HttpResponse:
    """Bring a colleague back who was just taken away; after ten minutes that is said, and nothing done."""
    whom = _removed_in(request.POST.get("removed", ""), member)
    if whom is None:
        return redirect(f"{reverse('members')}?late=yes")
    try:
        give_member_back(member.customer.id, whom, actor=member.person)
    except NotThere:
        raise Http404 from None
    return redirect("members")


@never_cache
@require_http_methods(["GET", "POST"])
@for_members(Capability.INVITE_COLLEAGUE)
def give_ownership(request: HttpRequest, member: Member, person: UUID) -> HttpResponse:
    """Say what it means to hand the company over, and do it; both are told by mail."""
    found = _colleague(person)
    if request.method == "GET":
        return page(request, member, "hand_over", found=found)
    try:
        owner = hand_over(member.customer.id, owner=member.person, to=person)
    except NotThere:
        raise Http404 from None
    for one in (owner, member.person):
        send(
            one.email,
            gettext_lazy("会社の代表が変わりました"),
            template="portal/handed_over.txt",
            language=one.language,
            reader=one,
            before=member.person,
            after=owner,
            company=member.customer.name,
        )
    return redirect("today")


@never_cache
@require_http_methods(["GET", "POST"])
def by_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """A page with a button, and what the button does."""
    try:
        if request.method == "GET":
            return render(request, "portal/invited.html", {"invitation": invitation_of(token, now=timezone.now())})
        member = join_by(token, now=timezone.now())
    except LinkIsOver:
        return render(request, "portal/invitation_over.html", status=410)
    let_member_in(request, member.person)
    request.session[CHOSEN] = str(member.customer.id)
    return redirect("today")


def _colleague(person: UUID) -> Membership:
    """One of the company's people who does not own it; the owner is not taken away, he hands over."""
    found = Membership.objects.select_related("person").filter(person_id=person, role=Role.COLLEAGUE.value).first()
    if found is None:
        raise Http404
    return found


def _mailed(request: HttpRequest, member: Member, made: tuple[MemberInvitation, str]) -> HttpResponse:
    invitation, token = made
    send(
        invitation.email,
        gettext_lazy("会社のページへの招待"),
        template="portal/invitation.txt",
        language=member.person.language,
        not_after=invitation.expires_at,
        invitation=invitation,
        owner=member.person,
        company=member.customer.name,
        address=request.build_absolute_uri(reverse("member-join", args=[token])),
        days=_DAYS,
    )
    return page(request, member, "invitation_sent", invitation=invitation, days=_DAYS)


def _refuse(form: _Colleague, why: Exception) -> None:
    if isinstance(why, AlreadyThere):
        form.add_error("email", _("このアドレスの人は、もう社員です。"))
    else:
        form.add_error("email", _("きょうは、もう招待を送れません。あすまた送ってください。"))


def _removed_in(words: str, member: Member) -> UUID | None:
    """Whom the signed words name, if they are of this company."""
    try:
        customer, person = signing.loads(words, salt=_SALT, max_age=_UNDO_S)
    except signing.BadSignature:
        return None
    return UUID(person) if customer == str(member.customer.id) else None
