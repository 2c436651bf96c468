import itertools
from pathlib import Path

import pytest

from otasuke.cli.exits import CliError
from otasuke.cli.inputs import PIECE_BYTES, Portion, Skipped, find_portions


def names(portions: list[Portion], top: Path) -> list[str]:
    return [portion.path.removeprefix(f"{top}/") for portion in portions]


def test_folders_are_read_deep_and_in_order(tmp_path: Path) -> None:
    for name in ("b/2.log", "b/1.log", "a.log", "c/d/e.log"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)

    portions, skipped = find_portions([str(tmp_path)])

    assert names(portions, tmp_path) == ["a.log", "b/1.log", "b/2.log", "c/d/e.log"]
    assert skipped == []


def test_links_that_go_round_end_somewhere(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    (tmp_path / "sub" / "a.log").write_text("a")

    portions, _ = find_portions([str(tmp_path)])

    assert len(portions) == 1


def test_the_same_file_is_not_read_twice(tmp_path: Path) -> None:
    (tmp_path / "a.log").write_text("a")
    (tmp_path / "b.log").symlink_to("a.log")

    portions, skipped = find_portions([str(tmp_path), str(tmp_path / "a.log")])

    assert names(portions, tmp_path) == ["a.log"]
    assert [one.reason for one in skipped] == ["the same file as another one here"] * 2


def test_a_path_that_is_not_there_stops_the_call(tmp_path: Path) -> None:
    with pytest.raises(CliError, match="nothing to scan at"):
        find_portions([str(tmp_path / "x")])


def test_a_dangling_link_is_a_failure_and_version_control_is_not(tmp_path: Path) -> None:
    (tmp_path / "gone").symlink_to("nowhere")
    (tmp_path / ".git").mkdir()

    _, skipped = find_portions([str(tmp_path)])

    assert {(Path(one.name).name, one.is_failure) for one in skipped} == {("gone", True), (".git", False)}
    assert all(isinstance(one, Skipped) for one in skipped)


def test_a_large_file_of_lines_is_divided_at_newlines(tmp_path: Path) -> None:
    line = b'{"a":"' + b"x" * 1_000 + b'"}\n'
    path = tmp_path / "large.ndjson"
    path.write_bytes(line * (3 * PIECE_BYTES // len(line)))

    portions, _ = find_portions([str(path)])

    pieces = [portion.piece for portion in portions if portion.piece]
    assert len(pieces) == len(portions) >= 3
    assert pieces[0][0] == 0
    assert pieces[-1][1] == path.stat().st_size
    assert all(before[1] == after[0] and after[0] % len(line) == 0 for before, after in itertools.pairwise(pieces))
