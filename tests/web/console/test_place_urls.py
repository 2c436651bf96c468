"""The addresses of chats."""

from __future__ import annotations

from uuid import UUID

from django.urls import reverse


def test_they_lead_where_their_names_say() -> None:
    assert reverse("console-place-try", args=[UUID(int=1)]) == f"/console/places/{UUID(int=1)}/try"
