"""`otasuke tenant` against a real broker."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from otasuke.cli.exits import Exit
from otasuke.cli.main import main
from otasuke.enrol.credentials import REGISTRY as CREDENTIALS
from otasuke.enrol.credentials import add, new_credential
from otasuke.events import Event
from otasuke.lake.writer import LakeWriter
from otasuke.pipeline.health.event import CANARY_TENANT
from otasuke.pipeline.tenant_settings import REGISTRY
from otasuke.stream.nats.broker import NatsBroker
from pipeline.cast import FAILED_SIGN_IN, GUESSING, NOW, WHOAMI
from pipeline.tenant_cast import GUESSING_ID, WHOAMI_ID
from stream.streams import running_nats


@pytest.fixture(scope="module")
def service():
    with running_nats() as (server, _):
        asyncio.run(_add_sensors(server.url))
        rules = server.folder / "rules"
        rules.mkdir()
        for number, text in enumerate((WHOAMI, FAILED_SIGN_IN, GUESSING)):
            (rules / f"{number}.yml").write_text(text)
        yield server


async def _add_sensors(url):
    broker = await NatsBroker.open(url)
    registry = await broker.registry(CREDENTIALS)
    for tenant in ("sakura", "fuji", "oak", CANARY_TENANT):
        await add(registry, new_credential(tenant, "pc", now=NOW)[0])
    await broker.close()


@pytest.fixture
def folder(service, monkeypatch):
    """A data folder where nothing is set yet."""

    async def clear():
        broker = await NatsBroker.open(service.url)
        registry = await broker.registry(REGISTRY)
        for tenant in await registry.all():
            await registry.remove(tenant)
        await broker.close()

    asyncio.run(clear())
    monkeypatch.setenv("OTASUKE_RULES", str(service.folder / "rules"))
    monkeypatch.delenv("OTASUKE_RETENTION_DAYS", raising=False)
    return str(service.folder)


def tenant(folder, *arguments):
    return main(["tenant", *arguments, "--data", folder])


def shown(folder, capsys, *arguments):
    capsys.readouterr()
    assert tenant(folder, *arguments, "--format", "json") == Exit.OK
    return json.loads(capsys.readouterr().out)


def switch_off(folder, *more):
    return tenant(folder, "rules", "off", "sakura", *more, "--why", "the backup does so", "--by", "hana")


def test_rules_are_switched_off_and_on_and_it_is_said_by_whom_and_why(folder, capsys):
    assert switch_off(folder, WHOAMI_ID, GUESSING_ID, "--until", "2999-12-31") == Exit.OK

    first, second = shown(folder, capsys, "show", "sakura")["rules_off"]
    assert (first["rule"], first["title"], first["by"]) == (WHOAMI_ID, "Whoami was run", "hana")
    assert (second["title"], second["why"]) == ("Many sign-ins failed", "the backup does so")
    assert (first["is_off"], first["until"]) == (True, "2999-12-31T15:00:00+00:00"), "the day ends as it does in Japan"
    assert tenant(folder, "rules", "on", "sakura", WHOAMI_ID) == Exit.OK
    assert tenant(folder, "show", "sakura") == Exit.OK
    text = capsys.readouterr().out
    assert f"off: {GUESSING_ID}  Many sign-ins failed" in text
    assert "by hana" in text
    assert "until 3000-01-01 00:00: the backup does so" in text
    assert WHOAMI_ID not in text


def test_zone_and_retention_are_set_one_by_one_and_become_usual_again(folder, capsys):
    assert tenant(folder, "set", "sakura", "--zone", "Europe/Berlin") == Exit.OK
    assert tenant(folder, "set", "sakura", "--retention", "700", "--why", "contract of 2026") == Exit.OK

    now = shown(folder, capsys, "show", "sakura")
    assert (now["zone"], now["retention_days"], now["usual"]) == ("Europe/Berlin", 700, [])
    assert tenant(folder, "set", "sakura", "--zone", "usual", "--retention", "usual") == Exit.OK
    then = shown(folder, capsys, "show", "sakura")
    assert (then["zone"], then["retention_days"], then["usual"]) == ("Asia/Tokyo", 400, ["zone", "retention_days"])


def test_what_was_set_is_remembered_and_undone(folder, capsys):
    for days in ("700", "800"):
        assert tenant(folder, "set", "sakura", "--retention", days, "--by", "hana", "--why", "contract") == Exit.OK
    assert tenant(folder, "set", "sakura", "--retention", "800") == Exit.OK
    assert "it is so already for sakura" in capsys.readouterr().err

    assert tenant(folder, "undo", "sakura", "--by", "ken") == Exit.OK

    assert "sakura: retention 800 days → 700 days (change 3)" in capsys.readouterr().err
    assert shown(folder, capsys, "show", "sakura")["retention_days"] == 700
    changes = shown(folder, capsys, "history", "sakura")
    assert [(one["number"], one["by"], one["before"], one["after"]) for one in changes] == [
        (1, "hana", None, 700),
        (2, "hana", 700, 800),
        (3, "ken", 800, 700),
    ]
    assert tenant(folder, "history", "sakura") == Exit.OK
    newest = capsys.readouterr().out.splitlines()[0]
    assert newest.startswith("3  ")
    assert newest.endswith("ken  retention 800 days → 700 days: undo of change 2")


def test_events_are_not_deleted_by_a_slip_of_the_pen(folder, capsys):
    old = datetime.now(UTC) - timedelta(days=100)
    writer = LakeWriter(Path(folder) / "lake", "oak")
    writer.add("b1", [Event(old, old, "test", "pc", (), {"Image": "a"}, 0)])
    writer.flush()

    assert tenant(folder, "set", "oak", "--retention", "90") == Exit.USAGE

    said = capsys.readouterr().err
    assert "1 event of oak from before" in said
    assert f"the oldest of {old:%Y-%m-%d}" in said
    assert tenant(folder, "set", "oak", "--retention", "120") == Exit.OK, "nothing is older than that"
    assert tenant(folder, "set", "oak", "--retention", "90", "--delete") == Exit.OK
    assert tenant(folder, "set", "oak", "--retention", "120") == Exit.OK
    assert tenant(folder, "undo", "oak") == Exit.USAGE, "an undo can delete as well"


def test_tenants_are_listed_page_by_page(folder, capsys):
    assert switch_off(folder, WHOAMI_ID) == Exit.OK
    first = shown(folder, capsys, "list", "--limit", "2")
    capsys.readouterr()

    assert tenant(folder, "list", "--limit", "2") == Exit.OK
    text = capsys.readouterr()

    assert [one["tenant"] for one in first] == ["fuji", "oak"]
    assert text.out.splitlines()[0] == "fuji  Asia/Tokyo  400 days  0 rules off"
    assert "1 more; `--after oak` shows them" in text.err
    assert tenant(folder, "list", "--after", "oak") == Exit.OK
    assert capsys.readouterr().out == "sakura  Asia/Tokyo  400 days  1 rule off\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["show", "sakrua"], "Did you mean sakura?"),
        (["show", "xyzzy"], "`otasuke sensor add xyzzy SENSOR`"),
        (["set", CANARY_TENANT, "--retention", "90"], "is the service itself"),
        (["set", "sakura"], "--zone, --retention or --learning"),
        (["set", "sakura", "--zone", "Asia/Tokio"], "Did you mean Asia/Tokyo?"),
        (["set", "sakura", "--retention", "3"], "30 to 3,650"),
        (["set", "sakura", "--retention", "9" * 5000], "is no number of days"),
        (["set", "sakura", "--retention", "long"], "'long' is no number of days"),
        (["set", "sakura", "--zone", "UTC", "--why", "two\nlines"], "one line"),
        (
            ["rules", "off", "sakura", f"{WHOAMI_ID[:-1]}2", "--why", "x"],
            f"Did you mean {WHOAMI_ID}, 'Whoami was run'?",
        ),
        (["rules", "off", "sakura", "whoami was runn", "--why", "x"], f"Did you mean {WHOAMI_ID}"),
        (["rules", "off", "sakura", "what", "--why", "x"], "names the id of its rule"),
        (["rules", "off", "sakura", WHOAMI_ID, "--why", " "], "one line"),
        (["rules", "off", "sakura", WHOAMI_ID, "--why", "x", "--until", "2020-01-01"], "is over already"),
        (["rules", "off", "sakura", WHOAMI_ID, "--why", "x", "--until", "soon"], "is no time"),
        (["rules", "on", "sakura", WHOAMI_ID], "is not switched off for sakura"),
        (["undo", "sakura"], "nothing was ever set"),
    ],
)
def test_what_cannot_be_is_said_with_what_was_perhaps_meant(folder, capsys, arguments, words):
    assert tenant(folder, *arguments) == Exit.USAGE
    assert words in capsys.readouterr().err


def test_a_rule_that_is_switched_off_needs_a_reason(folder, capsys):
    with pytest.raises(SystemExit) as ended:
        tenant(folder, "rules", "off", "sakura", WHOAMI_ID)
    assert ended.value.code == Exit.USAGE
    assert "--why" in capsys.readouterr().err


def test_where_nobody_knows_the_rules_it_is_said_how_to_name_them(folder, service, monkeypatch, capsys):
    monkeypatch.delenv("OTASUKE_RULES")
    (service.folder / "state.json").unlink(missing_ok=True)

    assert switch_off(folder, WHOAMI_ID) == Exit.BAD_RULES
    assert "--rules" in capsys.readouterr().err
    assert switch_off(folder, WHOAMI_ID, "--rules", str(service.folder / "rules")) == Exit.OK


def test_settings_that_nobody_can_read_are_said(folder, service, capsys):
    async def spoil():
        broker = await NatsBroker.open(service.url)
        await (await broker.registry(REGISTRY)).put("sakura", b"what")
        await broker.close()

    asyncio.run(spoil())
    assert tenant(folder, "show", "sakura") == Exit.BAD_INPUT
    assert "the settings of sakura cannot be read" in capsys.readouterr().err
    assert tenant(folder, "show", "fuji") == Exit.OK


def test_without_a_service_it_is_said(tmp_path, capsys):
    assert tenant(str(tmp_path), "list") == Exit.UNWELL
    assert "otasuke up" in capsys.readouterr().err
