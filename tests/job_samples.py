"""Jobs of tests. As a program: the process that does jobs, with these among them."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from datetime import datetime
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otasuke.web.project.settings")
if __name__ == "__main__":
    django.setup()

from otasuke.web.jobs import GiveUp, app, cron, task

SECOND = 1.0
ran: list[object] = []


def note(**given: str) -> None:
    """Keep what it is given."""
    ran.append(given)


def fail(why: str) -> None:
    """Never work."""
    raise ValueError(why)


def give_up(why: str) -> None:
    """Say that it will never work."""
    raise GiveUp(why)


def write(path: str, held: str) -> None:
    """Say in a file that it began, and again when it ended, which it does when another file is gone."""
    with Path(path).open("a") as file:
        file.write("began\n")
        file.flush()
        while Path(held).exists():
            time.sleep(0.01)
        file.write("ended\n")


def at_four(at: datetime) -> None:
    """Keep when it was to run."""
    ran.append(at)


for function in (note, fail, give_up, write):
    function.__module__ = "otasuke.web.samples.tasks"
    if f"samples.{function.__name__}" not in app.tasks:
        task()(function)
at_four.__module__ = "otasuke.web.samples.tasks"
if "samples.at_four" not in app.tasks:
    cron("0 4 * * *")(at_four)

if __name__ == "__main__":
    from otasuke.web.jobs.working import work

    asyncio.run(work(beat=Path(sys.argv[1]) if sys.argv[1:] else None, stalled_after_s=SECOND))
