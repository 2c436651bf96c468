"""`otasuke indicators add`, `remove` and `own`, as their user types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from otasuke.cli.exits import Exit
from otasuke.cli.main import main
from pipeline.indicators.server import ListServer, list_server
from pipeline.indicators.shelves import shelf_in


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    (tmp_path / "Feed 1.csv").write_text("value,confidence\nevil.com,90\n8.8.8.8,\nnonsense!\n")
    (tmp_path / "block").write_text("play.com\nwww.sakura.jp\n")
    (tmp_path / "empty").write_text("# nothing\n")
    return tmp_path


@pytest.fixture
def server(lists: Path, monkeypatch: pytest.MonkeyPatch) -> ListServer:
    with list_server(monkeypatch, lists) as running:
        yield running  # type: ignore[misc]


def do(lists: Path, *words: str) -> int:
    data = ["--data", str(lists / "data")]
    return main(["indicators", *(str(lists / word) if (lists / word).is_file() else word for word in words), *data])


def values(lists: Path) -> list[str]:
    return sorted(one.value for one in shelf_in(lists / "data").watchlist().everybody)


def test_a_list_is_added_and_what_is_left_out_of_it_is_said(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert do(lists, "add", "Feed 1.csv") == Exit.OK

    said = capsys.readouterr()
    assert said.out == "feed-1.csv: 2 indicators, for everybody; the workers use it within seconds\n"
    assert "'nonsense!' is no address" in said.err
    assert "left out of the lists, public resolvers: 1" in said.err
    assert values(lists) == ["evil.com"]


def test_a_list_of_one_tenant_is_his_alone(lists: Path) -> None:
    do(lists, "own", "sakura", "sakura.jp")
    do(lists, "add", "block", "--tenant", "sakura", "--name", "members")

    watchlist = shelf_in(lists / "data").watchlist()
    assert values(lists) == []
    assert [one.value for one in watchlist.of_tenant["sakura"]] == ["play.com"]
    assert shelf_in(lists / "data").catalogue().lists["members"].tenant == "sakura"


def test_a_newer_list_of_the_same_name_takes_its_place(lists: Path) -> None:
    do(lists, "add", "Feed 1.csv", "block", "--days", "7")
    (lists / "block").write_text("shop.com\n")

    do(lists, "add", "block")

    assert values(lists) == ["evil.com", "shop.com"]
    days = {one.name: one.days for one in shelf_in(lists / "data").catalogue().lists.values()}
    assert days == {"feed-1.csv": 7, "block": 30}


def test_a_list_is_removed(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    do(lists, "add", "Feed 1.csv", "block")

    assert do(lists, "remove", "feed-1.csv") == Exit.OK
    assert capsys.readouterr().out.splitlines()[-1].startswith("2 indicators are left")
    assert do(lists, "remove", "feed-1.csv") == Exit.USAGE
    assert "there is no list 'feed-1.csv'\nKnown are: block." in capsys.readouterr().err


def test_a_list_is_fetched(lists: Path, server: ListServer, capsys: pytest.CaptureFixture[str]) -> None:
    url = server.gives("/feed.txt?key=secret", "evil.com\n", headers={"ETag": '"1"'})

    assert do(lists, "add", "--url", url, "--inside", "--every", "30m") == Exit.OK

    record = shelf_in(lists / "data").catalogue().lists["feed.txt"]
    assert (record.url, record.every_s, record.etag, record.is_inside) == (url, 1800, '"1"', True)
    assert values(lists) == ["evil.com"]
    assert "secret" not in "".join(capsys.readouterr())


def test_own_names_are_shown_set_and_cleared(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    do(lists, "own", "sakura", "sakura.jp", "203.0.113.0/28")
    do(lists, "own", "fuji", "fuji.jp")
    capsys.readouterr()

    do(lists, "own", "sakura")
    shown = capsys.readouterr().out
    do(lists, "own", "sakura", "--clear")

    assert shown == "sakura.jp\n203.0.113.0/28\n"
    assert shelf_in(lists / "data").watchlist().own == {"fuji": ("fuji.jp",)}


@pytest.mark.parametrize(
    ("words", "exit_code", "said"),
    [
        (["add"], Exit.USAGE, "name lists, or --url"),
        (["add", "empty"], Exit.BAD_INPUT, "is no list of indicators: there is nothing in it"),
        (["add", "gone"], Exit.BAD_INPUT, "cannot read 'gone'"),
        (["add", "block", "--name", "../x"], Exit.USAGE, "cannot be called '../x'"),
        (["add", "block", "Feed 1.csv", "--name", "x"], Exit.USAGE, "--name is for one list"),
        (["add", "block", "block"], Exit.USAGE, "two of the lists would be called 'block'"),
        (["add", "block", "--url", "https://x.jp/"], Exit.USAGE, "from a file or from --url"),
        (["add", "block", "--tenant", "Sakura!"], Exit.USAGE, "no name of a tenant"),
        (["add", "block", "--days", "-1"], Exit.USAGE, "--days -1"),
        (["add", "--url", "https://x.jp/", "--every", "1s"], Exit.USAGE, "--every '1s' is no time from 15m to 30d"),
        (["add", "--url", "http://x.jp/"], Exit.BAD_INPUT, "by https:// alone"),
        (["add", "--url", "https://127.0.0.1:1/"], Exit.BAD_INPUT, "`--inside` allows that"),
        (["own", "sakura", "x!"], Exit.USAGE, "'x!' is no address"),
        (["own", "sakura", "x.jp", "--clear"], Exit.USAGE, "--clear takes no names"),
    ],
)
def test_what_cannot_be_is_said_and_changes_nothing(
    lists: Path, words: list[str], exit_code: Exit, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert do(lists, *words) == exit_code
    assert said in capsys.readouterr().err
    assert shelf_in(lists / "data").catalogue().lists == {}


def test_a_list_does_not_get_into_others_hands(lists: Path, capsys: pytest.CaptureFixture[str]) -> None:
    do(lists, "add", "block", "--tenant", "sakura")

    assert do(lists, "add", "block") == Exit.USAGE
    assert "block is a list of sakura already" in capsys.readouterr().err
    assert values(lists) == []
