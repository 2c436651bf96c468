"""What is stopped, for tests."""

from __future__ import annotations

from datetime import datetime

from finding_cast import NOW
from otasuke.web.accounts.models import Person
from otasuke.web.customers.models import Customer
from otasuke.web.reaction.feeding import Made, add_feed
from otasuke.web.reaction.models import Action
from otasuke.web.reaction.policy import Source
from otasuke.web.reaction.services import approve, block

WARUI = "203.0.113.9"


def somebody() -> Person:
    """An analyst."""
    return Person.objects.get_or_create(email="analyst@naniwa.example", defaults={"name": "早瀬 遥"})[0]


def offered(customer: Customer, target: str = WARUI, *, at: datetime = NOW) -> Action:
    return block(customer.id, target, actor=somebody(), at=at)


def blocked(customer: Customer, target: str = WARUI, *, at: datetime = NOW, days: int = 7) -> Action:
    """Somebody of the staff asked the owner, who said yes."""
    made = offered(customer, target, at=at)
    return approve(
        made.id, of=customer.id, source=Source.STAFF, actor=somebody(), at=at, agreed_by="坂本様（電話）", days=days
    )


def box(customer: Customer, *, brand: str = "other") -> Made:
    """A box that may fetch."""
    return add_feed(customer.id, name="会社の入口の箱", brand=brand, actor=somebody(), at=NOW)
