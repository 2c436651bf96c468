"""What is offered: all versions of the plans, and a new one."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from otasuke.web.accounts.policy import Capability
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.pages import page
from otasuke.web.console.plan_form import PlanForm, initial_of, judged
from otasuke.web.contracts.errors import ContractError
from otasuke.web.contracts.selectors import all_plans, offered_plans
from otasuke.web.contracts.services import offer_plan


@never_cache
@require_GET
@for_staff(Capability.SEE_COMPANIES)
def plans(request: HttpRequest, staff: Staff) -> HttpResponse:
    """プラン. What we offer, and what we offered before."""
    shown = {"plans": all_plans(), "may_edit": staff.may(Capability.EDIT_CONTRACTS), "made": request.GET.get("made")}
    return page(request, staff, "plans", shown)


@never_cache
@require_http_methods(["GET", "POST"])
@for_staff(Capability.EDIT_CONTRACTS)
def new_plan(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Offer a plan. One that breaks a rule is not saved; which, and by how much, is said."""
    before = next((one for one in offered_plans() if one.code == request.GET.get("from")), None)
    form = PlanForm(request.POST or None, initial=dict(initial_of(before)) if before else None)
    if request.method == "POST" and form.is_valid():
        try:
            made = offer_plan(form.plan(), actor=staff.person)
        except ContractError as error:
            form.tell(error)
        except ValidationError as error:
            form.tell_django(error)
        else:
            return redirect(f"{reverse('console-plans')}?made={made.code}")
    judgement = judged(PlanForm(request.POST or _sent(form)))
    return page(request, staff, "plan_new", {"form": form, "judged": judgement, "before": before})


@require_POST
@for_staff(Capability.EDIT_CONTRACTS)
def check_plan(request: HttpRequest, staff: Staff) -> HttpResponse:  # noqa: ARG001  # as all views
    """What the rules say to a plan that is being written; a part of a page."""
    return render(request, "console/plan_judged.html", {"judged": judged(PlanForm(request.POST))})


def _sent(form: PlanForm) -> dict[str, object]:
    """What a browser would send of a form that nobody touched."""
    return {field.name: value for field in form if (value := field.value()) not in (None, False)}
