"""Which files of a data folder are kept, and how they are copied."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from otasuke.local.backups.files import copy, free_bytes, kept_files, link


def test_secrets_settings_and_spools_are_kept_and_what_is_made_anew_is_not(tmp_path: Path) -> None:
    kept = ["nats.secret", "senders.json", "spool/a/1.parcels", "state/detect-3"]
    other = [
        *("otasuke.lock", "state.json", "state.json.new", "nats.conf", "nats.port", "nats-server_7.ports"),
        *("log/nats.log", "sockets/x", "postgresql/PG_VERSION", "nats/x", "lake/x", "postgresql.new/x"),
        *("spool/.1.parcels.partial", "spool/.lock", "pipeline/gateway.ready", "restore.unfinished"),
    ]
    for name in (*kept, *other):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "away").symlink_to("/etc/passwd")

    assert list(kept_files(tmp_path)) == kept


def test_a_copy_is_for_its_owner_only_and_has_the_time_and_checksum_of_its_source(tmp_path: Path) -> None:
    source = tmp_path / "secret"
    source.write_bytes(b"himitsu" * 300_000)
    source.chmod(0o644)
    os.utime(source, ns=(1, 1_234_567_890_123_456_789))

    sha256 = copy(source, tmp_path / "new" / "folder" / "secret")

    copied = tmp_path / "new" / "folder" / "secret"
    assert sha256 == hashlib.sha256(copied.read_bytes()).hexdigest()
    assert copied.read_bytes() == source.read_bytes()
    assert copied.stat().st_mtime_ns == 1_234_567_890_123_456_789
    assert (copied.stat().st_mode & 0o777, copied.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_link_is_the_same_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"x")

    assert link(tmp_path / "a", tmp_path / "new" / "b")
    assert (tmp_path / "a").samefile(tmp_path / "new" / "b")


def test_where_links_are_not_possible_it_is_said_and_a_missing_file_is_an_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(FileNotFoundError):
        link(tmp_path / "missing", tmp_path / "b")

    def refuse(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    assert not link(tmp_path, tmp_path / "c")


def test_room_is_asked_for_where_the_folder_will_be(tmp_path: Path) -> None:
    assert free_bytes(tmp_path / "not" / "there" / "yet") > 0
