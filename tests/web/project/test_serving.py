"""How the web is started."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from otasuke.carrier.account import Account, read_account
from otasuke.config import Doors, Listen, Settings
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
    assert told["OTASUKE_INTERRUPTIONS_A_DAY"] == "8"


def test_only_the_folder_of_a_demo_makes_the_web_a_demos() -> None:
    login = Login("/s", "", "otasuke", "otasuke_app", "m")
    real, demo = (environment(replace(SETTINGS, is_demo=one), login, secret="k") for one in (False, True))

    # It is told so even if it is not, so that what its own environment says counts for nothing.
    assert (real["OTASUKE_WEB_DEMO"], demo["OTASUKE_WEB_DEMO"]) == ("", "on")
    assert "OTASUKE_PROVIDER_NAME" not in real
    assert demo["OTASUKE_PROVIDER_NAME"] == "なにわ見守り舎"
    assert demo["OTASUKE_WEB_MAILS"] == "/d/web/mails"


def test_it_is_told_who_brings_texts() -> None:
    login = Login("/s", "", "otasuke", "otasuke_app", "m")
    account = Account(
        "https://api.twilio.com", "AC1", "geheim", "Otasuke", "+815012345678", "https://x/y", ("+1", "+44")
    )

    told = environment(replace(SETTINGS, carrier=account), login, secret="k")

    assert read_account(told, callback=None) == account
    assert read_account(environment(SETTINGS, login, secret="k"), callback=None) is None


def test_it_is_told_how_sensors_reach_the_gateway() -> None:
    login = Login("/s", "", "otasuke", "otasuke_app", "m")
    outside = replace(
        SETTINGS,
        gateway_url="https://gateway.example.jp",
        gateway_ca=Path("/ca.pem"),
        doors=Doors(certificate=(Path("/c"), Path("/k")), syslog=None),
    )
    names = ("GATEWAY", "GATEWAY_CA", "SYSLOG_PORT", "SYSLOG_TLS_PORT")

    told = [
        [environment(settings, login, secret="k")[f"OTASUKE_WEB_{name}"] for name in names]
        for settings in (SETTINGS, outside, replace(SETTINGS, doors=Doors(http=None)))
    ]

    assert told == [
        ["http://127.0.0.1:9280", "", "5514", ""],
        ["https://gateway.example.jp", "/ca.pem", "", "6514"],
        ["", "", "5514", ""],
    ]
