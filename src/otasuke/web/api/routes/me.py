"""Who asks."""

from __future__ import annotations

from django.http import HttpRequest
from ninja import Router

from otasuke.web.api.bearers import bearer_of
from otasuke.web.api.routes.declared import says
from otasuke.web.api.shapes.people import MeShown, person_shown
from otasuke.web.ui.sentences import _

router = Router()


@router.get("/me", response=MeShown, **says(_("このトークンで何ができるか"), scope=None, tag="me"))
def read_me(request: HttpRequest) -> MeShown:
    """Whose token this is, and what it may do today."""
    bearer = bearer_of(request)
    customers = [bearer.customer] if bearer.customer else sorted(bearer.only) or None
    return MeShown(
        token=bearer.token,
        name=bearer.name,
        expires_at=bearer.expires_at,
        person=person_shown(bearer.person, sorted(bearer.roles)),
        firm=bearer.firm,
        customers=customers,
        scopes=sorted(bearer.scopes),
    )
