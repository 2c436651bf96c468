"""Lists are read from files; what is wrong in them is said, with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from otasuke.cli.artefacts import Artefacts
from otasuke.cli.exits import CliError
from otasuke.cli.indicator_lists import prepared_indicators, read_indicators
from otasuke.detect.indicators.indicator_set import load


def test_what_is_wrong_in_a_list_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "list.txt"
    path.write_text("evil.com\nno!\n" * 30)

    found = read_indicators(str(path))

    assert len(found.indicators) == 1
    assert found.source == "list.txt"
    lines = capsys.readouterr().err.splitlines()
    assert lines[0].endswith("list.txt: 1 indicators")
    assert lines[1].endswith("line 2: 'no!' is no address, network, domain, hash or URL")
    assert lines[-1].endswith("… and 10 more that are no indicators")


@pytest.mark.parametrize(
    ("data", "words"), [(b"\x00\x01", "is no list of indicators: it is no text"), (None, "cannot read")]
)
def test_what_cannot_be_read_is_an_error(tmp_path: Path, data: bytes | None, words: str) -> None:
    path = tmp_path / "list.txt"
    if data is not None:
        path.write_bytes(data)

    with pytest.raises(CliError, match=words):
        read_indicators(str(path))


def test_a_set_is_kept_until_a_list_changes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, artefacts = tmp_path / "list.txt", Artefacts(tmp_path / "cache")
    path.write_text("evil.jp\n8.8.8.8\n")

    first = prepared_indicators([str(path)], [], artefacts)
    assert "1 never are indicators and were left out" in capsys.readouterr().err
    assert prepared_indicators([str(path)], [], artefacts) == first
    assert capsys.readouterr().err == ""
    path.write_text("evil.jp\nbad.jp\n")

    assert sorted(one.value for one in load(prepared_indicators([str(path)], ["bad.jp"], artefacts))) == ["evil.jp"]
    assert sorted(one.value for one in load(prepared_indicators([str(path)], [], artefacts))) == ["bad.jp", "evil.jp"]


def test_a_set_of_nothing_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "list.txt"
    path.write_text("8.8.8.8\n")

    with pytest.raises(CliError, match="there is no indicator in these files"):
        prepared_indicators([str(path)], [], Artefacts(tmp_path / "cache"))
