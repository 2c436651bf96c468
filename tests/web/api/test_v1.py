"""The operations, as they are declared and as they answer."""

from __future__ import annotations

from api_cast import program, said
from otasuke.web.api.bearers import For
from otasuke.web.api.v1 import api
from token_cast import firm_token


def bound():
    return [
        one
        for router in api._get_bound_routers()
        for view in router.path_operations.values()
        for one in view.operations
    ]


def test_every_operation_says_what_a_token_must_be_for() -> None:
    for operation in bound():
        (door,) = operation.auth_callbacks
        assert isinstance(door, For), operation.view_func.__name__


def test_what_may_stand_in_a_query_is_what_is_read_from_it() -> None:
    for operation in bound():
        read = {
            name for model in operation.models if model.__ninja_param_source__ == "query" for name in model.model_fields
        }
        (door,) = operation.auth_callbacks
        assert door.query == read, operation.view_func.__name__


def test_whoever_changes_something_is_answered_with_its_version(companies) -> None:
    asking = program(firm_token())
    address = f"/customers/{companies.minori.id}"
    before = asking.get(address).headers["ETag"]

    changed = asking.ask("PATCH", address, {"employees": 7}, If_Match=before)

    assert changed.headers["ETag"] == asking.get(address).headers["ETag"] != before


def test_who_comes_too_late_learns_what_changed_meanwhile(companies) -> None:
    asking, address = program(firm_token()), f"/customers/{companies.minori.id}"
    read = asking.get(address).headers["ETag"]
    asking.change("PATCH", address, {"employees": 7, "name_kana": "ミノリ"})

    answer = asking.ask("PATCH", address, {"employees": 9}, If_Match=read)

    assert answer.status_code == 412
    assert [error["pointer"] for error in said(answer)["errors"]] == ["/name_kana", "/employees"]
    assert said(answer)["current"] == said(asking.get(address))
    assert asking.ask("PATCH", address, {"employees": 9}, If_Match=answer.headers["ETag"]).status_code == 200
