"""Who comes into the console: every page of it is behind `for_staff`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import STAFF, Capability, Role, may
from otasuke.web.accounts.signing_in import roles_of
from otasuke.web.accounts.staff_sessions import session_of


@dataclass(frozen=True, slots=True)
class Staff:
    """A person who works for the provider, or for a firm that works with him, and gave both password and code."""

    person: Person
    roles: frozenset[Role]

    def may(self, capability: Capability) -> bool:
        """Whether he may do this."""
        return may(self.roles, capability)


_More = ParamSpec("_More")
View = Callable[Concatenate[HttpRequest, Staff, _More], HttpResponseBase]


def for_staff(
    capability: Capability | None = None,
) -> Callable[[View[_More]], Callable[Concatenate[HttpRequest, _More], HttpResponseBase]]:
    """A page for staff who may do this; without a capability, for every member of staff.

    It opens no scope: the page does, of one company or across all. Who has not signed in as staff, with both password and
    code, is led there; who may not, or is no staff, finds nothing.
    """
    return _behind(lambda who: bool(who.roles & STAFF) if capability is None else who.may(capability))


def for_all_inside() -> Callable[[View[_More]], Callable[Concatenate[HttpRequest, _More], HttpResponseBase]]:
    """A page for everybody who has a post, also at another firm than the provider's."""
    return _behind(lambda who: bool(who.roles))


def _behind(
    is_let_in: Callable[[Staff], bool],
) -> Callable[[View[_More]], Callable[Concatenate[HttpRequest, _More], HttpResponseBase]]:
    def decorate(view: View[_More]) -> Callable[Concatenate[HttpRequest, _More], HttpResponseBase]:
        @wraps(view)
        def page(request: HttpRequest, /, *args: _More.args, **kwargs: _More.kwargs) -> HttpResponseBase:
            if not isinstance(request.user, Person):
                return _to_door(request)
            who = Staff(request.user, roles_of(request.user))
            if not is_let_in(who):
                raise Http404
            if session_of(who.person, request.session.session_key, now=timezone.now()) is None:
                return _to_door(request)
            return view(request, who, *args, **kwargs)

        return page

    return decorate


def _to_door(request: HttpRequest) -> HttpResponse:
    back = {"next": request.get_full_path()} if request.method == "GET" else {}
    return redirect(f"{reverse('staff-enter')}?{urlencode(back)}" if back else reverse("staff-enter"))
