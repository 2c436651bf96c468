"""`otasuke learn`, as a user runs it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from detect.learn.cast import sign_in
from detect.learn.test_detectors import busy_night
from otasuke.cli.exits import Exit
from otasuke.cli.main import main
from places_made import cities


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "eve.json"
    path.write_bytes(b"\n".join(reversed(busy_night())))
    return path


def test_what_is_unusual_is_shown_with_its_numbers(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["learn", str(log), "--learning-days", "0"]) == Exit.OK

    said = capsys.readouterr()
    for word in ("new-device", "end-of-support", "Windows XP", "beaconing", "141.98.10.60"):
        assert word in said.out
    assert said.err.splitlines()[-1] == "31 events, 3 findings; 0 more while learning (--all)"


def test_json_has_an_object_a_line(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["learn", str(log), "--learning-days", "0", "--format", "json"])

    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["detector"] for one in found] == ["new-device", "end-of-support", "beaconing"]
    assert found[2]["picture"]["kind"] == "times"
    assert len({one["id"] for one in found}) == 3


def test_while_learning_nothing_is_told_unless_asked_for(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["learn", str(log)])
    quiet = capsys.readouterr()
    main(["learn", str(log), "--all"])
    asked = capsys.readouterr()

    assert quiet.out == ""
    assert quiet.err.splitlines() == ["31 events, 0 findings; 3 more while learning (--all)"]
    assert "beaconing" in asked.out


def test_each_folder_can_be_a_company_of_its_own(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("sakura", "fuji"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "eve.json").write_bytes(b"\n".join(busy_night()))

    main(["learn", str(tmp_path), "--by-folder", "--learning-days", "0", "--format", "json"])

    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert {one["tenant"] for one in found if one["detector"] == "beaconing"} == {"sakura", "fuji"}


def test_what_was_not_understood_is_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "eve.json"
    path.write_bytes(b"\n".join([*busy_night(), b'{"event_type": ']))

    main(["learn", str(path)])

    assert "1 record was not understood" in capsys.readouterr().err


def test_an_archive_that_is_broken_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.zip").write_bytes(b"PK\x03\x04 and no more")

    assert main(["learn", str(tmp_path / "a.zip")]) == Exit.BAD_INPUT
    assert "not read: " in capsys.readouterr().err


def test_what_is_not_there_and_what_is_no_number_are_plain_errors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["learn", str(tmp_path / "gone.log")]) == Exit.BAD_INPUT
    assert "there is no such file" in capsys.readouterr().err

    with pytest.raises(SystemExit):
        main(["learn", str(tmp_path), "--learning-days", "-1"])
    assert "is no number of days" in capsys.readouterr().err


def test_databases_of_places_say_where_a_login_came_from(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path, places = tmp_path / "entra.json", cities(tmp_path / "city.mmdb")
    addresses = ("126.3.4.5", "141.98.10.60")
    lines = [sign_in(timedelta(hours=at), "sato@sakura.example", address) for at, address in enumerate(addresses)]
    path.write_bytes(b"\n".join(lines))

    assert main(["learn", str(path), "--learning-days", "0", "--places", str(places), "--format", "json"]) == Exit.OK

    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(one["detector"], one["counterpart"]) for one in found] == [
        ("first-seen-login", "JP"),
        ("first-seen-login", "LT"),
        ("impossible-logins", "141.98.10.60"),
    ]


def test_a_database_that_is_none_is_an_error(log: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["learn", str(log), "--places", str(log)]) == Exit.BAD_INPUT

    assert "eve.json is no database in MaxMind's format" in capsys.readouterr().err
