"""Lines of the audit log, with which a reader can follow the chain."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest
from ninja import Router

from otasuke.web.api.bearers import bearer_of
from otasuke.web.api.cursors import page_of
from otasuke.web.api.opened import company
from otasuke.web.api.problems import not_found
from otasuke.web.api.routes.declared import PAGED, Cursor, Limit, says
from otasuke.web.api.shapes.people import AuditPage, line_shown
from otasuke.web.audit.models import AuditLine
from otasuke.web.tenancy.scope import across
from otasuke.web.tokens.policy import Scope
from otasuke.web.ui.sentences import _

router = Router()
_TAG = "audit"


@router.get(
    "/customers/{uuid:customer}/audit",
    response=AuditPage,
    **says(_("会社の監査記録"), scope=Scope.READ_AUDIT, tag=_TAG, query=PAGED),
)
def list_audit_of_customer(request: HttpRequest, customer: UUID, limit: int = Limit, cursor: str = Cursor) -> AuditPage:
    """What was done about a company, oldest first."""
    with company(request, customer):
        return _page(AuditLine.objects.filter(customer=customer), cursor, limit)


@router.get("/audit", response=AuditPage, **says(_("事業者の監査記録"), scope=Scope.READ_AUDIT, tag=_TAG, query=PAGED))
def list_audit(request: HttpRequest, limit: int = Limit, cursor: str = Cursor) -> AuditPage:
    """What was done that is about no company. A token for companies alone finds nothing."""
    bearer = bearer_of(request)
    if bearer.firm is None or bearer.only:
        raise not_found()
    with across("the provider's own chain is no company's"):
        return _page(AuditLine.objects.filter(customer=None), cursor, limit)


def _page(rows: QuerySet[AuditLine], cursor: str, limit: int) -> AuditPage:
    found, following = page_of(rows, ("number",), cursor=cursor, limit=limit)
    return AuditPage(items=[line_shown(row) for row in found], next=following)
