"""The console's addresses of the rota."""

from __future__ import annotations

from django.urls import reverse

from otasuke.web.console.duty_urls import of_duty


def test_the_rota_is_where_the_console_has_it() -> None:
    assert reverse("console-duty") == "/console/duty"
    assert all(str(one.pattern).startswith(("console/duty", "duty/")) for one in of_duty)
