"""The jobs of contracts; what they do is tested in test_waiting.py."""

from __future__ import annotations

from otasuke.web.contracts.tasks import remind
from otasuke.web.jobs import app


def test_the_reminder_is_a_task() -> None:
    assert app.tasks["contracts.remind"] is remind
