"""Inviting from the command line. What it does with a database, tests/cli/test_staff.py sees."""

from __future__ import annotations

import pytest

from otasuke.web.project.inviting import CannotInvite, invite_staff


def test_what_is_no_address_is_refused(database) -> None:
    with pytest.raises(CannotInvite, match="'x' is no mail address"):
        invite_staff({}, name="早瀬 遥", email="x", role="manager")


def test_a_link_is_made(database) -> None:
    assert len(invite_staff({}, name="早瀬 遥", email="hayase@naniwa.example", role="manager")) > 40
