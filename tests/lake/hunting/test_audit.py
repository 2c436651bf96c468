"""A look across tenants leaves a line that stays."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from lake.cast import NOON
from otasuke.lake.hunting.audit import NAME, Look, record_look


def test_every_look_is_a_line_and_earlier_ones_stay(tmp_path: Path) -> None:
    record_look(tmp_path, Look(NOON, "花子", "警察からの照会", None, {"text": ["evil.com"]}))
    record_look(tmp_path, Look(NOON, "taro", "second\nline", ["sakura", "fuji"], {}))

    first, second = (json.loads(line) for line in (tmp_path / NAME).read_text().splitlines())
    assert first == {
        "event": "lake.across",
        "at": "2026-11-23T12:00:00+00:00",
        "who": "花子",
        "reason": "警察からの照会",
        "tenants": None,
        "looked_for": {"text": ["evil.com"]},
    }
    assert second["tenants"] == ["sakura", "fuji"]
    assert stat.S_IMODE((tmp_path / NAME).stat().st_mode) == 0o600


def test_a_folder_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No such file"):
        record_look(tmp_path / "absent", Look(NOON, "x", "y", None, {}))
