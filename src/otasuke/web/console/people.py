"""人. Who works here and with us: inviting people, and ending what they do."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django import forms
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from otasuke.web.accounts.invitations import LIVES_FOR, invite_again, invite_to
from otasuke.web.accounts.mailing import send
from otasuke.web.accounts.models import Firm, Person, Post
from otasuke.web.accounts.policy import MAY, OF_FIRMS, Capability, Role
from otasuke.web.accounts.posts import EndedPost, LastManager, NoSuchPost, end_post, give_back, is_last_manager
from otasuke.web.accounts.selectors import firms_with_people
from otasuke.web.accounts.words import CAPABILITIES, FIRMS, ROLES
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.pages import page
from otasuke.web.provider.selectors import provider

_UNDO_S = 600
_SALT = "console.ended-post"
_PROVIDER = Firm.Kind.PROVIDER.value


def _choices() -> Iterable[tuple[str, str | Sequence[tuple[str, str]]]]:
    """Roles by kind of firm, in the order of the tables."""
    yield "", _("選んでください")
    for kind, words in FIRMS.items():
        yield str(words), [(f"{kind} {role.value}", str(ROLES[role])) for role in Role if role in OF_FIRMS[kind]]


class _Invited(forms.Form):
    """Who is to come in, and as what."""

    name = forms.CharField(label=gettext_lazy("名前"), max_length=60, widget=forms.TextInput(attrs={"autofocus": True}))
    email = forms.EmailField(
        label=gettext_lazy("メールアドレス"), widget=forms.EmailInput(attrs={"autocomplete": "off"})
    )
    post = forms.ChoiceField(label=gettext_lazy("役割"), choices=_choices)
    firm = forms.CharField(
        label=gettext_lazy("会社の名前"),
        max_length=80,
        required=False,
        help_text=gettext_lazy("自社の人には、いりません。"),
        widget=forms.TextInput(attrs={"list": "firms", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        kind, _space, role = str(self.cleaned_data.get("post", "")).partition(" ")
        if role and kind != _PROVIDER and not self.cleaned_data.get("firm"):
            self.add_error("firm", _("どの会社の人かを入れてください。"))
        return self.cleaned_data | ({"kind": kind, "role": Role(role)} if role else {})


@never_cache
@require_GET
@for_staff(Capability.MANAGE_PEOPLE)
def people(request: HttpRequest, staff: Staff) -> HttpResponse:
    """人. Everybody who has a post, firm by firm."""
    token = request.GET.get("ended", "")
    ended = _ended_in(token)
    person = Person.objects.filter(id=ended.person).first() if ended else None
    shown: dict[str, object] = {"firms": firms_with_people(now=timezone.now())}
    if ended and person:
        shown |= {"ended": token, "ended_person": person, "ended_role": ROLES[ended.role]}
    return page(request, staff, "people", shown)


@never_cache
@require_http_methods(["GET", "POST"])
@for_staff(Capability.MANAGE_PEOPLE)
def invite(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Give somebody a role, mail him a link, and show it this once."""
    form = _Invited(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        person, token = invite_to(
            _firm(given["kind"], given["firm"]),
            given["email"],
            name=given["name"],
            role=given["role"],
            actor=staff.person,
            now=timezone.now(),
        )
        return _link_page(request, staff, person, token)
    firms = Firm.objects.exclude(kind=_PROVIDER).order_by("name").values_list("name", flat=True)
    return page(request, staff, "invite", {"form": form, "firms": firms, "roles_may": _roles_may()})


@never_cache
@require_POST
@for_staff(Capability.MANAGE_PEOPLE)
def fresh_link(request: HttpRequest, staff: Staff, person: UUID) -> HttpResponse:
    """A new link for one who lost his, or his phone; what it makes him lose stands beside the button."""
    found = get_object_or_404(Person.objects.filter(posts__isnull=False, is_active=True).distinct(), id=person)
    return _link_page(request, staff, found, invite_again(found, actor=staff.person, now=timezone.now()))


@never_cache
@require_http_methods(["GET", "POST"])
@for_staff(Capability.MANAGE_PEOPLE)
def end(request: HttpRequest, staff: Staff, post: UUID) -> HttpResponse:
    """Say what ending a role means, and end it."""
    found = get_object_or_404(Post.objects.select_related("person", "firm"), id=post)
    if request.method == "POST":
        try:
            ended = end_post(post, actor=staff.person)
        except NoSuchPost:
            raise Http404 from None
        except LastManager:
            return _end_page(request, staff, found, status=409)
        if ended.person == staff.person.id:  # his own browser is signed out too
            return redirect("staff-enter")
        words = signing.dumps({name: str(value) for name, value in asdict(ended).items()}, salt=_SALT)
        return redirect(f"{reverse('console-people')}?{urlencode({'ended': words})}")
    return _end_page(request, staff, found)


@require_POST
@for_staff(Capability.MANAGE_PEOPLE)
def undo_end(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Give a role back that was just ended."""
    ended = _ended_in(request.POST.get("ended", ""))
    if ended is None:
        raise Http404
    try:
        give_back(ended, actor=staff.person)
    except NoSuchPost:
        raise Http404 from None
    return redirect("console-people")


def _end_page(request: HttpRequest, staff: Staff, post: Post, *, status: int = 200) -> HttpResponse:
    shown = {
        "post": post,
        "role": ROLES[Role(post.role)],
        "is_last": is_last_manager(post),
        "is_self": post.person == staff.person,
        "others": Post.objects.filter(person_id=post.person_id).exclude(id=post.id).count(),
    }
    return page(request, staff, "end_post", shown, status=status)


def _link_page(request: HttpRequest, staff: Staff, person: Person, token: str) -> HttpResponse:
    address = request.build_absolute_uri(reverse("staff-invited", args=[token]))
    send(
        person.email,
        gettext_lazy("スタッフの招待"),
        template="console/invitation.txt",
        language=person.language,
        not_after=timezone.now() + LIVES_FOR,
        person=person,
        address=address,
        days=LIVES_FOR.days,
    )
    shown = {"person": person, "address": address, "days": LIVES_FOR.days}
    return page(request, staff, "invitation_link", shown)


def _firm(kind: str, name: str) -> Firm:
    if kind == _PROVIDER:
        return Firm.objects.filter(kind=kind).first() or Firm.objects.create(kind=kind, name=provider().name)
    return Firm.objects.filter(kind=kind, name=name).first() or Firm.objects.create(kind=kind, name=name)


def _roles_may() -> Sequence[tuple[object, Sequence[object]]]:
    roles = [role for role in Role if any(role in of_firm for of_firm in OF_FIRMS.values())]
    return [(ROLES[role], [words for one, words in CAPABILITIES.items() if one in MAY[role]]) for role in roles]


def _ended_in(words: str) -> EndedPost | None:
    try:
        told = signing.loads(words, salt=_SALT, max_age=_UNDO_S)
    except signing.BadSignature:
        return None
    return EndedPost(UUID(told["person"]), UUID(told["firm"]), Role(told["role"]))
