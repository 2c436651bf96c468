"""What jobs are called for staff."""

from __future__ import annotations

from otasuke.web.jobs.declaring import app
from otasuke.web.jobs.words import TASKS


def test_every_task_of_ours_has_a_name_for_staff_and_every_name_a_task() -> None:
    ours = {name for name in app.tasks if ":" not in name and not name.startswith(("samples.", "procrastinate."))}

    assert ours - {"builtin"} == set(TASKS)
