"""Who comes into the portal, and for which company: every page of it is behind `for_members`."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from otasuke.web.accounts.letting_in import came_as_staff
from otasuke.web.accounts.member_sessions import note_seen
from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import Capability, may
from otasuke.web.customers.selectors import Member, member, memberships_of
from otasuke.web.tenancy.scope import tenant_scope

CHOSEN = "company"
"""The company that a session is about, of those that its person acts for."""

_More = ParamSpec("_More")
View = Callable[Concatenate[HttpRequest, Member, _More], HttpResponse]


def for_members(
    capability: Capability,
) -> Callable[[View[_More]], Callable[Concatenate[HttpRequest, _More], HttpResponse]]:
    """A page for people of a customer who may do this. It sees the rows of that customer, and nobody else's.

    Who is not signed in is led there, also who came by the door of staff; who may not, or has no company, finds nothing.
    """

    def decorate(view: View[_More]) -> Callable[Concatenate[HttpRequest, _More], HttpResponse]:
        @wraps(view)
        def page(request: HttpRequest, /, *args: _More.args, **kwargs: _More.kwargs) -> HttpResponse:
            if not isinstance(request.user, Person) or came_as_staff(request):
                return redirect(f"{reverse('enter')}?{urlencode({'next': request.get_full_path()}, safe='/')}")
            note_seen(request.session.session_key, now=timezone.now())
            who = chosen_member(request, request.user)
            if who is None:
                return redirect("choose")
            if not may([who.role], capability):
                raise Http404
            with tenant_scope(who.customer.id):
                return view(request, who, *args, **kwargs)

        return page

    return decorate


def chosen_member(request: HttpRequest, person: Person) -> Member | None:
    """As whom somebody came; None if he has to choose a company first. Raises Http404 if he acts for none."""
    chosen = request.session.get(CHOSEN)
    who = member(person, UUID(chosen)) if chosen else None
    if who is None:
        all_of_his = memberships_of(person)
        if not all_of_his:
            raise Http404
        who = all_of_his[0] if len(all_of_his) == 1 else None
    return who
