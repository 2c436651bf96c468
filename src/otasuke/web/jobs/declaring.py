"""Declaring jobs: a function becomes a task, and a task may have its times."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, ParamSpec
from zoneinfo import ZoneInfo

from croniter import croniter
from django.utils import timezone
from procrastinate import App, BaseRetryStrategy, RetryDecision
from procrastinate.contrib.django import app as _procrastinate
from procrastinate.jobs import Job
from procrastinate.periodic import PeriodicTask
from procrastinate.tasks import Task

from otasuke.web.jobs.policy import USUAL_WAITS, wait_after

app = _procrastinate
"""What keeps the jobs: in the web's database, on the connection of whoever makes one."""

JAPAN = ZoneInfo("Asia/Tokyo")
_MADE_UP_FOR = timedelta(days=400)
"""So long after its time a run that was missed is made up for: of a yearly one too."""

_Given = ParamSpec("_Given")
_schedules: dict[str, str] = {}


class GiveUp(Exception):
    """Raised by a job: trying again would not help. Its words are shown to staff."""


def task(
    *, waits: Sequence[timedelta] = USUAL_WAITS, lock: str | None = None
) -> Callable[[Callable[_Given, None]], Task[_Given, None, _Given]]:
    """Make a function of `tasks.py` a task: `it.defer(…)` makes a job of it, in the transaction that is open.

    The function is called outside of any transaction and scope, and may be called twice for the same job: it opens the
    `tenant_scope` that it needs, and does nothing where everything was done. Its arguments are kept as JSON and are no
    secrets: ids, as a rule. When it raises it is called again after these waits, and then given up.

    lock  no two jobs with the same lock run at the same time.
    """

    def declare(function: Callable[_Given, None]) -> Task[_Given, None, _Given]:
        declared = app.task(name=name_of(function), retry=_Waits(tuple(waits)), lock=lock)
        return declared(function)

    return declare


def cron(times: str) -> Callable[[Callable[[datetime], None]], Callable[[datetime], None]]:
    """Make a function of `tasks.py` run at these times, in Japan's time; it is given the time it was to run at.

    times  five fields, as of crontab: minute, hour, day, month, weekday.
    One run for each time, whatever number of workers there is. Of those that were missed, as nothing ran, one is made up for.
    """

    def declare(function: Callable[[datetime], None]) -> Callable[[datetime], None]:
        croniter(times)  # whoever mistypes them learns it at once
        name = name_of(function)

        def run(timestamp: int) -> None:
            function(datetime.fromtimestamp(timestamp, JAPAN))

        app.task(name=name, retry=_Waits(USUAL_WAITS), queueing_lock=name, lock=name)(run)
        _schedules[name] = times
        return function

    return declare


def name_of(function: Callable[..., Any]) -> str:
    """`accounts.forget_links` for that function of otasuke.web.accounts.tasks."""
    *_, area, _module = function.__module__.split(".")
    return f"{area}.{function.__name__}"


def schedule(opened: App) -> None:
    """Give an app that is to run jobs its times."""
    opened.periodic_defaults = {"max_delay": _MADE_UP_FOR.total_seconds()}
    for name, times in _schedules.items():
        periodic = _InJapan(task=opened.tasks[name], cron=times, periodic_id="", configure_kwargs={})
        opened.periodic_registry.periodic_tasks[name, ""] = periodic


class _InJapan(PeriodicTask[Any, Any, Any]):
    """Procrastinate counts in UTC, where the night of Japan is the day before."""

    @property
    def croniter(self) -> croniter:
        return croniter(self.cron, datetime.now(JAPAN))


class _Waits(BaseRetryStrategy):
    def __init__(self, waits: Sequence[timedelta]) -> None:
        self._waits = waits

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        wait = None if isinstance(exception, GiveUp) else wait_after(job.attempts, self._waits)
        return RetryDecision(retry_at=timezone.now() + wait) if wait is not None else None
