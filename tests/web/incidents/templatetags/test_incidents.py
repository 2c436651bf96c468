"""What an incident is called on a page."""

from __future__ import annotations

from django.template import Context, Template
from django.utils.translation import override

from otasuke.web.incidents.models import Incident


def test_a_title_stands_on_a_page_as_text() -> None:
    with override("ja"):
        shown = Template("{% load incidents %}{{ one|titled }}").render(Context({"one": Incident(title="<b>題")}))

    assert shown == "&lt;b&gt;題"
