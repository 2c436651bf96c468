"""What an incident is called, in the language of who reads."""

from __future__ import annotations

from django.utils.translation import get_language

from otasuke.advice.advise import advise
from otasuke.web.alerts import book
from otasuke.web.alerts.models import LONGEST_NAME
from otasuke.web.alerts.naming import Devices
from otasuke.web.incidents.models import Incident


def is_kept_title() -> bool:
    """Whether who reads is shown the title as it is kept."""
    return not (get_language() or "ja").startswith("en")


def title_for_reader(incident: Incident) -> str:
    """What happened. In Japanese as it is kept, which is what is searched; in English from what it was made of.

    `lead__machine` has to be read along, and `lead__happening` unless `is_kept_title`: no scope need be open.
    """
    if is_kept_title():
        return incident.title
    happening = Devices({}).happening(incident.lead)
    return advise(happening, book.book(), language="en").title[:LONGEST_NAME]
