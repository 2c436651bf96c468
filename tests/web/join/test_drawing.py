"""Addresses of ours."""

from __future__ import annotations

from django.test import RequestFactory

from otasuke.web.join.drawing import own_address, qr


def test_the_short_address_is_short() -> None:
    request = RequestFactory().get("/j/x", headers={"host": "testserver"})

    assert own_address(request, "setup") == "http://testserver/t"
    assert own_address(request, "setup-with", "7KQ2M-MF8D0") == "http://testserver/t/7KQ2M-MF8D0"


def test_a_qr_code_is_a_picture_without_words() -> None:
    drawn = qr("http://testserver/t/<script>")

    assert drawn.startswith("<svg")
    assert "script" not in drawn
