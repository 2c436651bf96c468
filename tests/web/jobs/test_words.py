"""What jobs are called for staff."""

from __future__ import annotations

from otasuke.web.jobs.declaring import app
from otasuke.web.jobs.words import TASKS


def test_every_name_is_of_a_task() -> None:
    assert set(TASKS) - set(app.tasks) == set()


def test_every_job_of_ours_has_words_for_staff() -> None:
    ours = {name for name in app.tasks if "." in name and not name.startswith(("procrastinate", "builtin", "samples."))}

    assert ours - set(TASKS) == set()
