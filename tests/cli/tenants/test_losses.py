from __future__ import annotations

from datetime import timedelta

import pytest

from lake.cast import NOON, SAKURA, event
from otasuke.cli.exits import CliError, Exit
from otasuke.cli.tenants.losses import check_losses
from otasuke.config import Settings
from otasuke.lake.manifest import tenant_folder
from otasuke.lake.writer import LakeWriter


def test_what_would_be_deleted_is_counted_and_where_there_is_nothing_nothing_is_said(tmp_path):
    writer = LakeWriter(tmp_path / "lake", SAKURA)
    writer.add("b1", [event(1), event(2), event(3, time=NOON + timedelta(days=1))])
    writer.flush()
    settings = Settings(tmp_path)
    check_losses(settings, SAKURA, NOON.date())
    check_losses(settings, "stranger", NOON.date() + timedelta(days=9))

    with pytest.raises(CliError) as error:
        check_losses(settings, SAKURA, NOON.date() + timedelta(days=1))

    assert error.value.message.startswith("2 events of sakura from before 2026-11-24 would be deleted")
    assert error.value.exit_code == Exit.USAGE
    assert "--delete" in error.value.hint


def test_a_manifest_that_is_broken_is_said(tmp_path):
    folder = tmp_path / "lake" / tenant_folder(SAKURA)
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{")

    with pytest.raises(CliError, match="manifest"):
        check_losses(Settings(tmp_path), SAKURA, NOON.date())
