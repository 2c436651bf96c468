"""The API's addresses."""

from __future__ import annotations

from django.urls import reverse


def test_the_document_and_its_page_are_where_they_are_looked_for() -> None:
    assert reverse("openapi") == "/api/openapi.json"
    assert reverse("api-docs") == "/api/docs"
    assert reverse("api-v1:read_me") == "/api/v1/me"
