"""What pages know of the provider."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from otasuke.web.provider.context import named


@pytest.mark.usefixtures("database")
def test_a_page_that_does_not_name_the_provider_does_not_ask_for_him() -> None:
    with CaptureQueriesContext(connection) as asked:
        shown = named(RequestFactory().get("/"))
        assert len(asked) == 0
        assert str(shown["provider"].name) == "お助け隊"  # type: ignore[attr-defined]
        assert len(asked) == 1
