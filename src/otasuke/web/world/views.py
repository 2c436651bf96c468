"""The door of a demo: a button for each role, and the mails that nobody gets."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.request import split_domain_port
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from otasuke.carrier.twin import newest_texts
from otasuke.web.accounts.letting_in import let_member_in, let_staff_in
from otasuke.web.accounts.policy import STAFF
from otasuke.web.accounts.signing_in import roles_of
from otasuke.web.accounts.words import ROLES
from otasuke.web.contracts.states import State
from otasuke.web.world.mailbox import MOST_SHOWN, newest_mails
from otasuke.web.world.policy import Asking, comes_from_here
from otasuke.web.world.selectors import is_all_invented, members, owners, person_called

_STATES = {
    State.DRAFT: _("契約の準備中"),
    State.EXPLAINED: _("説明を読んで、同意するところ"),
    State.SIGNED: _("もうすぐ始まる"),
    State.RUNNING: _("利用中"),
    State.ENDING: _("月末で終わる"),
    State.ENDED: _("終わった"),
}


def only_in_a_demo(view: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A page that is not there but for a browser on this machine that asks a demo whose database holds nothing real."""

    @wraps(view)
    def page(request: HttpRequest) -> HttpResponse:
        asking = Asking(
            is_demo=settings.IS_DEMO,
            is_secure=settings.IS_SECURE,
            host=split_domain_port(request.get_host())[0],
            peer=request.META.get("REMOTE_ADDR", ""),
            headers=request.headers.keys(),
        )
        if not comes_from_here(asking) or not is_all_invented():
            raise Http404
        return view(request)

    return page


@never_cache
@require_GET
@only_in_a_demo
def door(request: HttpRequest) -> HttpResponse:
    """Who would you like to be?"""
    staff = [(one, ROLES[one.role]) for one in members() if one.role in STAFF]
    others = [(one, ROLES[one.role]) for one in members() if one.role not in STAFF]
    of_companies = [(one, _STATES[one.state] if one.state else "") for one in owners()]
    return render(request, "world/door.html", {"staff": staff, "others": others, "owners": of_companies})


@never_cache
@require_POST
@only_in_a_demo
def become(request: HttpRequest) -> HttpResponse:
    """Come in as somebody. Whoever one was before is gone."""
    person = person_called(request.POST.get("who", ""))
    if person is None:
        raise Http404
    if roles_of(person):
        let_staff_in(request, person)
        return redirect("console")
    let_member_in(request, person)
    return redirect("today")


@never_cache
@require_GET
@only_in_a_demo
def mails(request: HttpRequest) -> HttpResponse:
    """The mails and texts that would have been sent."""
    texts = newest_texts(Path(settings.DATA_FOLDER, "carrier"), MOST_SHOWN)
    return render(request, "world/mails.html", {"mails": newest_mails(), "texts": texts})
