"""The data folder belongs to one process."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from otasuke.local.folder import FolderInUse, held, is_held, secret


def test_a_folder_is_held_as_long_as_the_context_lasts(folder: Path) -> None:
    before = is_held(folder / "new")

    with held(folder / "new"):
        assert is_held(folder / "new")

    assert (before, is_held(folder / "new")) == (False, False)


def test_a_second_holder_is_told_who_the_first_is(folder: Path) -> None:
    with held(folder), pytest.raises(FolderInUse, match=f"in use by process {os.getpid()}"), held(folder):
        pass


def test_a_holder_that_was_killed_holds_nothing(folder: Path) -> None:
    code = f"from pathlib import Path\nfrom otasuke.local.folder import held\nwith held(Path({str(folder)!r})):\n print('held', flush=True)\n input()"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        was_held = is_held(folder)
        holder.kill()
        holder.wait()

        assert was_held
        assert not is_held(folder)


def test_a_secret_stays_the_same_and_is_for_its_owner_only(folder: Path) -> None:
    path = folder / "a.secret"

    first = secret(path)

    assert len(first) > 30
    assert (secret(path), path.stat().st_mode & 0o777) == (first, 0o600)
    assert secret(folder / "b.secret") != first
