"""Giving a database to a demo."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from otasuke.web.accounts.models import Firm, Person
from otasuke.web.customers.models import Customer
from otasuke.web.tenancy.scope import across
from otasuke.web.world.errors import NotADemo
from otasuke.web.world.models import World


@transaction.atomic
def found_world(seed: int) -> World:
    """The world of this database, which becomes a demo's for ever. Raises NotADemo."""
    if not settings.IS_DEMO:
        raise NotADemo("this service is no demo: `otasuke demo` makes one, in a folder of its own")
    if world := World.objects.first():
        return world
    with across("a demo begins with an empty database"):
        if Customer.objects.exists() or Person.objects.exists() or Firm.objects.exists():
            raise NotADemo("this database was in use before: a demo is made in an empty one")
    return World.objects.create(seed=seed)
