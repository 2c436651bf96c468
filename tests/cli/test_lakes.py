"""Starting with a lake in an object store, as the commands do it."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from otasuke.cli.exits import CliError, Exit
from otasuke.cli.lakes import bind_lake, lake_of, lake_place, plain_lake_errors, put_back
from otasuke.config import Settings
from otasuke.lake.errors import BrokenFile, CacheFull
from otasuke.lake.storage.binding import read_binding
from otasuke.lake.storage.place import Place


def test_a_lake_is_made_where_the_settings_say(tmp_path: Path, bucket: str) -> None:
    settings = Settings(tmp_path, lake_place=Place(bucket), cache_bytes=3 << 30)

    assert bind_lake(settings) == ""

    binding = read_binding(lake_of(settings))
    assert binding is not None
    assert (binding.place, binding.cache_bytes) == (Place(bucket), 3 << 30)
    assert "is in no backup of ours" in put_back(settings)
    assert lake_place(settings) == f"s3://{bucket}"
    assert "from a backup" in put_back(Settings(tmp_path / "other"))


def test_a_store_that_is_away_is_said_with_what_to_look_at(tmp_path: Path, bucket: str, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{taken.getsockname()[1]}")

    with pytest.raises(CliError, match="cannot be reached") as error:
        bind_lake(Settings(tmp_path, lake_place=Place(bucket)))

    assert (error.value.exit_code, "AWS_ENDPOINT_URL" in error.value.hint) == (Exit.UNWELL, True)


def test_whose_lake_it_is_and_what_is_broken_is_said(tmp_path: Path, bucket: str) -> None:
    bind_lake(Settings(tmp_path / "one", lake_place=Place(bucket)))
    with pytest.raises(CliError, match="belongs to another data folder") as error:
        bind_lake(Settings(tmp_path / "two", lake_place=Place(bucket)))
    assert error.value.exit_code == Exit.BAD_INPUT

    with pytest.raises(CliError, match="x: is broken") as error, plain_lake_errors():
        raise BrokenFile("x", "is broken")
    assert "otasuke lake verify" in error.value.hint
    with pytest.raises(CliError, match="OTASUKE_LAKE_CACHE_GB"), plain_lake_errors():
        raise CacheFull("/cache", 1 << 30)
