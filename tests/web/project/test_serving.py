"""How the web is started."""

from __future__ import annotations

from pathlib import Path

from otasuke.config import Listen, Settings
from otasuke.web.project.database import Login
from otasuke.web.project.serving import command, environment

SETTINGS = Settings(Path("/d"), web=Listen("127.0.0.1", 8000))


def test_the_server_listens_where_the_settings_say() -> None:
    words = command(SETTINGS)

    assert words[words.index("--host") + 1 : words.index("--workers")] == ["127.0.0.1", "--port", "8000"]


def test_it_is_told_its_own_login_and_no_other() -> None:
    told = environment(SETTINGS, Login("/s", "", "otasuke", "otasuke_app", "m"), secret="k")

    assert told["OTASUKE_WEB_DATABASE"] == "host=/s dbname=otasuke user=otasuke_app password=m"
    assert told["OTASUKE_WEB_STATIC"] == "/d/web/static"
    assert told["OTASUKE_WEB_LOCALE"] == "/d/web/locale"
