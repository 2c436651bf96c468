"""The console's addresses of endpoints."""

from __future__ import annotations

from django.urls import reverse

from otasuke.web.console.hook_urls import of_hooks


def test_the_list_is_where_the_console_has_it() -> None:
    assert reverse("console-hooks") == "/console/hooks"
    assert all(str(one.pattern).startswith("console/hooks") for one in of_hooks)
