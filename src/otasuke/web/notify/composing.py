"""What a delivery says: from the message as it is now, in the language of who gets it."""

from __future__ import annotations

from uuid import UUID

from otasuke.advice.colour import Colour
from otasuke.web.customers.models import Customer
from otasuke.web.notify.channels.port import Outgoing
from otasuke.web.notify.links import address_of
from otasuke.web.notify.models import Delivery, Message
from otasuke.web.provider.selectors import provider


def compose(delivery: Delivery, *, link: str | None = None) -> Outgoing:
    """What is handed over to the channel. Rows of its company can be read."""
    subject, desk = delivery.subject, provider()
    colour = Colour(subject.colour) if isinstance(subject, Message) else Colour.RED
    is_over = delivery.occasion == Delivery.Occasion.CLOSED
    assert delivery.began_at
    return Outgoing(
        reference=delivery.reference,
        to=delivery.address,
        name=delivery.name,
        language=delivery.language,
        words=subject.in_language(delivery.language),
        thread=str(subject.id),
        word=_word(colour, delivery.language, is_over=is_over),
        link=address_of(delivery) if link is None else link,
        desk=(desk.name, desk.phone, desk.hours),
        began_at=delivery.began_at,
        company=_company(subject.customer_id),
        customer=delivery.customer_id,
        is_drill=subject.is_drill,
        is_over=is_over,
        is_urgent=colour is Colour.RED and not is_over,
    )


def _word(colour: Colour, language: str, *, is_over: bool) -> str:
    if is_over:
        return "終わりました" if language == "ja" else "closed"
    return colour.word if language == "ja" else colour.english


def _company(customer: UUID | None) -> str:
    return Customer.objects.get(id=customer).name if customer else ""
