"""`otasuke indicators list` and `test`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from otasuke.cli.exits import Exit
from otasuke.cli.main import main
from pipeline.cast import NOW
from pipeline.indicators.shelves import put, shelf_in

FEED = b"value,confidence,valid_until,tags\nevil.com,90,2099-01-01,c2\nold.jp,,2020-01-01,\n203.0.113.5,,,\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    shelf = shelf_in(tmp_path)
    more = {"url": "https://lists.example.jp/secret", "every_s": 21600, "problem": "it is away", "fetched_at": NOW}
    put(shelf, "feed", FEED, count=3, **more)
    put(shelf, "block", b"play.com\n", tenant="sakura", days=0)
    return tmp_path


def shown(capsys: pytest.CaptureFixture[str], data: Path, *words: str) -> list[str]:
    assert main(["indicators", *words, "--data", str(data)]) == Exit.OK
    return capsys.readouterr().out.splitlines()


def test_lists_are_shown_with_what_is_wrong_but_not_their_keys(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, data, "list") == [
        "block: 1 indicators for sakura, from a file; addresses count always",
        "feed: 3 indicators for everybody, from lists.example.jp every 6 h; addresses without an end count until 2026-12-24",
        "  not renewed since 2026-11-24 01:00 UTC: it is away",
    ]
    assert len(shown(capsys, data, "list", "--tenant", "fuji")) == 2
    told = json.loads(shown(capsys, data, "list", "--format", "json")[0])
    assert [(one["name"], one["server"]) for one in told] == [("block", ""), ("feed", "lists.example.jp")]
    assert "secret" not in json.dumps(told)


def test_where_there_is_no_list_that_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, tmp_path, "list") == ["there is no list; `otasuke indicators add` adds one"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["www.evil.com"], "evil.com counts until 2099-01-01 00:00 UTC, by the list feed, confidence 90 (c2)"),
        (["old.jp"], "old.jp counted until 2020-01-01 00:00 UTC, by the list feed"),
        (["play.com"], "play.com is no indicator"),
        (["play.com", "--tenant", "sakura"], "play.com counts without an end, by the list block"),
        (["8.8.8.8"], "8.8.8.8 itself never is an indicator: public resolvers"),
    ],
)
def test_a_value_is_tested(data: Path, words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(capsys, data, "test", *words) == [said]


def test_a_value_is_tested_for_programs(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = json.loads(shown(capsys, data, "test", "evil.com", "--format", "json")[0])

    assert told["guard"] is None
    assert told["indicators"][0] | {"labels": []} == {
        "indicator": "evil.com",
        "kind": "domain",
        "list": "feed",
        "confidence": 90,
        "valid_from": None,
        "valid_until": "2099-01-01T00:00:00+00:00",
        "counts": True,
        "labels": [],
        "note": "",
    }


def test_a_tenants_own_name_is_told(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["indicators", "own", "sakura", "evil.com", "--data", str(data)])
    capsys.readouterr()

    assert shown(capsys, data, "test", "evil.com", "--tenant", "sakura")[-1].endswith(
        "never is an indicator: the customer's own"
    )


def test_what_means_nothing_is_a_usage_error(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["indicators", "test", "no!", "--data", str(data)]) == Exit.USAGE
    assert "'no!' is no address" in capsys.readouterr().err
