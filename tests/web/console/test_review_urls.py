"""The console's addresses of verdicts, and of what they say about rules."""

from __future__ import annotations

from django.urls import reverse

from otasuke.web.console.review_urls import of_review


def test_the_list_is_where_the_console_has_it() -> None:
    assert reverse("console-review") == "/console/review"
    assert all(str(one.pattern).startswith(("console/review", "console/alerts")) for one in of_review)
