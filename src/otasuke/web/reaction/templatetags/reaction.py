"""What could be done about an incident, for a page that shows it: `{% load reaction %}{% next_steps incident may_react %}`."""

from __future__ import annotations

from django import template
from django.template.context import Context
from django.utils import timezone

from otasuke.web.incidents.models import Incident
from otasuke.web.reaction.models import Preapproval
from otasuke.web.reaction.policy import DAYS, USUAL_DAYS, Kind
from otasuke.web.reaction.selectors import actions_for
from otasuke.web.reaction.words import OWNERS
from otasuke.web.ui.sentences import Sentence
from otasuke.web.ui.telling import told

register = template.Library()


@register.inclusion_tag("reaction/_next_steps.html", takes_context=True)
def next_steps(context: Context, incident: Incident, may_react: bool = False) -> dict[str, object]:  # noqa: FBT001, FBT002  # Django's order
    """The actions of an incident. may_react: whether who looks may decide."""
    return {
        "actions": actions_for(incident, now=timezone.now()),
        "one": incident,
        "may_react": may_react and incident.is_open,
        "days": DAYS,
        "usual_days": USUAL_DAYS,
        "csrf_token": context.get("csrf_token"),
        "icons": context.get("icons"),
    }


@register.filter(name="told")
def in_words(sentence: Sentence) -> str:
    """A sentence in the reader's language."""
    return told(sentence)


@register.filter
def kind_words(one: Preapproval) -> Sentence:
    """What somebody agreed to, as people of the company read it."""
    return OWNERS[Kind(one.kind)]
