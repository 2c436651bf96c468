"""Sites of a customer."""

from __future__ import annotations

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Router

from otasuke.web.api.bearers import bearer_of
from otasuke.web.api.etags import demand_version
from otasuke.web.api.opened import company, company_to_write
from otasuke.web.api.problems import Error, Problem, not_found
from otasuke.web.api.refusals import invalid, refusals
from otasuke.web.api.routes.declared import says, version_of, with_version
from otasuke.web.api.shapes.sites import SiteShown, SitesShown, SiteWritten, site_shown
from otasuke.web.customers.models import Site
from otasuke.web.customers.services import close_site, keep_site
from otasuke.web.tokens.policy import Scope
from otasuke.web.ui.sentences import _

router = Router()
_TAG = "sites"
_ALL, _ONE = "/customers/{uuid:customer}/sites", "/customers/{uuid:customer}/sites/{uuid:site}"


@router.get(_ALL, response=SitesShown, **says(_("拠点の一覧"), scope=Scope.READ_CUSTOMERS, tag=_TAG))
def list_sites(request: HttpRequest, customer: UUID) -> SitesShown:
    """Where the company works."""
    with company(request, customer):
        return SitesShown(items=[site_shown(row) for row in _rows().order_by("name")])


@router.post(_ALL, response={201: SiteShown}, **says(_("拠点を足す"), scope=Scope.WRITE_CUSTOMERS, tag=_TAG))
def create_site(request: HttpRequest, response: HttpResponse, customer: UUID, body: SiteWritten) -> SiteShown:
    """Write down a place; one of this name must not be there."""
    with company_to_write(request, customer):
        if Site.objects.filter(name=body.name).exists():
            raise Problem("conflict", _("この名前の拠点は、すでにあります。直すときは PUT です。"))
        return _kept(request, response, customer, body)


@router.get(_ONE, response=SiteShown, **says(_("拠点を読む"), scope=Scope.READ_CUSTOMERS, tag=_TAG))
def read_site(request: HttpRequest, response: HttpResponse, customer: UUID, site: UUID) -> SiteShown:
    """One place."""
    with company(request, customer):
        return _versioned(response, _row(site))


@router.put(_ONE, response=SiteShown, **says(_("拠点を書きかえる"), scope=Scope.WRITE_CUSTOMERS, tag=_TAG))
def replace_site(
    request: HttpRequest, response: HttpResponse, customer: UUID, site: UUID, body: SiteWritten
) -> SiteShown:
    """Write everything about a place. Its name stays."""
    with company_to_write(request, customer):
        row = _row(site)
        demand_version(request, version_of(site_shown(row)))
        if body.name != row.name:
            raise invalid([Error("/name", _("拠点の名前は変えられません。"))])
        return _kept(request, response, customer, body)


@router.delete(_ONE, response={204: None}, **says(_("拠点をなくす"), scope=Scope.WRITE_CUSTOMERS, tag=_TAG))
def delete_site(request: HttpRequest, customer: UUID, site: UUID) -> None:
    """Take a place away."""
    with company_to_write(request, customer):
        close_site(customer, _row(site).id, actor=bearer_of(request).person)


def _rows() -> QuerySet[Site]:
    return Site.objects.prefetch_related("hours", "closures")


def _row(site: UUID) -> Site:
    found = _rows().filter(id=site).first()
    if found is None:
        raise not_found()
    return found


def _kept(request: HttpRequest, response: HttpResponse, customer: UUID, body: SiteWritten) -> SiteShown:
    with refusals():
        kept = keep_site(customer, body.facts(), actor=bearer_of(request).person)
    return _versioned(response, _row(kept.id))


def _versioned(response: HttpResponse, row: Site) -> SiteShown:
    shown = site_shown(row)
    with_version(response, shown)
    return shown
