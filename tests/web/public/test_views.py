"""Pages for everybody."""

from __future__ import annotations

import pytest
from django.test import Client

from otasuke.web.provider.selectors import provider
from otasuke.web.provider.services import set_logo
from web_cast import PNG


@pytest.mark.usefixtures("database")
def test_the_logo_is_a_picture_that_browsers_keep_and_never_run() -> None:
    set_logo(PNG, actor=None)

    answer = Client().get(f"/logo/{provider().logo}")

    assert (answer.status_code, answer.content, answer["Content-Type"]) == (200, PNG, "image/png")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "immutable" in answer["Cache-Control"]
    assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.mark.usefixtures("database")
def test_a_logo_of_before_is_gone() -> None:
    set_logo(PNG, actor=None)
    before = provider().logo
    set_logo(PNG + b"another", actor=None)

    assert Client().get(f"/logo/{before}").status_code == 404
    assert Client().get("/logo/none").status_code == 404
