"""自動処理. What the service does by itself: what was given up, what waits, what was done."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from otasuke.web.accounts.policy import Capability
from otasuke.web.console.doors import Staff, for_staff
from otasuke.web.console.pages import page
from otasuke.web.jobs import services
from otasuke.web.jobs.errors import NotFailed
from otasuke.web.jobs.selectors import DONE, FAILED, RUNNING, WAITING, count_jobs, list_jobs
from otasuke.web.jobs.words import TASKS

_TABS = {
    "failed": (gettext_lazy("あきらめたもの"), (FAILED,)),
    "waiting": (gettext_lazy("待っているもの"), (WAITING, RUNNING)),
    "done": (gettext_lazy("終わったもの"), (DONE,)),
}
_MOST = 200


@never_cache
@require_GET
@for_staff(Capability.TEND_JOBS)
def jobs(request: HttpRequest, staff: Staff) -> HttpResponse:
    """自動処理. Those of one state, the newest first."""
    chosen = request.GET.get("show", "failed")
    if chosen not in _TABS:
        raise Http404
    counts = count_jobs()
    tabs = [
        (name, words, sum(counts.get(status, 0) for status in statuses)) for name, (words, statuses) in _TABS.items()
    ]
    lines = [(line, TASKS.get(line.task, line.task)) for line in list_jobs(*_TABS[chosen][1], most=_MOST)]
    shown = {"tabs": tabs, "chosen": chosen, "lines": lines, "most": _MOST, "again": request.GET.get("again")}
    return page(request, staff, "jobs", shown)


@require_POST
@for_staff(Capability.TEND_JOBS)
def retry_job(_: HttpRequest, staff: Staff, job: int) -> HttpResponse:
    """Try one again that was given up. Somebody else may have been faster: then there is nothing to do."""
    try:
        services.retry(job, actor=staff.person)
    except NotFailed:
        return redirect("console-jobs")
    return redirect("/console/jobs?again=1")
