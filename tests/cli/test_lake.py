"""`otasuke lake verify`, as a user runs it."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest

from lake.cast import SAKURA, event
from otasuke.cli.exits import Exit
from otasuke.cli.main import main
from otasuke.lake.storage import binding
from otasuke.lake.storage.binding import store_of
from otasuke.lake.writer import LakeWriter


@pytest.fixture
def data(tmp_path: Path) -> Path:
    writer = LakeWriter(tmp_path / "lake", SAKURA)
    writer.add("b1", [event(1)])
    writer.flush()
    return tmp_path


def test_a_sound_lake_is_called_so(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lake", "verify", "--data", str(data)]) == Exit.OK
    assert capsys.readouterr().out == f"Tenants in {data / 'lake'}: 1. Every file is as it was written.\n"


def test_a_lake_without_events_is_not_praised(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["lake", "verify", "--data", str(tmp_path)]) == Exit.OK
    assert capsys.readouterr().out == f"There are no events in {tmp_path / 'lake'}.\n"


def test_what_is_wrong_is_named_with_tenant_and_file(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (file,) = data.glob("**/*.parquet")
    file.write_bytes(b"x")

    assert main(["lake", "verify", "--data", str(data), "--tenant", SAKURA]) == Exit.UNWELL
    said = capsys.readouterr().out
    assert f"sakura: {file.parent.name}/{file.name} has 1 bytes, should have" in said
    assert "Put the files back from a backup" in said


def test_programs_get_json(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["lake", "verify", "--data", str(data), "--format", "json"])

    assert json.loads(capsys.readouterr().out) == {"folder": str(data / "lake"), "tenants": 1, "problems": []}


@pytest.mark.parametrize(
    ("tenant", "code", "words"),
    [
        ("../x", Exit.USAGE, "'../x' is no name of a tenant"),
        ("nobody", Exit.BAD_INPUT, "there are no events of nobody in"),
    ],
)
def test_a_tenant_that_is_not_there_is_a_mistake(
    data: Path, capsys: pytest.CaptureFixture[str], tenant: str, code: Exit, words: str
) -> None:
    assert main(["lake", "verify", "--data", str(data), "--tenant", tenant]) == code
    assert words in capsys.readouterr().err


def test_a_lake_moves_to_an_object_store_and_is_hunted_and_verified_there(
    data: Path, bucket: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["lake", "move", "--data", str(data)]) == Exit.BAD_INPUT
    assert "OTASUKE_LAKE_URL is not set" in capsys.readouterr().err

    monkeypatch.setenv("OTASUKE_LAKE_URL", f"s3://{bucket}/lake")
    assert main(["lake", "move", "--data", str(data)]) == Exit.OK
    assert f"are in s3://{bucket}/lake now: 1 files" in capsys.readouterr().out

    monkeypatch.delenv("OTASUKE_LAKE_URL")
    assert main(["lake", "verify", "--data", str(data)]) == Exit.OK
    assert capsys.readouterr().out == f"Tenants in s3://{bucket}/lake: 1. Every file is as it was written.\n"
    assert main(["hunt", "--data", str(data), "--tenant", SAKURA, "User=花子"]) == Exit.OK
    assert main(["hunt", "--data", str(data), "--tenant", SAKURA, "--sql", "select count(*) from events"]) == Exit.OK
    assert "1 row, from 1 event." in capsys.readouterr().err


def test_a_store_that_is_away_is_told_from_a_lake_without_events(
    data: Path, bucket: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OTASUKE_LAKE_URL", f"s3://{bucket}")
    main(["lake", "move", "--data", str(data)])
    binding._opened.cache_clear()  # another process would open it anew
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{taken.getsockname()[1]}")

    for command in (["lake", "verify"], ["hunt", "--tenant", SAKURA, "User=花子"], ["lake", "adopt"]):
        assert main([*command, "--data", str(data)]) == Exit.UNWELL
        assert f"s3://{bucket}: cannot be reached" in capsys.readouterr().err


def test_a_lake_is_taken_over(
    data: Path, bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OTASUKE_LAKE_URL", f"s3://{bucket}")
    main(["lake", "move", "--data", str(data)])

    assert main(["lake", "adopt", "--data", str(tmp_path / "new")]) == Exit.OK
    assert f"The lake in s3://{bucket} belongs to {tmp_path / 'new'} now." in capsys.readouterr().out
    assert main(["hunt", "--data", str(tmp_path / "new"), "--tenant", SAKURA, "User=花子"]) == Exit.OK


def test_what_is_wrong_in_the_store_is_named_with_what_to_do(
    data: Path, bucket: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OTASUKE_LAKE_URL", f"s3://{bucket}")
    main(["lake", "move", "--data", str(data)])
    store = store_of(data / "lake")
    (stored,) = store.listed(f"tenant={SAKURA}")
    store.write_new([(stored.name, b"x")])

    assert main(["lake", "verify", "--data", str(data)]) == Exit.UNWELL
    assert "put the objects back from their older versions" in capsys.readouterr().out
    assert main(["hunt", "--data", str(data), "--tenant", SAKURA, "User=花子"]) == Exit.UNWELL
    said = capsys.readouterr().err
    assert f"NOT searched, 1 event: s3://{bucket}/{stored.name}: has 1 bytes, should have" in said
