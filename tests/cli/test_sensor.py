"""`otasuke sensor` against a real broker."""

from __future__ import annotations

import json

import pytest

from otasuke.cli.exits import Exit
from otasuke.cli.main import main
from stream.streams import running_nats


@pytest.fixture(scope="module")
def folder():
    with running_nats() as (server, _):
        yield str(server.folder)


def listed(folder, capsys, *more):
    capsys.readouterr()
    assert main(["sensor", "list", "--format", "json", "--data", folder, *more]) == Exit.OK
    return json.loads(capsys.readouterr().out)


def test_a_sensor_gets_a_token_is_listed_and_revoked(folder, capsys):
    assert main(["sensor", "add", "sakura", "事務所 PC", "--data", folder]) == Exit.OK
    token = capsys.readouterr().out.strip()
    (one,) = listed(folder, capsys, "--tenant", "sakura")

    assert token.startswith("ots_")
    assert (one["tenant"], one["sensor"], one["known_by"]) == ("sakura", "事務所 PC", "token")
    assert token not in json.dumps(one)
    assert main(["sensor", "revoke", one["id"], "--data", folder]) == Exit.OK
    assert listed(folder, capsys, "--tenant", "sakura") == []
    assert main(["sensor", "revoke", one["id"], "--data", folder]) == Exit.BAD_INPUT
    assert "otasuke sensor list" in capsys.readouterr().err


def test_an_address_belongs_to_one_sensor(folder, capsys):
    assert main(["sensor", "add", "fuji", "utm", "--address", "203.0.113.5", "--data", folder]) == Exit.OK
    assert capsys.readouterr().out == ""
    assert main(["sensor", "add", "momo", "utm", "--address", "203.0.113.5", "--data", folder]) == Exit.BAD_INPUT
    assert "utm of fuji already" in capsys.readouterr().err


def test_the_list_is_readable_and_says_when_it_is_empty(folder, capsys):
    main(["sensor", "add", "kiku", "pc", "--data", folder])
    capsys.readouterr()
    main(["sensor", "list", "--data", folder])
    assert "kiku  pc  token  since " in capsys.readouterr().out
    main(["sensor", "list", "--tenant", "nobody", "--data", folder])
    assert "otasuke sensor add" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [["Bad Name", "pc"], ["sakura", "pc", "--address", "x"], ["sakura", ""]])
def test_what_is_no_sensor_is_said(folder, capsys, arguments):
    assert main(["sensor", "add", *arguments, "--data", folder]) == Exit.USAGE
    assert "otasuke: " in capsys.readouterr().err


def test_without_a_service_it_is_said(tmp_path, capsys):
    assert main(["sensor", "list", "--data", str(tmp_path)]) == Exit.UNWELL
    assert "otasuke up" in capsys.readouterr().err


def test_the_tenant_of_the_canaries_is_reserved(folder, capsys):
    assert main(["sensor", "add", "otasuke-canary", "pc", "--data", folder]) == Exit.USAGE
    assert "otasuke-canary is reserved" in capsys.readouterr().err
    assert listed(folder, capsys, "--tenant", "otasuke-canary") == []
