"""People: those of a company, and those of the firm."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from otasuke.web.accounts.models import Post
from otasuke.web.api.bearers import bearer_of
from otasuke.web.api.opened import company
from otasuke.web.api.problems import not_found
from otasuke.web.api.routes.declared import says
from otasuke.web.api.shapes.people import PeopleShown, PersonShown, person_shown
from otasuke.web.customers.models import Membership
from otasuke.web.tokens.policy import Scope
from otasuke.web.ui.sentences import _

router = Router()
_TAG = "people"


@router.get(
    "/customers/{uuid:customer}/people",
    response=PeopleShown,
    **says(_("会社の担当者"), scope=Scope.READ_PEOPLE, tag=_TAG),
)
def list_members(request: HttpRequest, customer: UUID) -> PeopleShown:
    """Who acts for a company."""
    with company(request, customer):
        rows = Membership.objects.select_related("person").order_by("person__name_kana", "person__id")
        return PeopleShown(items=[person_shown(one.person, [one.role]) for one in rows])


@router.get("/people", response=PeopleShown, **says(_("事業者のスタッフ"), scope=Scope.READ_PEOPLE, tag=_TAG))
def list_staff(request: HttpRequest) -> PeopleShown:
    """Who works for the firm. A token for companies alone finds nothing."""
    bearer = bearer_of(request)
    if bearer.firm is None or bearer.only:
        raise not_found()
    rows = Post.objects.select_related("person").filter(firm=bearer.firm)
    found: dict[UUID, PersonShown] = {}
    for one in rows.order_by("person__name_kana", "person__id", "role"):
        found.setdefault(one.person_id, person_shown(one.person, [])).roles.append(one.role)
    return PeopleShown(items=list(found.values()))
