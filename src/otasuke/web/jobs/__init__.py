"""Background jobs: what is done later, by another process, again until it succeeds; and what is done at set times.

An area declares its jobs in `tasks.py`, which is found by itself. docs/how/jobs.md says how.
"""

from otasuke.web.jobs.declaring import GiveUp, app, cron, task

__all__ = ["GiveUp", "app", "cron", "task"]
