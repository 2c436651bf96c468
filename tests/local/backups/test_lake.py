"""The lake's part: what the manifests name, nothing twice, and the same events afterwards."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from lake.cast import FUJI, NOON, SAKURA, event, send
from otasuke.lake.care import care_once
from otasuke.lake.errors import NotOurs, StoreUnreachable
from otasuke.lake.home import adopt, bind
from otasuke.lake.manifest import read_manifest, tenant_folder
from otasuke.lake.reader import LakeReader
from otasuke.lake.recent import catch_up_with_settled
from otasuke.lake.recent_writer import RecentWriter
from otasuke.lake.storage.binding import read_binding, store_of
from otasuke.lake.storage.place import Place
from otasuke.lake.storage.s3 import ObjectStore
from otasuke.lake.verify import verify
from otasuke.lake.writer import LakeWriter
from otasuke.local.backups import lake as module
from otasuke.local.backups.lake import LakeCopy, copy_lake, manifests, named_bytes
from otasuke.local.backups.sums import SumsWriter, harms


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    lake = tmp_path / "data" / "lake"
    for tenant in (SAKURA, FUJI):
        for number in range(3):
            add(lake, tenant, number)
    return lake


@pytest.fixture
def other_disk(monkeypatch: pytest.MonkeyPatch, lake: Path) -> None:
    """The lake is on another file system than the backups."""
    hardlink_to = Path.hardlink_to

    def only_within(self: Path, target: Path) -> None:
        if target.is_relative_to(lake):
            raise OSError(18, "Invalid cross-device link")
        hardlink_to(self, target)

    monkeypatch.setattr(Path, "hardlink_to", only_within)


def add(lake: Path, tenant: str, number: int) -> None:
    writer = LakeWriter(lake, tenant)
    writer.add(f"b{number}", [event(number)])
    writer.flush()


def add_recent(lake: Path, number: int) -> None:
    writer = RecentWriter(lake)
    send(writer, f"m{number}", *((tenant, f"r{number}", [event(number)]) for tenant in (SAKURA, FUJI)))
    writer.flush(NOON)


def back_up(lake: Path, backup: Path, before: Path | None = None) -> LakeCopy:
    backup.mkdir()
    sums = SumsWriter(backup)
    done = copy_lake(lake, backup, before=before, sums=sums)
    sums.complete()
    return done


def records(lake: Path, tenant: str = SAKURA) -> list[int]:
    return sorted(one.record for one in LakeReader(lake, tenant).events())


def test_the_backup_gives_the_same_events(lake: Path, other_disk: None, tmp_path: Path) -> None:
    done = back_up(lake, tmp_path / "one")

    assert (done.files, done.new_files, done.problems) == (6, 6, ())
    assert done.bytes == done.new_bytes == named_bytes(lake)
    assert [records(tmp_path / "one" / "lake", tenant) for tenant in (SAKURA, FUJI)] == [[0, 1, 2]] * 2
    assert not any(harms(tmp_path / "one"))


def test_a_second_backup_copies_only_what_is_new(lake: Path, other_disk: None, tmp_path: Path) -> None:
    back_up(lake, tmp_path / "one")
    add(lake, SAKURA, 3)

    done = back_up(lake, tmp_path / "two", tmp_path / "one")

    assert (done.files, done.new_files) == (7, 1)
    assert records(tmp_path / "two" / "lake") == [0, 1, 2, 3]
    assert records(tmp_path / "one" / "lake") == [0, 1, 2]
    assert not any(harms(tmp_path / "two"))


def test_deleting_a_backup_takes_nothing_from_the_next(lake: Path, other_disk: None, tmp_path: Path) -> None:
    back_up(lake, tmp_path / "one")
    back_up(lake, tmp_path / "two", tmp_path / "one")

    shutil.rmtree(tmp_path / "one")

    assert not any(harms(tmp_path / "two"))


def test_on_the_same_disk_nothing_is_copied(lake: Path, tmp_path: Path) -> None:
    done = back_up(lake, tmp_path / "one")

    assert (done.files, done.new_files) == (6, 0)
    assert records(tmp_path / "one" / "lake") == [0, 1, 2]


def test_a_file_that_was_cut_in_the_backup_before_is_copied_anew(lake: Path, other_disk: None, tmp_path: Path) -> None:
    back_up(lake, tmp_path / "one")
    harmed = next((tmp_path / "one").rglob("*.parquet"))
    harmed.write_bytes(b"x")

    done = back_up(lake, tmp_path / "two", tmp_path / "one")

    assert done.new_files == 1
    assert not any(harms(tmp_path / "two"))


def test_files_that_are_joined_meanwhile_are_in_the_backup_once(
    lake: Path, other_disk: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    original, times = module.copy, []

    def copy_slowly(source: Path, target: Path) -> str:
        times.append(source)
        if len(times) == 7:  # in the middle of the second tenant
            for days in (3, 4):  # joined, and then deleted
                care_once(lake, now=NOON + timedelta(days=days))
        return original(source, target)

    monkeypatch.setattr(module, "copy", copy_slowly)
    done = back_up(lake, tmp_path / "one")

    assert done.problems == ()
    assert records(tmp_path / "one" / "lake") == [0, 1, 2]
    assert len(list((tmp_path / "one" / "lake" / f"tenant={SAKURA}").rglob("*.parquet"))) == 1
    assert not any(harms(tmp_path / "one"))


def test_a_missing_file_is_said_and_the_others_are_kept(lake: Path, other_disk: None, tmp_path: Path) -> None:
    missing = lake / tenant_folder(SAKURA) / read_manifest(lake, SAKURA).files[1].name
    missing.unlink()

    done = back_up(lake, tmp_path / "one")

    assert done.problems == (f"{missing} is missing: the lake's manifest names it",)
    assert done.files == 5


def test_a_changed_file_is_said_when_it_is_copied_and_found_when_it_is_linked(lake: Path, tmp_path: Path) -> None:
    changed = lake / tenant_folder(SAKURA) / read_manifest(lake, SAKURA).files[1].name
    data = bytearray(changed.read_bytes())
    data[9] ^= 1
    changed.write_bytes(data)

    linked = back_up(lake, tmp_path / "one")

    assert linked.problems == ()
    assert [harm.what for harm in harms(tmp_path / "one") if harm] == [
        "was changed after it was written: its checksum is another"
    ]


def test_a_changed_file_is_said_when_it_is_copied(lake: Path, other_disk: None, tmp_path: Path) -> None:
    changed = lake / tenant_folder(SAKURA) / read_manifest(lake, SAKURA).files[1].name
    data = bytearray(changed.read_bytes())
    data[9] ^= 1
    changed.write_bytes(data)

    done = back_up(lake, tmp_path / "one")

    assert done.problems == (f"{changed} was changed after it was written; the backup holds it as it is now",)


def test_a_manifest_that_cannot_be_read_is_kept_as_it_is(lake: Path, tmp_path: Path) -> None:
    (lake / tenant_folder(FUJI) / "manifest.json").write_text("broken")

    done = back_up(lake, tmp_path / "one")

    assert done.files == 3
    assert (tmp_path / "one" / "lake" / f"tenant={FUJI}" / "manifest.json").read_text() == "broken"


def test_recent_events_are_in_it_too(lake: Path, other_disk: None, tmp_path: Path) -> None:
    add_recent(lake, 7)

    done = back_up(lake, tmp_path / "one")

    assert (done.files, done.problems) == (7, ())
    assert records(tmp_path / "one" / "lake") == [0, 1, 2, 7]
    assert not any(harms(tmp_path / "one"))


def test_events_that_settle_meanwhile_are_in_the_backup_once_and_new_ones_are_seen(
    lake: Path, other_disk: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The copy of a large lake takes longer than the hour after which recent events settle."""
    add_recent(lake, 7)
    original, times = module.copy, []

    def copy_slowly(source: Path, target: Path) -> str:
        times.append(source)
        if len(times) == 2:  # behind the recent manifest
            add_recent(lake, 8)
            care_once(lake, now=NOON + timedelta(hours=2))
        return original(source, target)

    monkeypatch.setattr(module, "copy", copy_slowly)
    back_up(lake, tmp_path / "one")
    restored = tmp_path / "one" / "lake"
    catch_up_with_settled(restored)
    add_recent(restored, 9)

    assert records(restored) == [0, 1, 2, 7, 8, 9]


def test_the_tier_that_events_leave_comes_before_the_one_that_they_go_to(tmp_path: Path) -> None:
    for name in ("recent/a", "tenant=a", "recent/b/day=2026-01-01"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "manifest.json").touch()

    assert [path.relative_to(tmp_path).as_posix() for path in manifests(tmp_path)] == [
        "recent/a/manifest.json",
        "tenant=a/manifest.json",
    ]


def test_files_of_a_manifest_without_checksums_are_read(tmp_path: Path) -> None:
    (tmp_path / "lake" / "recent").mkdir(parents=True)
    (tmp_path / "lake" / "recent" / "manifest.json").write_text('{"files": [{"name": "1.arrow", "rows": 3}]}')
    (tmp_path / "lake" / "recent" / "1.arrow").write_bytes(b"events")

    done = back_up(tmp_path / "lake", tmp_path / "one")

    assert done.files == 1
    assert not any(harms(tmp_path / "one"))


def test_a_folder_without_a_lake_has_nothing_to_copy(tmp_path: Path) -> None:
    assert back_up(tmp_path / "none", tmp_path / "one") == LakeCopy()


def settled_in_store(lake: Path, bucket: str) -> None:
    """A lake in an object store: two events settled, one recent."""
    bind(lake, Place(bucket))
    for number in range(2):
        add_recent(lake, number)
    care_once(lake, now=NOON + timedelta(hours=2))
    add_recent(lake, 2)


def test_of_a_lake_in_an_object_store_what_is_here_is_saved_and_where_the_rest_is(tmp_path: Path, bucket: str) -> None:
    lake = tmp_path / "data/lake"
    settled_in_store(lake, bucket)
    list(LakeReader(lake, SAKURA).events())
    assert list((lake / "cache").rglob("*.parquet"))

    done = back_up(lake, tmp_path / "one")

    assert (done.store, done.problems) == (f"s3://{bucket}", ())
    saved = tmp_path / "one/settled" / tenant_folder(SAKURA) / "manifest.json"
    assert saved.read_bytes() == store_of(lake).read(f"{tenant_folder(SAKURA)}/manifest.json")
    assert not list((tmp_path / "one").rglob("tenant=*/*/*.parquet"))
    assert (binding := read_binding(tmp_path / "one/lake"))
    assert binding.owner == ""
    assert not any(harms(tmp_path / "one"))


def test_a_backup_of_it_restored_reads_everything_once_and_goes_on_when_it_is_adopted(
    tmp_path: Path, bucket: str
) -> None:
    lake, restored = tmp_path / "data/lake", tmp_path / "new/lake"
    settled_in_store(lake, bucket)
    back_up(lake, tmp_path / "one")
    care_once(lake, now=NOON + timedelta(hours=4))
    add_recent(lake, 3)
    care_once(lake, now=NOON + timedelta(hours=6))
    add_recent(lake, 4)  # is lost with the disk, as it came after the backup

    shutil.copytree(tmp_path / "one/lake", restored)
    assert records(restored) == [0, 1, 2, 3]
    with pytest.raises(NotOurs, match="otasuke lake adopt"):
        bind(restored, None)
    assert records(lake) == [0, 1, 2, 3, 4], "a trial takes nothing from the one that runs"

    adopt(restored)
    assert bind(restored, Place(bucket)) == ""
    add_recent(restored, 5)
    care_once(restored, now=NOON + timedelta(hours=8))
    assert (records(restored), list(verify(restored))) == ([0, 1, 2, 3, 5], [])


def test_while_the_store_is_away_what_is_here_is_saved_all_the_same(
    tmp_path: Path, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    lake = tmp_path / "data/lake"
    settled_in_store(lake, bucket)

    def away(_: ObjectStore) -> None:
        raise StoreUnreachable(f"s3://{bucket}", "cannot be reached")

    monkeypatch.setattr(ObjectStore, "folders", away)
    done = back_up(lake, tmp_path / "one")

    assert done.problems == (f"the manifests of tenants are not in the backup: s3://{bucket}: cannot be reached",)
    assert done.files == 1
    assert not any(harms(tmp_path / "one"))
