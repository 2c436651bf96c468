from __future__ import annotations

import re

import pytest

from otasuke.pipeline.gateway.http.osquery_schedule import CONFIG


@pytest.mark.parametrize("name", CONFIG["schedule"])
def test_a_query_selects_from_a_table_at_least_once_an_hour_and_not_all_the_time(name: str):
    query = CONFIG["schedule"][name]

    assert re.fullmatch(r"SELECT [\w., ]+ FROM \w+( .*)?", query["query"])
    assert 60 <= query["interval"] <= 3600
    assert query.get("platform", "posix") in ("posix", "windows")
