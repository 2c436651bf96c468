"""What ends by itself."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from otasuke.web.reaction.models import Action
from otasuke.web.reaction.tasks import end_what_is_over
from otasuke.web.tenancy.scope import tenant_scope
from reaction_cast import blocked


def test_what_is_over_is_ended(companies) -> None:
    blocked(companies.minori, at=timezone.now() - timedelta(days=8))

    end_what_is_over(timezone.now())

    with tenant_scope(companies.minori.id):
        assert Action.objects.get().state == "expired"
