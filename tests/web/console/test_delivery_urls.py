"""The addresses of what was told to whom."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse


def test_they_lead_where_their_names_say() -> None:
    assert reverse("console-delivery", args=[UUID(int=1)]) == f"/console/deliveries/{UUID(int=1)}"
    assert reverse("console-call-take", args=[UUID(int=1)]).endswith("/take")
