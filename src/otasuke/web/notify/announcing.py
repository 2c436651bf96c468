"""Programs that want to know are told of incidents when their companies are."""

from __future__ import annotations

from typing import Literal

from otasuke.advice.colour import Colour
from otasuke.web.customers.models import Customer
from otasuke.web.hooks.services import announce
from otasuke.web.notify.models import Message

ABOUT = "incident"


def say(what: Literal["opened", "risen", "closed"], message: Message) -> None:
    """Announce it, if the message is about an incident. Its company's scope is open."""
    if message.about_kind != ABOUT:
        return
    code = Customer.objects.values_list("tenant", flat=True).get(id=message.customer_id)
    colour = Colour(message.colour).name.lower()
    data = {"customer": code, "incident_id": str(message.about_id), "colour": colour}
    announce(f"incident.{what}", message.customer_id, data)
