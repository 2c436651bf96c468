from __future__ import annotations

import pytest

from otasuke.pipeline.gateway.http.answers import in_json, in_words
from otasuke.pipeline.gateway.http.call import Answer, Call, Route
from otasuke.pipeline.gateway.http.routes import Routes, WrongMethod
from otasuke.pipeline.gateway.intake import Refused


async def handler(_: Call) -> Answer:
    return in_json({})


PATHS = ("/", "/_bulk", "/{index}/_bulk", "/_template/{name...}", "/{index}")
ROUTES = Routes(
    [
        *(Route(path, ("GET", "PUT"), handler, in_words) for path in PATHS),
        *(Route(path, ("POST",), handler, in_words) for path in ("/_bulk", "/{index}/_bulk")),
    ]
)


@pytest.mark.parametrize(
    ("path", "route", "parts"),
    [
        ("/", "/", {}),
        ("/_bulk", "/_bulk", {}),
        ("/_bulk/", "/_bulk", {}),
        ("/logs-%E6%9D%B1/_bulk", "/{index}/_bulk", {"index": "logs-東"}),
        ("/_template/a/b", "/_template/{name...}", {"name": "a/b"}),
        ("/%3Cecs-%7Bnow%2Fd%7D-000001%3E", "/{index}", {"index": "<ecs-{now/d}-000001>"}),
    ],
)
def test_a_path_finds_its_route(path: str, route: str, parts: dict[str, str]):
    found, values = ROUTES.find("PUT", path)

    assert (found.path, values) == (route, parts)


def test_head_comes_with_get():
    assert ROUTES.find("HEAD", "/_bulk")[0].path == "/_bulk"


@pytest.mark.parametrize("path", ["/_unknown", "/a/b", "//", "/a/_bulk/c", ""])
def test_a_path_that_is_not_there_is_answered_with_those_that_take_logs(path: str):
    if path in ("//", ""):
        assert ROUTES.find("GET", path)[0].path == "/"
        return
    with pytest.raises(Refused, match=r"logs are taken at /_bulk, /\{index\}/_bulk$") as refused:
        ROUTES.find("GET", path)

    assert refused.value.status == 404


def test_a_wrong_method_is_answered_with_the_right_ones():
    with pytest.raises(WrongMethod) as refused:
        ROUTES.find("DELETE", "/logs")

    assert refused.value.allowed == ("GET", "HEAD", "PUT")
    assert refused.value.status == 405
