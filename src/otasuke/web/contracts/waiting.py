"""An explanation that waits for a consent on a page: the owners are told by mail, once, and reminded once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from otasuke.web.accounts.mailing import send
from otasuke.web.accounts.models import Person
from otasuke.web.accounts.policy import Role
from otasuke.web.audit.models import AuditLine
from otasuke.web.audit.services import record
from otasuke.web.contracts.explaining import agreeable_until
from otasuke.web.contracts.models import Explanation
from otasuke.web.contracts.selectors import waiting_for
from otasuke.web.customers.models import Customer, Membership
from otasuke.web.tenancy.scope import tenant_scope

REMIND_AFTER = timedelta(days=7)
_MAILED, _REMINDED = "explanation.mailed", "explanation.reminded"


def tell_owners(explanation: Explanation, *, address: str) -> None:
    """Queue a mail to each owner, and the reminder, in the transaction that is open.

    address  of the page where it can be read.
    A company without an owner gets no mail now; whoever has become its owner by then gets the reminder.
    """
    from otasuke.web.contracts.tasks import remind  # which needs us for nothing else than to be declared

    _mail(explanation, _MAILED, subject=_("契約についての説明が届いています"), address=address)
    at = explanation.explained_at + REMIND_AFTER
    remind.configure(schedule_at=at).defer(
        customer=str(explanation.customer_id), explanation=str(explanation.id), address=address
    )


def remind_owners(customer: UUID, explanation: UUID, *, address: str, now: datetime) -> bool:
    """Queue the reminder, unless it was sent, or nothing waits for a consent any more; whether it is sent now."""
    with tenant_scope(customer):
        Customer.objects.select_for_update().get(id=customer)  # two that remind at once remind once
        found = waiting_for(customer)
        if found is None or found.id != explanation or now > agreeable_until(found) or _lines(found, _REMINDED):
            return False
        subject = _("まだお返事のない説明があります")
        return _mail(found, _REMINDED, subject=subject, address=address)


def mailed_at(explanation: Explanation) -> Sequence[datetime]:
    """When its owners were told and reminded. A scope has to be open."""
    return _lines(explanation, _MAILED, _REMINDED)


def has_owner(customer: UUID) -> bool:
    """Whether there is somebody to tell. A scope has to be open."""
    return bool(_owners(customer))


def _mail(explanation: Explanation, verb: str, *, subject: Promise, address: str) -> bool:
    owners = _owners(explanation.customer_id)
    until = agreeable_until(explanation)
    for owner in owners:
        send(
            owner.email,
            subject,
            template="contracts/waiting.txt",
            language=owner.language,
            not_after=until,
            name=owner.name,
            company=explanation.customer.name,
            address=address,
            until=until,
            is_again=verb == _REMINDED,
        )
    if owners:
        target = f"explanation {explanation.id}"
        record(verb, actor=None, customer=explanation.customer_id, target=target, mails=len(owners))
    return bool(owners)


def _owners(customer: UUID) -> Sequence[Person]:
    found = Membership.objects.select_related("person").filter(customer=customer, role=Role.OWNER.value)
    return [one.person for one in found.order_by("person__email")]


def _lines(explanation: Explanation, *verbs: str) -> Sequence[datetime]:
    lines = AuditLine.objects.filter(
        customer=explanation.customer_id, verb__in=verbs, line__contains=str(explanation.id)
    )
    return list(lines.order_by("number").values_list("at", flat=True))
