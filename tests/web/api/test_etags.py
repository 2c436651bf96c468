"""Versions."""

from __future__ import annotations

import pytest
from django.http import HttpRequest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.web.api.etags import changed_fields, demand_version, etag_of
from otasuke.web.api.problems import Problem

BEFORE = {"name": "みのり", "employees": 5, "times": [{"b": 1, "a": None}]}


def asking(if_match: str | None) -> HttpRequest:
    request = HttpRequest()
    if if_match is not None:
        request.META["HTTP_IF_MATCH"] = if_match
    return request


@given(
    st.dictionaries(st.text(max_size=5), st.none() | st.integers(-9, 9) | st.text(max_size=5), min_size=1, max_size=6)
)
def test_the_same_has_the_same_version_and_no_field_differs(shown: dict[str, object]) -> None:
    assert etag_of(shown) == etag_of(dict(shown))
    assert changed_fields(etag_of(shown), shown) == []


def test_what_differs_is_named() -> None:
    after = {**BEFORE, "employees": 6, "times": []}

    assert changed_fields(etag_of(BEFORE), after) == ["employees", "times"]


@pytest.mark.parametrize("tag", ['""', '"abc"', '"' + "x" * 32 + '"', ""])
def test_a_tag_of_something_else_names_nothing(tag: str) -> None:
    assert changed_fields(tag, BEFORE) == ()


@pytest.mark.parametrize("given_tag", [etag_of(BEFORE), "*", f'"other", {etag_of(BEFORE)}'])
def test_who_names_the_version_may_write(given_tag: str) -> None:
    demand_version(asking(given_tag), BEFORE)


@pytest.mark.parametrize("given_tag", ["abc", 'W/"x"', '"x"', etag_of({**BEFORE, "name": "x"})])
def test_who_names_another_gets_what_is_there(given_tag: str) -> None:
    with pytest.raises(Problem) as refused:
        demand_version(asking(given_tag), BEFORE)

    assert refused.value.kind.status == 412
    assert refused.value.more == {"current": BEFORE}
    assert refused.value.headers == {"ETag": etag_of(BEFORE)}


@pytest.mark.parametrize("given_tag", [None, "", "  "])
def test_who_names_none_is_told_to(given_tag: str | None) -> None:
    with pytest.raises(Problem) as refused:
        demand_version(asking(given_tag), BEFORE)

    assert refused.value.kind.status == 428
