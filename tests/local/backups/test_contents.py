"""What contents.json says comes back; what cannot be read is said."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from otasuke.local.backups.contents import Contents, SavedDatabase, read_contents, stream_file, write_contents
from otasuke.local.backups.errors import BackupError
from otasuke.stream.nats.snapshots import SavedStream

CONTENTS = Contents(
    version="0.1.0",
    taken_at=datetime(2026, 11, 23, tzinfo=UTC),
    databases=(SavedDatabase("報告/../x", 9 << 20),),
    streams=(SavedStream("EVENTS", messages=2, last_seq=9, consumers=1, size_bytes=100, document="{}"),),
    files_bytes=1000,
)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    write_contents(tmp_path, CONTENTS)

    assert read_contents(tmp_path) == CONTENTS


def test_names_of_databases_and_streams_are_files_in_their_folders() -> None:
    assert Path(CONTENTS.databases[0].file).parts[0] == "database"
    assert len(Path(CONTENTS.databases[0].file).parts) == 2
    assert stream_file("a/b") == "streams/a%2Fb.snapshot"


def test_a_restored_folder_takes_more_than_the_data() -> None:
    assert CONTENTS.restored_bytes > 1000 + 100 + 2 * (9 << 20)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"format": 1}', '{"format": 1, "version": "0", "taken_at": "x"}'])
def test_what_cannot_be_read_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "contents.json").write_text(text)

    with pytest.raises(BackupError, match=r"contents\.json cannot be read"):
        read_contents(tmp_path)


def test_a_backup_of_a_newer_otasuke_is_left_to_it(tmp_path: Path) -> None:
    (tmp_path / "contents.json").write_text('{"format": 2}')

    with pytest.raises(BackupError, match="was made by a newer otasuke"):
        read_contents(tmp_path)
