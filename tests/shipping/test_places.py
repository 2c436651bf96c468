"""Where logs are."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.shipping.places import Surroundings, homes_of, matching, names, names_one_file, place_at


@pytest.mark.parametrize(
    "name",
    "eve.json.1 eve.json.12.gz eve.json-20260401 eve.json-20260401.xz eve-20260401.json eve-2026-04-01.json.gz eve.json.old "
    "eve.json.2026-04-01T00:00:00Z eve.1.json eve.json_1 eve.2026_04_01.json eve.json.gz".split(),
)
def test_a_rotated_log_is_known_by_its_name(name: str) -> None:
    assert "eve.json" in homes_of(name)


@pytest.mark.parametrize(
    "name",
    "eve.json steve.json.1 eve-extra.json eve.json.1.partial eve eve2.json eve-2.json eve-192.168.1.10.json eve.json1".split(),
)
def test_other_names_are_other_logs(name: str) -> None:
    assert "eve.json" not in homes_of(name)


@given(st.text(max_size=100))
def test_any_name_has_homes_that_are_shorter(name: str) -> None:
    assert all(0 < len(home) < len(name) for home in homes_of(name))


def test_files_folders_and_patterns_are_looked_up(tmp_path: Path) -> None:
    (tmp_path / "logs" / "deep").mkdir(parents=True)
    for name in ("b.log", "a.log", ".hidden", "deep/c.log", "[x].log"):
        (tmp_path / "logs" / name).touch()
    os.mkfifo(tmp_path / "logs" / "pipe.log")

    def found(*patterns: str) -> list[str]:
        places = matching([f"{tmp_path}/{pattern}" for pattern in patterns])
        return [str(Path(place.path).relative_to(tmp_path / "logs")) for place in places]

    assert found("logs") == ["[x].log", "a.log", "b.log"]
    assert found("logs/?.log") == ["a.log", "b.log"]
    assert found("logs/**/*.log") == ["[x].log", "a.log", "b.log", "deep/c.log"]
    assert found("logs/b.log", "logs/*.log") == ["b.log", "[x].log", "a.log"]
    assert found("logs/[x].log") == ["[x].log"]
    assert found("logs/none.log", "none/*.log", "logs/a.log/x") == []


def test_beside_a_log_are_its_rotations_and_the_oldest_comes_first(tmp_path: Path) -> None:
    for age, name in enumerate(("eve.json", "eve.json.1", "eve.json.2.gz", "fast.log", "fast.log.1")):
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (100 - age, 100 - age))

    found = Surroundings().beside(str(tmp_path / "eve.json"))

    assert [Path(place.path).name for place in found] == ["eve.json.2.gz", "eve.json.1", "eve.json"]
    assert Surroundings().beside(str(tmp_path / "none" / "eve.json")) == []


def test_a_place_is_the_same_after_a_renaming(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("12345")
    before = place_at(tmp_path / "a")
    (tmp_path / "a").rename(tmp_path / "b")
    after = place_at(tmp_path / "b")

    assert before is not None
    assert after is not None
    assert (before.key, before.size) == (after.key, 5)
    assert place_at(tmp_path / "a") is None
    assert place_at(tmp_path) is None


def test_a_pattern_or_folder_is_not_one_file(tmp_path: Path) -> None:
    assert names_one_file(str(tmp_path / "not-yet.log"))
    assert not names_one_file(str(tmp_path))
    assert not names_one_file(str(tmp_path / "*.log"))


def test_a_path_is_named_by_itself_a_folder_or_a_pattern() -> None:
    assert names(["/var/log/eve.json"], "/var/log/eve.json")
    assert names(["/var/log"], "/var/log/eve.json")
    assert names(["/x", "/var/log/eve*"], "/var/log/eve.json")
    assert not names(["/var/log/eve.json.1", "/var"], "/var/log/eve.json")
