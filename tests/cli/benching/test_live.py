from __future__ import annotations

import asyncio
import sys
from collections import Counter
from pathlib import Path

import psutil
import pytest

from otasuke.cli.benching.live import GOAL_DEVICES, devices_served, live_content, measured, running_service
from otasuke.cli.benching.processes import Usage
from otasuke.cli.exits import CliError
from otasuke.cli.simulating.outcome import Outcome
from otasuke.simulating.delivery.driver import Course
from otasuke.simulating.delivery.server import Server
from otasuke.simulating.delivery.tally import Tally
from otasuke.simulating.feed import Body, Door
from otasuke.simulating.fleet import Fleet, FleetPlan
from otasuke.simulating.run import Run
from simulating.reading import MORNING_US

DOORLESS = "import os, time; print('otasuke: NATS is ready after 0.1 s\\notasuke: ready after', os.environ['OTASUKE_HTTP_LISTEN'], flush=True); time.sleep(600)"
SERVICE = f"""
import pathlib, sys
from otasuke.config import Doors, Listen
from otasuke.pipeline.processes.doors import write_doors
write_doors(pathlib.Path(sys.argv[1]), Doors(http=Listen("127.0.0.1", 1234)))
{DOORLESS}
"""


def outcome(events: int, *, wall_s: float) -> Outcome:
    run = Run(Fleet(FleetPlan(20)), Server("127.0.0.1", 1), Course(began_s=0, at_us=MORNING_US, duration_s=10))
    tally = Tally(cpu_s=2.0)
    body = Body("t", "s", Door.LINES, b"", events, 0, 1)
    tally.made(body)
    tally.acked(body, at_s=0, took_s=0.1, rejected=Counter())
    return Outcome(run, tally, wall_s, None, None, None)


def usage(name: str, cpu_s: float) -> Usage:
    return Usage(name, 1, cpu_s, 20.0, 50.0, 60.0, 0.5)


def test_a_service_is_there_while_it_is_measured_and_gone_afterwards(tmp_path: Path) -> None:
    notes = tmp_path / "pipeline"
    notes.mkdir()
    with running_service(tmp_path, command=(sys.executable, "-c", SERVICE, str(notes))) as running:
        assert psutil.pid_exists(running.pid)
        assert "ready after 127.0.0.1:0" in (tmp_path / "up.log").read_text()
        assert running.server == Server("127.0.0.1", 1234)

        async def drive() -> Outcome:
            await asyncio.sleep(0.05)
            return outcome(100, wall_s=1)

        found, usages = asyncio.run(measured(running, drive, every_s=0.01))

    assert found.tally.acknowledged == 100
    assert [one.name for one in usages] == ["up"]
    assert not psutil.pid_exists(running.pid)


def test_a_service_without_a_door_cannot_be_measured(tmp_path: Path) -> None:
    command = (sys.executable, "-c", DOORLESS)

    with pytest.raises(CliError, match="opened no door"), running_service(tmp_path, command=command):
        pytest.fail("nobody can send")


def test_a_service_that_does_not_start_says_why(tmp_path: Path) -> None:
    command = (sys.executable, "-c", "raise SystemExit('no disk')")

    with pytest.raises(CliError, match="did not become ready") as caught, running_service(tmp_path, command=command):
        pytest.fail("it is not ready")

    assert "no disk" in caught.value.hint


def test_what_took_longer_to_be_stored_was_not_sustained() -> None:
    content = live_content(outcome(10_000, wall_s=20), [usage("gateway", 4.0), usage("NATS", 2.0), usage("NATS", 1.0)])

    assert content["sustained_events_per_second"] == 500
    gateway, nats = content["processes"]
    assert (gateway["cpu_us_per_event"], gateway["cores"]) == (400.0, 0.2)
    assert (nats["processes"], nats["cpu_us_per_event"], nats["memory_mb"]) == (2, 300.0, 100.0)
    assert content["machine"]["service_cores"] == 0.35
    assert content["machine"]["driver_cores"] == 0.1
    assert content["machine"]["limited_by"] == "not the processors"


def test_a_process_that_fills_its_core_is_named() -> None:
    cores = psutil.cpu_count() or 1
    content = live_content(outcome(10, wall_s=20), [usage("detect", 19.0)])

    expected = "one core of detect" if (19 + 2) / 20 / cores <= 0.9 else "the processors of this machine"
    assert content["machine"]["limited_by"] == expected


def test_devices_are_those_whose_events_it_would_be() -> None:
    fleet = Fleet(FleetPlan(20))
    devices = fleet.devices().total()

    served = devices_served(fleet, fleet.pace.at(1.0))

    assert served["busiest_hour"] == pytest.approx(devices, abs=1)
    assert served["working_day"] > 1.5 * devices
    assert served["of_goal_in_busiest_hour"] == round(served["busiest_hour"] / GOAL_DEVICES, 3)
