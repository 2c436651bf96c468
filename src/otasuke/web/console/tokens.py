"""APIトークン. With what programs ask in the name of staff."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from otasuke.web.accounts.models import Firm, Person
from otasuke.web.accounts.policy import Capability
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.pages import page
from otasuke.web.customers.models import Customer
from otasuke.web.tenancy.scope import across
from otasuke.web.tokens.errors import BadWish
from otasuke.web.tokens.forms import FirmTokenForm
from otasuke.web.tokens.selectors import token_of_firm, tokens_of_firm
from otasuke.web.tokens.services import Made, make_for_firm, revoke


@never_cache
@require_http_methods(["GET", "POST"])
@for_staff(Capability.MAKE_TOKENS)
def tokens(request: HttpRequest, staff: Staff) -> HttpResponse:
    """APIトークン. Those that work, and a new one, whose secret is shown this once."""
    form, made = FirmTokenForm(staff.roles, request.POST or None), None
    if request.method == "POST" and form.is_valid():
        made = _made(form, staff)
    if made is not None:
        form = FirmTokenForm(staff.roles)
    found = tokens_of_firm(_firm(staff).id, of=_whose(staff), now=timezone.now())
    return page(request, staff, "tokens", {"tokens": found, "form": form, "made": made})


@require_POST
@for_staff(Capability.MAKE_TOKENS)
def revoke_token(_request: HttpRequest, staff: Staff, token: UUID) -> HttpResponse:
    """Let a token open nothing any more: one's own, or for who decides about people anybody's."""
    found = token_of_firm(_firm(staff).id, token, of=_whose(staff))
    if found is None:
        raise Http404
    revoke(found, actor=staff.person, now=timezone.now())
    return redirect("console-tokens")


def _made(form: FirmTokenForm, staff: Staff) -> Made | None:
    ids = _ids(form.names())
    if unknown := sorted(form.names() - set(ids)):
        form.add_error("tenants", _("この会社はありません: %(names)s") % {"names": "、".join(unknown)})
        return None
    now = timezone.now()
    try:
        return make_for_firm(form.wish(now), _firm(staff), only=list(ids.values()), actor=staff.person, now=now)
    except BadWish as bad:
        form.refuse(bad)
        return None


def _ids(tenants: frozenset[str]) -> Mapping[str, UUID]:
    with across("a token may be for any company"):
        found = Customer.objects.filter(tenant__in=tenants, withdrawn_at=None)
        return dict(found.values_list("tenant", "id"))


def _firm(staff: Staff) -> Firm:
    """The provider, as far as somebody works there."""
    found = Firm.objects.filter(kind=Firm.Kind.PROVIDER, posts__person=staff.person).order_by("id").first()
    if found is None:
        raise Http404
    return found


def _whose(staff: Staff) -> Person | None:
    return None if staff.may(Capability.MANAGE_PEOPLE) else staff.person
