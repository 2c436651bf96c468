"""`otasuke sensor` against a real broker."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from otasuke.cli import sensor as module
from otasuke.cli.exits import Exit
from otasuke.cli.main import main
from otasuke.pipeline.processes.doors import read_doors
from otasuke.pipeline.processes.surroundings import ready_file
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


def test_a_gateway_that_runs_knows_a_sensor_before_it_is_told_that_it_may_send(capsys):
    with running_nats() as (server, _), running_gateway(server.folder) as door:
        folder = str(server.folder)
        assert main(["sensor", "add", "sakura", "pc", "--data", folder]) == Exit.OK
        token, added = capsys.readouterr()
        while_valid = answer_of(door, token.strip())
        (one,) = listed(folder, capsys)
        assert main(["sensor", "revoke", one["id"], "--data", folder]) == Exit.OK
        revoked = capsys.readouterr().err

        assert (while_valid, answer_of(door, token.strip())) == (200, 401)

    assert "pc of sakura may send from now on; its id is " in added
    assert revoked == f"otasuke: {one['id']} may send no more from now on\n"


def test_a_gateway_that_does_not_hear_of_it_is_not_said_to_know(folder, capsys, monkeypatch):
    monkeypatch.setattr(module, "_KNOWN_WITHIN_S", 0.1)
    mark = ready_file(Path(folder), "gateway")
    mark.parent.mkdir(exist_ok=True)
    mark.touch()

    main(["sensor", "add", "ume", "pc", "--data", folder])

    mark.unlink()
    assert "may send as soon as the gateway knows it, which took more than 0 s" in capsys.readouterr().err
    main(["sensor", "add", "ume", "pc", "--data", folder])
    assert "may send as soon as a gateway runs" in capsys.readouterr().err


@contextmanager
def running_gateway(folder):
    process = subprocess.Popen([sys.executable, "-m", "otasuke", "serve", "gateway", "--data", str(folder)])
    try:
        until = time.monotonic() + 30
        while not ready_file(folder, "gateway").exists():
            assert time.monotonic() < until
            assert process.poll() is None
            time.sleep(0.05)
        yield read_doors(folder / "pipeline").http
    finally:
        process.terminate()
        process.wait(30)


def answer_of(door, token):
    connection = http.client.HTTPConnection(door.host, door.port, timeout=30)
    connection.request("POST", "/v1/events", b"x", {"Authorization": f"Bearer {token}"})
    status = connection.getresponse().status
    connection.close()
    return status


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
