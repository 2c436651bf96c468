"""What the settings make of their environment."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest
from django.test import Client, override_settings

import otasuke

SETTINGS = Path(otasuke.__file__).parent / "web" / "project" / "settings.py"


def told(monkeypatch: pytest.MonkeyPatch, **environment: str) -> dict[str, object]:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    return runpy.run_path(str(SETTINGS))


def test_only_behind_a_proxy_it_is_believed_how_one_was_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    assert told(monkeypatch, OTASUKE_WEB_HTTPS="")["SECURE_PROXY_SSL_HEADER"] is None
    assert told(monkeypatch, OTASUKE_WEB_HTTPS="on")["SECURE_PROXY_SSL_HEADER"] == ("HTTP_X_FORWARDED_PROTO", "https")


@pytest.mark.parametrize(("header", "status"), [(("HTTP_X_FORWARDED_PROTO", "https"), 302), (None, 403)])
def test_a_form_of_an_https_site_is_taken(database, header: tuple[str, str] | None, status: int) -> None:
    client = Client(enforce_csrf_checks=True)
    with override_settings(SECURE_PROXY_SSL_HEADER=header):
        client.get("/enter", headers={"host": "testserver", "x-forwarded-proto": "https"})
        given = {"email": "who@else.example", "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
        asked = {"host": "testserver", "origin": "https://testserver", "x-forwarded-proto": "https"}

        assert client.post("/enter", given, headers=asked).status_code == status
