"""The process of background jobs, as `otasuke serve jobs` becomes it."""

from __future__ import annotations

from pathlib import Path

from beside_web import said_until_stopped
from otasuke.web.project.database import Logins


def test_it_works_until_it_is_told_to_stop(own_logins: Logins, tmp_path: Path) -> None:
    said = said_until_stopped("otasuke.web.project.working", own_logins.member, tmp_path / "web" / "jobs.ready")

    assert (said.count("jobs.begin"), said.count("jobs.end")) == (1, 1)  # each line is said once
