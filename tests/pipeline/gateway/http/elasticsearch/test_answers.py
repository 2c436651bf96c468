from __future__ import annotations

import pytest

from pipeline.gateway.http.doors import BEARER, OpenDoor


@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("application/json", "application/json"),
        ("", "application/json"),
        (
            "application/vnd.elasticsearch+json; compatible-with=9",
            "application/vnd.elasticsearch+json;compatible-with=9",
        ),
        (
            "application/vnd.elasticsearch+json;compatible-with=8",
            "application/vnd.elasticsearch+json;compatible-with=8",
        ),
    ],
)
def test_an_answer_is_of_the_version_that_the_client_speaks(door: OpenDoor, accept: str, content_type: str):
    reply = door.ask("GET", "/", headers=BEARER | {"Accept": accept})

    assert reply.headers["content-type"] == content_type
    assert reply.headers["x-elastic-product"] == "Elasticsearch"


def test_a_stranger_is_refused_as_elasticsearch_does(door: OpenDoor):
    reply = door.ask("POST", "/_bulk", b"{}", headers={"Authorization": "Bearer wrong"})

    assert reply.status == reply.json["status"] == 401
    assert reply.json["error"]["type"] == "security_exception"
    assert "nobody has this token" in reply.json["error"]["reason"]
    assert "ApiKey" in reply.headers["www-authenticate"]
