"""What an incident is called, for a page: `{% load incidents %}{{ one|titled }}`."""

from __future__ import annotations

from django import template

from otasuke.web.incidents.models import Incident
from otasuke.web.incidents.titles import title_for_reader

register = template.Library()


@register.filter
def titled(incident: Incident) -> str:
    """In the reader's language."""
    return title_for_reader(incident)
