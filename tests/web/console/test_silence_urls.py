"""The console's addresses of silences."""

from __future__ import annotations

from django.urls import reverse

from otasuke.web.console.silence_urls import of_silences


def test_the_list_is_where_the_console_has_it() -> None:
    assert reverse("console-silences") == "/console/silences"
    assert all(str(one.pattern).startswith("console/silences") for one in of_silences)
