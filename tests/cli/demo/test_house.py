from __future__ import annotations

import socket
from pathlib import Path

import pytest

from otasuke.cli.demo.house import prepare_folder, told
from otasuke.cli.exits import CliError
from otasuke.config import DEMO_MARK, read_settings
from otasuke.local.folder import held


def test_an_empty_folder_becomes_a_demos_and_stays_one(tmp_path: Path) -> None:
    folder = prepare_folder(tmp_path / "new" / "demo", {}, anew=False)
    (folder / "postgresql").mkdir()

    assert prepare_folder(folder, {}, anew=False) == folder
    assert (folder / "postgresql").exists()
    assert read_settings({}, data_folder=folder).is_demo


@pytest.mark.parametrize("anew", [False, True])
def test_the_folder_of_a_real_service_never_becomes_a_demos(tmp_path: Path, anew: bool) -> None:
    (tmp_path / "web.key.secret").write_text("real")

    with pytest.raises(CliError, match="holds something that is no demo"):
        prepare_folder(tmp_path, {}, anew=anew)
    assert [one.name for one in tmp_path.iterdir()] == ["web.key.secret"]


def test_beginning_anew_deletes_what_a_demo_left(tmp_path: Path) -> None:
    folder = prepare_folder(tmp_path / "demo", {}, anew=False)
    (folder / "postgresql").mkdir()

    prepare_folder(folder, {}, anew=True)

    assert [one.name for one in folder.iterdir()] == [DEMO_MARK]


def test_a_demo_that_runs_is_not_deleted(tmp_path: Path) -> None:
    folder = prepare_folder(tmp_path / "demo", {}, anew=False)

    with held(folder), pytest.raises(CliError, match="a demo is running in"):
        prepare_folder(folder, {}, anew=True)
    assert (folder / DEMO_MARK).exists()


def test_settings_of_a_real_service_are_not_a_demos() -> None:
    real = {
        "OTASUKE_DATABASE_URL": "postgresql://db/real", "OTASUKE_NATS_URL": "nats://real", "OTASUKE_LAKE_URL": "s3://real/x",
        "OTASUKE_DATA": "/srv/real", "OTASUKE_WEB_HOSTS": "real.example", "OTASUKE_WEB_HTTPS": "on",
        "OTASUKE_MAIL_HOST": "mail.example", "OTASUKE_SYSLOG_LISTEN": "0.0.0.0:514", "OTASUKE_HTTP_LISTEN": "0.0.0.0:9280",
        "OTASUKE_TLS_CERTIFICATE": "/c", "OTASUKE_TLS_KEY": "/k", "OTASUKE_CACHE": "/cache",
        "OTASUKE_CARRIER_URL": "https://real.example", "OTASUKE_CARRIER_SECRET_FILE": "/real",
    }  # fmt: skip

    ours = told(real)

    assert not [value for value in ours.values() if "real" in value or "0.0.0.0" in value]
    assert (ours["OTASUKE_CACHE"], ours["OTASUKE_SYSLOG_LISTEN"]) == ("/cache", "off")


def test_it_is_found_where_it_was_told_or_where_a_port_is_free() -> None:
    assert told({"OTASUKE_WEB_LISTEN": "127.0.0.1:8123"})["OTASUKE_WEB_LISTEN"] == "127.0.0.1:8123"
    with socket.socket() as taken:
        taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            taken.bind(("127.0.0.1", 9270))
            taken.listen()
        except OSError:
            pass  # somebody else has it already

        assert told({})["OTASUKE_WEB_LISTEN"] not in ("127.0.0.1:9270", "off")


def test_its_texts_go_to_a_twin_on_a_free_port() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        place = f"127.0.0.1:{taken.getsockname()[1]}"

        assert told({"OTASUKE_CARRIER_TWIN_LISTEN": place})["OTASUKE_CARRIER_TWIN_LISTEN"] == place
        assert told({})["OTASUKE_CARRIER_TWIN_LISTEN"].startswith("127.0.0.1:")
