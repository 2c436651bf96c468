"""`otasuke lake verify`, as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from lake.cast import SAKURA, event
from otasuke.cli.exits import Exit
from otasuke.cli.main import main
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
