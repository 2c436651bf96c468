"""`/i/CODE`: the script of a device."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client, override_settings
from django.utils import timezone

from otasuke.web.sensors.codes import LIVES_FOR, give_code
from otasuke.web.sensors.models import Device
from sensor_cast import Broker, device

SCRIPT = "text/plain; charset=utf-8"


@pytest.fixture(autouse=True)
def gateway() -> Iterator[None]:
    with override_settings(GATEWAY_URL="https://gateway.example.jp:9280", GATEWAY_CA=""):
        yield


def code_of(one: Device, age: timedelta = timedelta()) -> str:
    return give_code(one, actor=None, now=timezone.now() - age).text


def token_in(script: str) -> str:
    (token,) = re.findall(r"ots_[\w-]+", script)
    return str(token)


@pytest.mark.parametrize("kind", ["linux", "macos", "windows"])
def test_who_has_the_code_gets_the_script_with_a_token_that_works(companies, broker: Broker, kind: str) -> None:
    one = device(companies.minori, kind, "社長室")

    answer = Client().get(f"/i/{code_of(one)}")

    assert (answer.status_code, answer["Content-Type"]) == (200, SCRIPT)
    assert "no-store" in answer["Cache-Control"]
    assert broker.knows(token_in(answer.content.decode())) == ("minori", one.code)
    assert "有限会社みのり坂木工" in answer.content.decode()


def test_a_code_that_is_used_up_or_over_says_so_and_that_a_new_one_helps(
    companies, broker: Broker, tmp_path: Path
) -> None:
    used, over = code_of(device(companies.minori)), code_of(device(companies.kobato), LIVES_FOR)
    Client().get(f"/i/{used}")

    for code, words, english in ((used, "使われています", "has been used"), (over, "期限が切れて", "is over")):
        answer = Client().get(f"/i/{code}")
        said = subprocess.run(
            ["sh"], input=answer.content, cwd=tmp_path, capture_output=True, check=True
        ).stdout.decode()

        assert (answer.status_code, answer["Content-Type"]) == (410, SCRIPT)
        assert words in said
        assert english in said
    assert len(broker.credentials) == 1


def test_a_browser_and_what_previews_links_use_no_code_up(companies, broker: Broker) -> None:
    code = code_of(device(companies.minori))

    for answer in (Client().get(f"/i/{code}", headers={"accept": "text/html,*/*"}), Client().head(f"/i/{code}")):
        assert "ots_" not in answer.content.decode()
        assert broker.credentials == []
    assert Client().get(f"/i/{code}").status_code == 200


def test_who_guesses_waits_and_learns_nothing_meanwhile(companies, broker: Broker) -> None:
    code = code_of(device(companies.minori))
    guesses = [Client().get(f"/i/AAAAA-{number:05}").status_code for number in range(6)]

    assert guesses == [404, 404, 404, 404, 429, 429]
    assert Client().get(f"/i/{code}").status_code == 429
    assert Client(REMOTE_ADDR="192.0.2.9").get(f"/i/{code}").status_code == 200


def test_while_the_broker_is_away_it_says_so_and_the_code_stays_good(companies, broker: Broker) -> None:
    code = code_of(device(companies.minori))
    broker.is_away = True
    assert Client().get(f"/i/{code}").status_code == 503

    broker.is_away = False
    assert Client().get(f"/i/{code}").status_code == 200


def test_where_the_gateway_has_no_door_it_says_so_and_the_code_stays_good(companies, broker: Broker) -> None:
    code = code_of(device(companies.minori))
    with override_settings(GATEWAY_URL=""):
        assert Client().get(f"/i/{code}").status_code == 503

    assert Client().get(f"/i/{code}").status_code == 200


def test_a_company_called_like_a_command_is_harmless(companies, broker: Broker, tmp_path: Path) -> None:
    one = device(companies.minori, "linux", "$(touch PWNED)'; touch PWNED; '")
    with override_settings(GATEWAY_URL="http://127.0.0.1:9"):
        script = Client().get(f"/i/{code_of(one)}").content

    told = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    said = subprocess.run(["sh"], input=script, cwd=tmp_path, env=told, capture_output=True, timeout=60, check=False)

    assert one.name in said.stdout.decode()
    assert list(tmp_path.iterdir()) == []
