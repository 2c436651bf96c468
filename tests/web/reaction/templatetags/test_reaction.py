"""The part of a page that shows what could be done."""

from __future__ import annotations

from django.template import Context, Template

from finding_cast import NOW, arrive, detection, incidents_of, watched
from otasuke.web.reaction.services import block
from reaction_cast import somebody


def test_any_page_of_an_incident_can_have_its_actions(companies) -> None:
    arrive(detection("minori", by=watched(companies.minori), fields={"Image": "a.exe"}))
    (incident,) = incidents_of(companies.minori)
    block(companies.minori.id, "203.0.113.9", actor=somebody(), at=NOW, incident=incident)
    template = Template("{% load reaction %}{% next_steps incident may %}")

    deciding, looking = (template.render(Context({"incident": incident, "may": may})) for may in (True, False))

    assert "203.0.113.9" in looking
    assert "<form" not in looking
    assert "よいと言った人" in deciding
