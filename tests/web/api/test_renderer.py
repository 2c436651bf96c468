"""How answers are written."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

from django.http import HttpRequest

from otasuke.web.api.renderer import Renderer


def test_times_end_in_z_and_japanese_stands_as_it_is() -> None:
    data = {"at": datetime(2026, 11, 23, tzinfo=UTC), "id": UUID(int=1), "name": "みのり"}

    written = Renderer().render(HttpRequest(), data, response_status=200).decode()

    assert written == '{"at":"2026-11-23T00:00:00Z","id":"00000000-0000-0000-0000-000000000001","name":"みのり"}'
