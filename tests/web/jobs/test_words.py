"""What jobs are called for staff."""

from __future__ import annotations

from otasuke.web.jobs.declaring import app
from otasuke.web.jobs.words import TASKS


def test_every_name_is_of_a_task() -> None:
    assert set(TASKS) - set(app.tasks) == set()
