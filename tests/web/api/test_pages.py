"""The document of the API, for programs and for people."""

from __future__ import annotations

import json
import re

from django.test import Client

from otasuke.web.api.problems import KINDS


def test_the_document_is_for_everybody(database) -> None:
    answer = Client().get("/api/openapi.json")

    assert answer.headers["Content-Type"] == "application/json"
    assert json.loads(answer.content)["openapi"].startswith("3.1")


def test_the_page_shows_every_operation_and_every_kind_of_refusal(database) -> None:
    page = Client().get("/api/docs").content.decode()
    document = json.loads(Client().get("/api/openapi.json").content)

    for path, methods in document["paths"].items():
        assert path in page
        for one in methods.values():
            assert f'id="{one["operationId"]}"' in page
    for name in KINDS:
        assert f'id="{name}"' in page


def test_every_link_of_the_page_leads_to_something_on_it_and_ids_are_once(database) -> None:
    page = Client().get("/api/docs").content.decode()
    ids = re.findall(r'\sid="([^"]+)"', page)

    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)


def test_nothing_of_the_page_comes_from_elsewhere(database) -> None:
    page = Client().get("/api/docs").content.decode()

    assert not re.findall(r'(?:src|href)="(?:https?:)?//', page)
    assert "<script" not in page
    assert "<style" not in page
