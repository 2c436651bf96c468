"""What is cleaned away every night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from otasuke.web.accounts.links import new_link
from otasuke.web.accounts.models import Person, SignInLink
from otasuke.web.accounts.tasks import forget_links


def test_links_that_nobody_can_use_are_forgotten(database) -> None:
    now = datetime.now(UTC)
    Person.objects.create(name="稲森 弘", email="inamori@minori.example")
    new_link("inamori@minori.example", now=now - timedelta(days=1))
    new_link("inamori@minori.example", now=now)

    forget_links(now)

    assert SignInLink.objects.count() == 1
