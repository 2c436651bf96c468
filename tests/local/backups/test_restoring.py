"""A restored folder answers as the original did; nothing is overwritten, nothing half is taken for whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from local.backups.conftest import Original
from local.backups.full import answers, settings_of, sql, up
from otasuke.config import Settings
from otasuke.local.backups import restoring
from otasuke.local.backups.errors import BackupError
from otasuke.local.backups.packing import pack
from otasuke.local.backups.restoring import restore_backup
from otasuke.local.backups.verifying import verify_folder
from otasuke.local.folder import HALF_RESTORED, HalfRestored, held
from otasuke.local.nats import Nats
from otasuke.local.postgres import Postgres


def silent(_: str) -> None:
    """Nobody listens."""


def test_a_restored_folder_gives_the_same_answers(original: Original, enterable: Path) -> None:
    settings, said = settings_of(enterable / "new"), list[str]()

    contents = restore_backup(original.made.backup, settings, say=said.append)

    with up(settings):
        found = answers(settings)
        problems = list(verify_folder(settings, say=silent))
    assert found == original.answers
    assert problems == []
    assert contents == original.made.contents
    assert "stream EVENTS: 9 messages, 32 positions" in said


def test_a_backup_in_one_file_gives_the_same_answers(original: Original, enterable: Path) -> None:
    file, settings = enterable / "backup.tar", settings_of(enterable / "new")
    pack(original.made.backup, file, say=silent)

    contents = restore_backup(file, settings, say=silent)

    with up(settings):
        found = answers(settings)
        problems = list(verify_folder(settings, say=silent))
    assert found == original.answers
    assert problems == []
    assert contents == original.made.contents
    assert not list(settings.data_folder.glob("restore*"))
    assert (settings.data_folder / "senders.json").stat().st_mode & 0o777 == 0o600


def test_of_a_file_that_was_harmed_nothing_is_restored(original: Original, enterable: Path) -> None:
    file = enterable / "backup.tar"
    pack(original.made.backup, file, say=silent)
    content = bytearray(file.read_bytes())
    content[content.index(b"not sent yet")] ^= 1
    file.write_bytes(content)

    with pytest.raises(BackupError, match=r"backup.tar/folder/spool/00001.parcels was changed after it was written"):
        restore_backup(file, settings_of(enterable / "new"), say=silent)
    assert not (enterable / "new").exists()


def test_what_was_secret_is_secret_again(original: Original, enterable: Path) -> None:
    restore_backup(original.made.backup, settings_of(enterable), say=silent)

    modes = {
        name: (enterable / name).stat().st_mode & 0o777
        for name in ("nats.secret", "postgresql.secret", "senders.json", "spool")
    }
    assert modes == {"nats.secret": 0o600, "postgresql.secret": 0o600, "senders.json": 0o600, "spool": 0o700}


@pytest.mark.parametrize("name", ["senders.json", "lake/x", "postgresql/PG_VERSION"])
def test_a_folder_that_holds_something_is_left_as_it_is(original: Original, tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("mine")

    with pytest.raises(BackupError, match="is not empty"):
        restore_backup(original.made.backup, settings_of(tmp_path), say=silent)

    assert [path.read_text() for path in tmp_path.rglob("*") if path.is_file()] == ["mine"]


def test_an_empty_disk_is_empty(original: Original, enterable: Path) -> None:
    (enterable / "lost+found").mkdir()

    restore_backup(original.made.backup, settings_of(enterable), say=silent)

    assert (enterable / "postgresql").is_dir()


@pytest.mark.parametrize(
    "part",
    [
        "folder/nats.secret",
        "lake/tenant=sakura/manifest.json",
        "lake/tenant=sakura/*/*.parquet",
        "lake/recent/*.parquet",
        "streams/EVENTS.snapshot",
        "database/postgres.dump",
        "database/globals.sql",
        "contents.json",
        "SHA256SUMS",
    ],
)
def test_a_harmed_backup_is_not_restored(backup: Path, tmp_path: Path, part: str) -> None:
    harmed = next(backup.glob(part))
    data = bytearray(harmed.read_bytes())
    data[len(data) // 2] ^= 1
    harmed.write_bytes(data)

    with pytest.raises(BackupError) as error:
        restore_backup(backup, settings_of(tmp_path / "new"), say=silent)

    if harmed.name not in ("contents.json", "SHA256SUMS"):
        assert f"{harmed} was changed after it was written" in str(error.value)
    assert not (tmp_path / "new").exists()


def test_a_restore_that_was_cut_short_is_never_taken_for_a_whole_one(
    backup: Path, enterable: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(restoring, "_fill_engines", cut)
    with pytest.raises(KeyboardInterrupt):
        restore_backup(backup, settings_of(enterable), say=silent)
    monkeypatch.undo()

    assert (enterable / HALF_RESTORED).exists()
    with pytest.raises(HalfRestored), held(enterable):
        pytest.fail("it was held")
    with pytest.raises(HalfRestored):
        restore_backup(backup, settings_of(enterable), say=silent)


def test_too_little_room_is_said_before_anything_is_written(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(restoring, "free_bytes", lambda _: 1 << 20)

    with pytest.raises(BackupError, match=r"not enough room at .*: 1 MiB are free, about \d+ MiB are needed"):
        restore_backup(backup, settings_of(tmp_path / "new"), say=silent)

    assert not (tmp_path / "new").exists()


def test_engines_of_others_are_filled_only_where_they_are_empty(original: Original, enterable: Path) -> None:
    theirs = enterable / "theirs"
    with up(settings_of(theirs)):
        nats, database = Nats(theirs).url or "", Postgres(theirs).url
        first = Settings(enterable / "new", nats_url=nats)
        restore_backup(original.made.backup, first, say=silent)
        with pytest.raises(BackupError, match="has a stream DETECTIONS already"):
            restore_backup(original.made.backup, Settings(enterable / "other", nats_url=nats), say=silent)
        sql(settings_of(theirs), "create table mine (i int)")
        with pytest.raises(BackupError, match="OTASUKE_DATABASE_URL names is not empty"):
            restore_backup(original.made.backup, Settings(enterable / "other", database_url=database), say=silent)

    assert not (enterable / "new" / "nats").exists()
    assert not (enterable / "other").exists()
