"""What pages of a company ask of its messages. Its scope is open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from otasuke.web.notify.models import Delivery, Message
from otasuke.web.notify.policy import Way


def messages_about(kind: str, ids: Iterable[UUID]) -> Mapping[UUID, Message]:
    """The message about each of these, where there is one."""
    return {one.about_id: one for one in Message.objects.filter(about_kind=kind, about_id__in=ids)}


def told_lately(customer: UUID, *, most: int) -> Sequence[Message]:
    """What the company was told, the newest first; drills are none of its matters."""
    return list(Message.objects.filter(customer=customer, is_drill=False).order_by("-updated_at")[:most])


def how_many_wait(customer: UUID) -> int:
    """How many messages ask for an answer that nobody has given."""
    asking = Message.objects.filter(customer=customer, closed_at=None, answer="", is_drill=False)
    return asking.exclude(words__ja__question="").count()


def calls_of(message: Message) -> Sequence[datetime]:
    """When people were called about what it says now, oldest first."""
    begun = Delivery.objects.filter(
        message=message, way=Way.CALL.value, began_at__isnull=False, interruption=message.interruption
    )
    return [at for at in begun.order_by("began_at").values_list("began_at", flat=True) if at]
