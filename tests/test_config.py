"""Twin of `otasuke.config`."""

from __future__ import annotations

from pathlib import Path

import pytest

from otasuke.config import BadSetting, read_settings


def test_without_settings_all_is_kept_below_the_home_of_the_user() -> None:
    settings = read_settings({"HOME": "/home/hanako"})

    assert settings.data_folder == Path("/home/hanako/.local/share/otasuke")
    assert (settings.database_url, settings.nats_url) == (None, None)


@pytest.mark.parametrize(
    ("environment", "folder"),
    [
        ({"OTASUKE_DATA": "/srv/otasuke", "XDG_DATA_HOME": "/x"}, "/srv/otasuke"),
        ({"XDG_DATA_HOME": "/x", "HOME": "/h"}, "/x/otasuke"),
        ({"OTASUKE_DATA": ""}, str(Path(".local/share/otasuke").absolute())),
    ],
)
def test_the_data_folder_is_the_one_that_was_named_last(environment: dict[str, str], folder: str) -> None:
    assert str(read_settings(environment).data_folder) == folder


def test_an_argument_goes_before_the_environment() -> None:
    assert read_settings({"OTASUKE_DATA": "/a"}, data_folder=Path("/b")).data_folder == Path("/b")


def test_engines_of_others_are_named_by_their_urls() -> None:
    settings = read_settings({"OTASUKE_DATABASE_URL": "postgresql://db/x", "OTASUKE_NATS_URL": "nats://n:4222"})

    assert (settings.database_url, settings.nats_url) == ("postgresql://db/x", "nats://n:4222")


@pytest.mark.parametrize("name", ["OTASUKE_DATABASE_URL", "OTASUKE_NATS_URL"])
def test_an_url_of_another_kind_is_refused_without_showing_it(name: str) -> None:
    with pytest.raises(BadSetting, match=f"{name}: begins with none of") as refused:
        read_settings({name: "mysql://user:himitsu@db"})

    assert "himitsu" not in str(refused.value)
