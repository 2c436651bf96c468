"""What pages call roles and firms."""

from __future__ import annotations

import pytest

from otasuke.web.accounts.templatetags.people import browser_name, firm_name, role_name


def test_they_have_names() -> None:
    assert (role_name("desk"), firm_name("partner")) == ("窓口", "協力会社")
    assert browser_name("Firefox/150 (Windows NT 10.0)") == "Firefox・Windows"


def test_a_role_that_is_none_is_an_error() -> None:
    with pytest.raises(ValueError):
        role_name("king")
