"""Customers: list, search, open, read, change."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Query

from otasuke.web.api.bearers import bearer_of
from otasuke.web.api.cursors import page_of
from otasuke.web.api.etags import demand_version
from otasuke.web.api.opened import company, company_to_write, note
from otasuke.web.api.problems import Problem
from otasuke.web.api.refusals import refusals
from otasuke.web.api.routes.declared import PAGED, Cursor, Limit, says, version_of, with_version
from otasuke.web.api.shapes.customers import (
    CustomerChanged,
    CustomerPage,
    CustomerShown,
    CustomerWritten,
    facts_of,
)
from otasuke.web.api.shapes.parts import LINE
from otasuke.web.customers.models import Customer
from otasuke.web.customers.policy import Facts
from otasuke.web.customers.selectors import search_customers
from otasuke.web.customers.services import change_customer, open_customer
from otasuke.web.tenancy.scope import across, tenant_scope
from otasuke.web.tokens.policy import Scope
from otasuke.web.tokens.services import Bearer
from otasuke.web.ui.sentences import _

router = Router()
_BY = ("made_at", "id")


@router.get(
    "/customers",
    response=CustomerPage,
    **says(_("会社の一覧と検索"), scope=Scope.READ_CUSTOMERS, tag="customers", query=("q", *PAGED)),
)
def list_customers(
    request: HttpRequest, q: str = Query("", max_length=200, pattern=LINE), limit: int = Limit, cursor: str = Cursor
) -> CustomerPage:
    """Customers as they came; or with q the likeliest, of which there is one page."""
    bearer = bearer_of(request)
    if q:
        found = search_customers(q, most=limit, among=_among(bearer))
        return CustomerPage(items=[CustomerShown.model_validate(row) for row in found], next=None)
    with across("a list for a token"):
        rows, following = page_of(_rows(bearer), _BY, cursor=cursor, limit=limit)
        return CustomerPage(items=[CustomerShown.model_validate(row) for row in rows], next=following)


def _among(bearer: Bearer) -> frozenset[UUID] | None:
    """The companies that a token is for; None: all."""
    return frozenset({bearer.customer}) if bearer.customer else bearer.only or None


def _rows(bearer: Bearer) -> QuerySet[Customer]:
    among = _among(bearer)
    rows = Customer.objects.filter(withdrawn_at=None)
    return rows if among is None else rows.filter(id__in=among)


@router.post(
    "/customers",
    response={201: CustomerShown},
    **says(_("会社を入れる"), scope=Scope.WRITE_CUSTOMERS, tag="customers"),
)
def create_customer(request: HttpRequest, response: HttpResponse, body: CustomerWritten) -> CustomerShown:
    """Take a company in. A token that is for named companies cannot."""
    bearer = bearer_of(request)
    if _among(bearer) is not None:
        raise Problem("insufficient-scope", _("決まった会社だけのトークンでは、会社を入れられません。"))
    with refusals():
        row = open_customer(Facts(**body.model_dump()), actor=bearer.person)
    with tenant_scope(row.id):
        note(request, row.id)
    return _versioned(response, row)


@router.get(
    "/customers/{uuid:customer}",
    response=CustomerShown,
    **says(_("会社を読む"), scope=Scope.READ_CUSTOMERS, tag="customers"),
)
def read_customer(request: HttpRequest, response: HttpResponse, customer: UUID) -> CustomerShown:
    """One company."""
    with company(request, customer) as row:
        return _versioned(response, row)


@router.patch(
    "/customers/{uuid:customer}",
    response=CustomerShown,
    **says(_("会社を直す"), scope=Scope.WRITE_CUSTOMERS, tag="customers"),
)
def change_one_customer(
    request: HttpRequest, response: HttpResponse, customer: UUID, body: CustomerChanged
) -> CustomerShown:
    """Write the fields that are given."""
    with company_to_write(request, customer) as row:
        demand_version(request, version_of(CustomerShown.model_validate(row)))
        facts = replace(facts_of(row), **body.model_dump(exclude_unset=True))
        with refusals():
            changed = change_customer(customer, facts, actor=bearer_of(request).person)
        return _versioned(response, changed)


def _versioned(response: HttpResponse, row: Customer) -> CustomerShown:
    shown = CustomerShown.model_validate(row)
    with_version(response, shown)
    return shown
