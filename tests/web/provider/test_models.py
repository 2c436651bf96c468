"""The row that says whose service this is."""

from __future__ import annotations

from otasuke.web.provider.models import Profile


def test_a_profile_is_called_by_its_name() -> None:
    assert str(Profile(name="なにわ見守り舎")) == "なにわ見守り舎"
