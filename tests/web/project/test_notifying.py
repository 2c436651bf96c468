"""The process that brings messages to people, as `otasuke serve notify` becomes it."""

from __future__ import annotations

from pathlib import Path

from beside_web import said_until_stopped
from otasuke.web.project.database import Logins


def test_it_works_until_it_is_told_to_stop(own_logins: Logins, tmp_path: Path) -> None:
    said = said_until_stopped("otasuke.web.project.notifying", own_logins.member, tmp_path / "web" / "notify.ready")

    assert (said.count("notify.begin"), said.count("notify.end")) == (1, 1)  # each line is said once
