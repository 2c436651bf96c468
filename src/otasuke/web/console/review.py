"""検知の見直し. Rules by how often they were false alarms, and one of them at each company."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from otasuke.web.accounts.policy import Capability
from otasuke.web.alerts import reviewing
from otasuke.web.alerts.models import Alert
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.pages import page
from otasuke.web.notify.shown import COLOURS
from otasuke.web.tenancy.scope import across

_A_PAGE = 50
_MOST_COMPANIES = 100
_WHY = "what rules found at all companies"


@never_cache
@require_GET
@for_staff(Capability.SEE_ALERTS)
def rules(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Rules, the worst first."""
    words, order = request.GET.get("q", "").strip()[:200], request.GET.get("by", "")
    order = order if order in reviewing.ORDERS else reviewing.ORDERS[0]
    everything = "all" in request.GET
    with across(_WHY):
        found = reviewing.by_rule(words, order=order, judged_only=not everything)
        shown = Paginator(found, _A_PAGE).get_page(request.GET.get("page"))
        rows = [reviewing.share_of(one) for one in shown]
    context = {"page": shown, "rows": rows, "q": words, "by": order, "everything": everything}
    return page(request, staff, "review", context)


@never_cache
@require_GET
@for_staff(Capability.SEE_ALERTS)
def rule(request: HttpRequest, staff: Staff) -> HttpResponse:
    """A rule at each company, and its alerts, those that nobody judged first."""
    wanted = request.GET.get("rule", "")
    with across(_WHY):
        rows = list(reviewing.by_customer([wanted])) if wanted else []
        if wanted and not rows:
            raise Http404
        found = Alert.objects.filter(rule_id=wanted).select_related("customer", "machine")
        shown = Paginator(found.order_by("verdict", "-last_seen", "id"), _A_PAGE).get_page(request.GET.get("page"))
        alerts = [(one, COLOURS[one.colour]) for one in shown]
    context = {
        "rule": wanted,
        "title": rows[0].title if rows else "",
        "rows": rows[:_MOST_COMPANIES],
        "more": len(rows[_MOST_COMPANIES:]),
        "page": shown,
        "alerts": alerts,
    }
    return page(request, staff, "review_rule", context)
