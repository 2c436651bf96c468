"""Logs are followed through whatever rotates them."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from shipping.following_cast import Followings

Make = Callable[..., Followings]


@pytest.fixture
def logs(following: Make) -> Followings:
    return following("eve.json")


def test_what_is_added_comes_once(logs: Followings) -> None:
    logs.write("eve.json", "1", "2")
    assert logs.new() == ["1", "2"]

    logs.write("eve.json", "3")

    assert logs.new() == ["3"]
    assert logs.new() == []


def test_a_renamed_log_is_read_to_its_end_before_the_next(logs: Followings) -> None:
    logs.write("eve.json", "1")
    logs.new()
    logs.write("eve.json", "2")
    logs.move("eve.json", "eve.json.1")
    logs.write("eve.json", "4")
    logs.write("eve.json.1", "3")

    assert logs.new() == ["2", "3", "4"]
    logs.write("eve.json.1", "late")
    assert logs.new() == ["late"]


@pytest.mark.parametrize("is_compressed", [False, True])
def test_rotations_while_we_were_down_lose_nothing(logs: Followings, is_compressed: bool) -> None:
    logs.write("eve.json", "1")
    logs.new()
    logs.write("eve.json", "2")
    logs.move("eve.json", "eve.json.2")
    logs.write("eve.json", "3")
    logs.move("eve.json", "eve.json.1")
    logs.write("eve.json", "4")
    if is_compressed:
        logs.compress("eve.json.2")
        logs.compress("eve.json.1")
    logs.restart()

    assert logs.new() == ["2", "3", "4"]
    logs.restart()
    assert logs.new() == []


def test_a_log_that_was_read_and_then_compressed_is_not_read_again(following: Make, tmp_path: Path) -> None:
    logs = following("eve.json*")
    logs.write("eve.json", "1")
    logs.new()
    logs.move("eve.json", "eve.json.1")
    logs.write("eve.json", "2")
    assert logs.new() == ["2"]

    logs.compress("eve.json.1")

    assert logs.new() == []
    logs.move("eve.json.1.gz", "eve.json.2.gz")
    logs.restart()
    assert logs.new() == []
    assert logs.said == []


def test_copytruncate_loses_nothing_between_the_last_look_and_the_copy(logs: Followings) -> None:
    logs.write("eve.json", "1")
    logs.new()
    logs.write("eve.json", "2")
    logs.copy_and_truncate("eve.json", "eve.json.1")
    assert logs.new() == ["2"]
    logs.write("eve.json", "3")

    assert logs.new() == ["3"]


def test_a_copy_that_is_still_being_made_is_not_a_new_log(following: Make, tmp_path: Path) -> None:
    logs = following("eve.json*")
    logs.write("eve.json", "1", "2", "3")
    logs.new()

    (tmp_path / "eve.json.1").write_bytes((tmp_path / "eve.json").read_bytes()[:3])
    assert logs.new() == []
    logs.copy_and_truncate("eve.json", "eve.json.1")
    assert logs.new() == []


def test_a_log_that_is_emptied_is_read_from_its_new_beginning(logs: Followings) -> None:
    logs.write("eve.json", "1", "2")
    logs.new()
    os.truncate(logs.folder / "eve.json", 0)
    logs.write("eve.json", "other", "and", "longer", "than", "before")

    assert logs.new() == ["other", "and", "longer", "than", "before"]


def test_a_log_that_lost_its_end_is_not_read_from_its_beginning(logs: Followings) -> None:
    for number in range(100):
        logs.write("eve.json", f"line {number}" + " " * 50)
        logs.new()
    whole = (logs.folder / "eve.json").read_bytes()
    os.truncate(logs.folder / "eve.json", len(whole) - 200)
    logs.restart()

    again = logs.new()

    assert len(again) < 10
    assert "has lost its end" in logs.said[0]


def test_half_a_line_waits_for_its_end_and_comes_as_it_is_when_the_log_was_rotated_away(logs: Followings) -> None:
    logs.write("eve.json", "1", "hal", end="")
    assert logs.new() == ["1"]
    logs.later_s = 3600
    assert logs.new() == []
    assert [log.path for log in logs.follower.unfinished()] == [str(logs.folder / "eve.json")]
    logs.later_s = 0

    logs.move("eve.json", "eve.json.1")

    assert logs.new() == []
    logs.later_s = 31
    assert logs.new() == ["hal"]
    assert logs.follower.unfinished() == []


def test_a_deleted_log_is_read_to_its_end_as_long_as_we_run(logs: Followings) -> None:
    logs.write("eve.json", "1")
    logs.new()
    logs.write("eve.json", "2")
    (logs.folder / "eve.json").unlink()
    logs.write("eve.json", "3")

    assert logs.new() == ["2", "3"]


def test_a_file_that_is_not_there_yet_is_waited_for(logs: Followings) -> None:
    assert logs.new() == []
    logs.write("eve.json", "1")

    assert logs.new() == ["1"]


def test_new_files_of_patterns_and_folders_are_found(following: Make, tmp_path: Path) -> None:
    (tmp_path / "all").mkdir()
    logs = following("*.log", "all")
    logs.write("a.log", "1")
    assert logs.new() == ["1"]

    logs.write("b.log", "2")
    logs.write("all/any", "3")

    assert sorted(logs.new()) == ["2", "3"]


def test_from_the_end_only_whole_new_lines_count(following: Make, tmp_path: Path) -> None:
    (tmp_path / "eve.json").write_text("old\nhal")
    (tmp_path / "eve.json.1").write_text("older\n")
    logs = following("eve.json", from_the_end=True)
    assert logs.new() == []

    logs.write("eve.json", "f", "new")

    assert logs.new() == ["half", "new"]
    logs.move("eve.json.1", "eve.json.2")
    logs.move("eve.json", "eve.json.1")
    logs.write("eve.json", "next")
    logs.restart()
    assert logs.new() == ["next"]


def test_lines_are_gathered_for_a_while(logs: Followings) -> None:
    logs.write("eve.json", "1")
    assert logs.new(linger_s=1) == ["1"]
    logs.write("eve.json", "2")
    assert logs.new(linger_s=1) == []

    logs.later_s = 2

    assert logs.new(linger_s=1) == ["2"]
    logs.write("eve.json", "x" * 50)
    assert logs.new(linger_s=1, largest=20) == ["x" * 50]


def test_a_piece_that_was_not_taken_comes_again(logs: Followings) -> None:
    logs.write("eve.json", "1", "2")
    logs.follower.look()
    refused = [piece.records for piece in logs.follower.pieces(largest=3, linger_s=0)]

    assert refused == [b"1\n"]
    assert logs.new() == ["1", "2"]


def test_one_log_does_not_starve_the_others(following: Make, tmp_path: Path) -> None:
    logs = following("*.log")
    logs.write("a.log", *[f"a{number}" for number in range(1000)])
    logs.write("b.log", "b")

    assert "b" in logs.new(largest=50)


def test_a_disk_that_numbers_its_files_anew_changes_nothing(logs: Followings) -> None:
    logs.write("eve.json", "1")
    logs.new()
    content = (logs.folder / "eve.json").read_bytes()
    (logs.folder / "other").write_bytes(content)
    logs.follower.close()
    (logs.folder / "other").replace(logs.folder / "eve.json")
    logs.restart()
    logs.write("eve.json", "2")

    assert logs.new() == ["2"]


def test_what_cannot_be_read_is_said_once(following: Make, tmp_path: Path) -> None:
    logs = following("*.log")
    (tmp_path / "a.log").write_bytes(b"\xfd7zXZ\0...")
    (tmp_path / "b.log").symlink_to(tmp_path / "b.log")
    logs.write("c.log", "1")

    assert (logs.new(), logs.new()) == (["1"], [])
    assert logs.said == [f"{tmp_path}/a.log is compressed and was not followed before: it is left out"]


@pytest.mark.parametrize("is_done", [False, True])
def test_an_inode_that_is_given_again_is_another_log(logs: Followings, is_done: bool) -> None:
    logs.write("eve.json", "1")
    logs.new()
    logs.move("eve.json", "eve.json.1")
    if is_done:
        logs.compress("eve.json.1")
    logs.new()
    logs.later_s = 60  # the file that was deleted is no longer held
    logs.new()
    logs.new()
    for old in logs.folder.glob("eve.json.1*"):
        old.unlink()
    logs.write("eve.json", "2")
    new = (logs.folder / "eve.json").stat()
    known = [replace(log, device=new.st_dev, inode=new.st_ino) for log in logs.follower.logs]
    assert [log.is_done for log in known] == [is_done]

    logs.restart(known)

    assert logs.new() == ["2"]


def test_rotations_that_a_pattern_names_too_belong_to_their_log(following: Make, tmp_path: Path) -> None:
    logs = following("eve.json*")
    logs.write("eve.json", "1")
    logs.move("eve.json", "eve.json.2")
    logs.write("eve.json", "2")
    logs.move("eve.json", "eve.json.1")
    logs.write("eve.json", "3")

    assert logs.new() == ["1", "2", "3"]
    assert {log.home for log in logs.follower.logs} == {str(tmp_path / "eve.json")}
    logs.compress("eve.json.2")
    logs.restart()
    assert logs.new() == []
