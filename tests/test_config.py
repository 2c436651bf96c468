"""Twin of `otasuke.config`."""

from __future__ import annotations

from pathlib import Path

import pytest

from otasuke.config import DEMO_MARK, BadSetting, Doors, Listen, read_settings, usual_demo_folder
from otasuke.lake.storage.place import Place


@pytest.fixture
def as_a_user(monkeypatch: pytest.MonkeyPatch) -> None:
    """As somebody who is not root, whoever runs the tests."""
    monkeypatch.setattr("os.geteuid", lambda: 1000)


def test_without_settings_all_is_kept_below_the_home_of_the_user(as_a_user: None) -> None:
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
def test_the_data_folder_is_the_one_that_was_named_last(
    as_a_user: None, environment: dict[str, str], folder: str
) -> None:
    assert str(read_settings(environment).data_folder) == folder


def test_for_root_the_data_folder_is_one_that_other_accounts_may_enter(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 0)

    assert read_settings({"HOME": "/root", "XDG_DATA_HOME": "/root/x"}).data_folder == Path("/var/lib/otasuke")
    assert read_settings({"HOME": "/root", "OTASUKE_DATA": "/srv/otasuke"}).data_folder == Path("/srv/otasuke")


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


def test_without_settings_every_door_is_on_loopback() -> None:
    doors = read_settings({}).doors

    assert {str(door).rpartition(":")[0] for door in (doors.http, doors.syslog, doors.syslog_tls, doors.fluent)} == {
        "127.0.0.1"
    }
    assert doors.certificate is None


def test_doors_open_where_they_are_told_to_or_not_at_all() -> None:
    doors = read_settings(
        {
            "OTASUKE_HTTP_LISTEN": "0.0.0.0:443",
            "OTASUKE_SYSLOG_LISTEN": "[::1]:0",
            "OTASUKE_FLUENT_LISTEN": "off",
            "OTASUKE_TLS_CERTIFICATE": "/c.pem",
            "OTASUKE_TLS_KEY": "/k.pem",
            "OTASUKE_TLS_CLIENTS": "/ca.pem",
        }
    ).doors

    assert doors == Doors(
        http=Listen("0.0.0.0", 443),
        syslog=Listen("::1", 0),
        fluent=None,
        certificate=(Path("/c.pem"), Path("/k.pem")),
        clients=Path("/ca.pem"),
    )
    assert str(doors.syslog) == "[::1]:0"


@pytest.mark.parametrize(
    "text", ["9280", "localhost:1", "127.0.0.1:", "127.0.0.1:70000", "127.0.0.1:-1", "127.0.0.1:１"]
)
def test_a_place_that_is_none_is_refused_by_the_name_of_its_setting(text: str) -> None:
    with pytest.raises(BadSetting, match="OTASUKE_HTTP_LISTEN"):
        read_settings({"OTASUKE_HTTP_LISTEN": text})


def test_a_certificate_without_its_key_is_refused() -> None:
    with pytest.raises(BadSetting, match="OTASUKE_TLS_KEY"):
        read_settings({"OTASUKE_TLS_CERTIFICATE": "/c.pem"})


def test_events_are_kept_for_a_year_and_a_month_if_nothing_else_is_said() -> None:
    assert read_settings({}).retention_days == 400
    assert read_settings({"OTASUKE_RETENTION_DAYS": "90"}).retention_days == 90


@pytest.mark.parametrize("text", ["29", "3651", "-90", "forever", "9" * 5000, "９０"])
def test_a_retention_that_would_throw_too_much_away_or_nothing_ever_is_refused(text: str) -> None:
    with pytest.raises(BadSetting, match="OTASUKE_RETENTION_DAYS: is no number from 30 to 3650"):
        read_settings({"OTASUKE_RETENTION_DAYS": text})


def test_the_lake_may_be_in_an_object_store() -> None:
    settings = read_settings({"OTASUKE_LAKE_URL": "s3://bucket/a/", "OTASUKE_LAKE_CACHE_GB": "3"})

    assert (settings.lake_place, settings.cache_bytes) == (Place("bucket", "a"), 3 << 30)
    assert (read_settings({}).lake_place, read_settings({}).cache_bytes) == (None, None)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("OTASUKE_LAKE_URL", "s3://key:geheim@bucket/x"),
        ("OTASUKE_LAKE_URL", "https://geheim.example.jp"),
        ("OTASUKE_LAKE_CACHE_GB", "0"),
        ("OTASUKE_LAKE_CACHE_GB", "1.5"),
    ],
)
def test_a_place_for_the_lake_that_cannot_be_is_named_and_not_quoted(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"^{name}: ") as refused:
        read_settings({name: value})
    assert "geheim" not in str(refused.value)


def test_learning_can_be_switched_off_and_its_days_be_set() -> None:
    usual, other = read_settings({}), read_settings({"OTASUKE_LEARN": "off", "OTASUKE_LEARNING_DAYS": "0"})

    assert (usual.learns, usual.learning_days) == (True, 14)
    assert (other.learns, other.learning_days) == (False, 0)


def test_how_often_companies_may_be_disturbed_is_a_number() -> None:
    usual, never = read_settings({}), read_settings({"OTASUKE_INTERRUPTIONS_A_DAY": "0"})

    assert (usual.interruptions_a_day, never.interruptions_a_day) == (8, 0)
    with pytest.raises(BadSetting, match=r"^OTASUKE_INTERRUPTIONS_A_DAY: is no number from 0 to 1000$"):
        read_settings({"OTASUKE_INTERRUPTIONS_A_DAY": "eight"})


def test_files_of_places_stand_with_a_colon_between_them():
    assert read_settings({}).places == ()
    assert read_settings({"OTASUKE_PLACES": "/a.mmdb:/b.mmdb"}).places == (Path("/a.mmdb"), Path("/b.mmdb"))


@pytest.mark.parametrize(("name", "value"), [("OTASUKE_LEARN", "no"), ("OTASUKE_LEARNING_DAYS", "366")])
def test_learning_in_other_words_is_refused(name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=name):
        read_settings({name: value})


def test_without_settings_people_find_the_web_on_loopback() -> None:
    web = read_settings({}).web

    assert (str(web), web and web.host) == ("127.0.0.1:9270", "127.0.0.1")
    assert read_settings({"OTASUKE_WEB_LISTEN": "off"}).web is None


@pytest.fixture
def of_a_demo(tmp_path: Path) -> Path:
    (tmp_path / DEMO_MARK).touch()
    return tmp_path


def test_only_its_folder_makes_a_demo(of_a_demo: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert read_settings({}, data_folder=of_a_demo).is_demo
    assert not read_settings({"OTASUKE_WEB_DEMO": "on"}, data_folder=tmp_path_factory.mktemp("real")).is_demo


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *(
            (f"OTASUKE_{door}_LISTEN", "0.0.0.0:9270")
            for door in ("WEB", "HTTP", "SYSLOG", "SYSLOG_TLS", "FLUENT", "METRICS", "CARRIER_TWIN")
        ),
        ("OTASUKE_WEB_LISTEN", "192.168.1.5:80"),
        ("OTASUKE_WEB_LISTEN", "[::]:80"),
        ("OTASUKE_WEB_HOSTS", "otasuke.example"),
        ("OTASUKE_WEB_HTTPS", "on"),
        ("OTASUKE_DATABASE_URL", "postgresql://db/x"),
        ("OTASUKE_NATS_URL", "nats://n:4222"),
        ("OTASUKE_LAKE_URL", "s3://bucket/x"),
        ("OTASUKE_MAIL_HOST", "mail.example"),
        ("OTASUKE_CARRIER_URL", "https://api.twilio.com"),
    ],
)
def test_a_demo_reaches_nothing_and_is_reached_by_nobody_elsewhere(of_a_demo: Path, name: str, value: str) -> None:
    with pytest.raises(BadSetting, match=f"{name}: is not"):
        read_settings({name: value}, data_folder=of_a_demo)


def test_a_demo_on_loopback_may_choose_its_port(of_a_demo: Path) -> None:
    for place in ("127.0.0.1:8001", "[::1]:8001"):
        assert str(read_settings({"OTASUKE_WEB_LISTEN": place}, data_folder=of_a_demo).web) == place


CARRIER = {
    "OTASUKE_CARRIER_URL": "https://api.twilio.com",
    "OTASUKE_CARRIER_ACCOUNT": "AC1",
    "OTASUKE_CARRIER_SECRET": "geheim",
    "OTASUKE_CARRIER_FROM": "+815012345678",
}


def test_texts_of_a_demo_go_to_the_twin_alone(of_a_demo: Path) -> None:
    place = {"OTASUKE_CARRIER_TWIN_LISTEN": "127.0.0.1:8002", "OTASUKE_WEB_LISTEN": "127.0.0.1:8001"}

    settings = read_settings(place, data_folder=of_a_demo)

    assert settings.carrier
    assert str(settings.carrier_twin) == "127.0.0.1:8002"
    assert (settings.carrier.url, settings.carrier.is_twin) == ("http://127.0.0.1:8002", True)
    assert settings.carrier.callback == "http://127.0.0.1:8001/carrier/callback"


def test_a_demo_may_have_no_twin(of_a_demo: Path) -> None:
    settings = read_settings({"OTASUKE_CARRIER_TWIN_LISTEN": "off"}, data_folder=of_a_demo)

    assert (settings.carrier, settings.carrier_twin) == (None, None)


@pytest.mark.parametrize(
    ("told", "callback"),
    [
        ({}, None),
        ({"OTASUKE_WEB_HOSTS": "a.example,b.example"}, None),
        ({"OTASUKE_WEB_HOSTS": "a.example,b.example", "OTASUKE_WEB_HTTPS": "on"}, "https://a.example/carrier/callback"),
        ({"OTASUKE_CARRIER_CALLBACK": "https://c.example/x"}, "https://c.example/x"),
        ({"OTASUKE_CARRIER_URL": "http://127.0.0.1:1"}, "http://127.0.0.1:9270/carrier/callback"),
    ],
)
def test_a_carrier_reaches_us_by_the_name_of_the_web(
    tmp_path: Path, told: dict[str, str], callback: str | None
) -> None:
    settings = read_settings(CARRIER | told, data_folder=tmp_path)

    assert settings.carrier
    assert settings.carrier.callback == callback
    assert settings.carrier_twin is None


def test_a_carrier_that_is_half_named_is_a_bad_setting(tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="OTASUKE_CARRIER_SECRET: is missing"):
        read_settings(CARRIER | {"OTASUKE_CARRIER_SECRET": ""}, data_folder=tmp_path)


def test_the_demo_has_a_folder_beside_the_services_own(as_a_user: None) -> None:
    assert usual_demo_folder({"HOME": "/h", "OTASUKE_DATA": "/srv/real"}) == Path("/h/.local/share/otasuke-demo")


@pytest.mark.parametrize(
    "url",
    [
        "https://gateway.example.jp:9280",
        "https://gateway.example.jp",
        "http://192.0.2.7:9280",
        "https://[2001:db8::1]:9280",
    ],
)
def test_how_sensors_reach_the_gateway_is_a_host_and_a_port(url: str) -> None:
    assert read_settings({"OTASUKE_GATEWAY_URL": f"{url}/"}).gateway_url == url
    assert read_settings({}).gateway_url is None


@pytest.mark.parametrize(
    "url",
    [
        "gateway.example.jp",
        "ftp://gateway.example.jp",
        "https://user:word@gateway.example.jp",
        "https://gateway.example.jp/path",
        "https://gateway.example.jp:0",
        "https://gateway.example.jp:70000",
        "https://a b",
        "https://$(rm -rf)",
        "https://gateway.example.jp\n",
        "https://'",
    ],
)
def test_what_could_be_more_than_that_is_refused(url: str) -> None:
    with pytest.raises(BadSetting, match="OTASUKE_GATEWAY_URL"):
        read_settings({"OTASUKE_GATEWAY_URL": url})
