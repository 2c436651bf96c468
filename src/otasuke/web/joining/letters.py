"""「わかったこと」の手紙: two weeks after a company is in, what was seen of its devices, and what changes from now on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy

from otasuke.web.accounts.mailing import send
from otasuke.web.accounts.models import Person
from otasuke.web.audit.services import record
from otasuke.web.joining.models import LearningLetter
from otasuke.web.sensors.policy import State
from otasuke.web.sensors.selectors import devices_of
from otasuke.web.tenancy.scope import across, tenant_scope


def due_letters(*, today: date) -> Sequence[tuple[UUID, UUID]]:
    """The company and the letter of each that is due, was not sent, and has somewhere to go."""
    with across("letters of all companies are due on their days"):
        due = LearningLetter.objects.filter(due_on__lte=today, sent_at=None).exclude(joining__email="")
        return list(due.order_by("due_on", "id").values_list("customer_id", "id"))


@transaction.atomic
def send_letter(customer: UUID, letter: UUID, *, now: datetime) -> bool:
    """Queue a letter, once; whether it was not sent before."""
    with tenant_scope(customer):
        found = LearningLetter.objects.select_for_update(of=("self",)).select_related("joining__customer")
        one = found.filter(id=letter, sent_at=None).first()
        if one is None:
            return False
        joining = one.joining
        devices = devices_of(joining.customer)
        send(
            joining.email,
            gettext_lazy("2週間でわかったこと"),
            template="joining/letter.txt",
            language=_language(joining.email),
            name=joining.name,
            company=joining.customer.name,
            heard=[device for device in devices if device.standing(now).state is State.CONNECTED],
            silent=[device for device in devices if device.standing(now).state is State.SILENT],
            missing=[device for device in devices if device.first_seen is None],
        )
        one.sent_at = now
        one.save(update_fields=["sent_at"])
        record("letter.sent", actor=None, customer=customer, target=f"letter {one.id}")
    return True


def _language(email: str) -> str:
    return Person.objects.filter(email__iexact=email).values_list("language", flat=True).first() or "ja"
