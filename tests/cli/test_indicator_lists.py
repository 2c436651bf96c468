"""Lists are read from files; what is wrong in them is said, with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from otasuke.cli.exits import CliError
from otasuke.cli.indicator_lists import read_indicators


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
