"""`otasuke quota` against a real broker."""

from __future__ import annotations

import json

import pytest

from otasuke.cli.exits import Exit
from otasuke.cli.main import main
from otasuke.pipeline.quotas import Quota
from stream.streams import running_nats


@pytest.fixture(scope="module")
def folder():
    with running_nats() as (server, _):
        yield str(server.folder)


def quota(folder, *arguments):
    return main(["quota", *arguments, "--data", folder])


def ended_with(folder, *arguments):
    with pytest.raises(SystemExit) as ended:
        raise SystemExit(quota(folder, *arguments))
    return ended.value.code


def shown(folder, capsys, *tenant):
    capsys.readouterr()
    assert quota(folder, "show", *tenant, "--format", "json") == Exit.OK
    return json.loads(capsys.readouterr().out)


def test_a_quota_is_set_bit_by_bit_shown_and_reset(folder, capsys):
    assert quota(folder, "set", "sakura", "--events-per-s", "50") == Exit.OK
    assert quota(folder, "set", "sakura", "--burst-bytes", "1000000", "--bytes-per-day", "none") == Exit.OK

    own = shown(folder, capsys, "sakura")["sakura"]

    assert (own["events_per_s"], own["burst_bytes"], own["bytes_per_day"]) == (50, 1_000_000, None)
    assert own["bytes_per_s"] == Quota().bytes_per_s
    assert list(shown(folder, capsys)) == ["everybody else", "sakura"]
    assert quota(folder, "reset", "sakura") == Exit.OK
    assert shown(folder, capsys, "sakura")["sakura"]["events_per_s"] == Quota().events_per_s


def test_what_is_usual_is_set_for_everybody_who_has_nothing_of_his_own(folder, capsys):
    assert quota(folder, "set", "--events-per-s", "7.5") == Exit.OK

    assert shown(folder, capsys, "fuji")["fuji"]["events_per_s"] == 7.5
    assert quota(folder, "show") == Exit.OK
    assert "everybody else: bytes_per_s 4194304" in capsys.readouterr().out
    assert quota(folder, "reset") == Exit.OK
    assert shown(folder, capsys)["everybody else"]["events_per_s"] == Quota().events_per_s


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["set", "sakura"], "--events-per-s"),
        (["set", "Bad Name", "--events-per-s", "5"], "Bad Name"),
        (["set", "sakura", "--events-per-s", "0"], "would let nothing in"),
        (["set", "sakura", "--events-per-s", "nan"], "would let nothing in"),
        (["set", "sakura", "--events-per-s", "many"], "'many' is no number"),
        (["set", "sakura", "--burst-bytes", "none"], "'none' is no number"),
    ],
)
def test_what_is_no_quota_is_said(folder, capsys, arguments, words):
    assert ended_with(folder, *arguments) == Exit.USAGE
    assert words in capsys.readouterr().err


def test_without_a_service_it_is_said(tmp_path, capsys):
    assert quota(str(tmp_path), "show") == Exit.UNWELL
    assert "otasuke up" in capsys.readouterr().err
