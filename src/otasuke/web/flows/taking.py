"""Who takes an incident has its calls: nobody else on duty is called about it."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q

from otasuke.web.accounts.models import Person
from otasuke.web.flows.answering import ANSWER
from otasuke.web.flows.telling import KIND
from otasuke.web.incidents.models import Incident
from otasuke.web.incidents.states import State
from otasuke.web.notify.models import Message, StaffCall
from otasuke.web.notify.staffing import acknowledge
from otasuke.web.notify.unreached import KIND as UNREACHED
from otasuke.web.tenancy.scope import across

_TAKING = frozenset({"incident.assigned", "incident.state"})


def taken(incident: Incident, at: datetime, verb: str, actor: Person, **_: object) -> None:
    """Something was changed by hand (`incidents.changing.changed`), in its transaction: was it taken on, or closed?"""
    is_at_it = incident.assigned_to_id is not None or incident.state != State.NEW.value
    if verb in _TAKING and is_at_it:
        for call in _calls(incident):
            acknowledge(call, actor, at=at, how="page")


def _calls(incident: Incident) -> list[StaffCall]:
    """That go on about it: of itself, of its company that is not reached, and of what that answered."""
    with across("staff are called about any company"):
        messages = list(Message.objects.filter(about_kind=KIND, about_id=incident.id).values_list("id", flat=True))
        about = Q(about_kind=KIND, about_id=incident.id)
        about |= Q(about_kind__in=(UNREACHED, ANSWER), about_id__in=messages)
        return list(StaffCall.objects.filter(about, acknowledged_at=None, withdrawn_at=None).order_by("told_at"))
