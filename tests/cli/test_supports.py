from __future__ import annotations

from pathlib import Path

import pytest

from otasuke.cli import supports
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.supports import read_supports


def test_the_table_beside_our_rules_is_read() -> None:
    assert "Windows XP" in {one.name for one in read_supports()}


def test_a_table_that_is_not_there_or_is_none_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = tmp_path / "end-of-support.toml"
    monkeypatch.setattr(supports, "SUPPORTS", table)
    with pytest.raises(CliError, match=r"cannot read .*No such file"):
        read_supports()
    table.write_text("[[system]]\n")

    with pytest.raises(CliError, match=r"system 1 .* needs a name") as told:
        read_supports()

    assert told.value.exit_code == Exit.BAD_RULES
