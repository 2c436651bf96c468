"""Services start in order, come back when they die, and stop in the opposite order."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from local.services import BROKEN, SLOW, UNLUCKY, service
from otasuke.local import supervisor as module
from otasuke.local.service import Service, ServiceError
from otasuke.local.supervisor import Supervisor


@contextmanager
def running(*services: Service) -> Iterator[tuple[Supervisor, list[str]]]:
    said: list[str] = []
    supervisor = Supervisor(services, say=said.append)
    try:
        supervisor.start()
        yield supervisor, said
    finally:
        supervisor.stop()


def until(true: Callable[[], bool], supervisor: Supervisor) -> None:
    deadline = time.monotonic() + 20
    while not true():
        assert time.monotonic() < deadline, "it never came true"
        supervisor.check()
        time.sleep(0.02)


def is_alive(pid: int | None) -> bool:
    return pid is not None and Path(f"/proc/{pid}").exists()


def test_services_start_in_order_and_stop_in_the_opposite_one(folder: Path) -> None:
    with running(service(folder, "first"), service(folder, "second")) as (supervisor, said):
        pids = [watched.pid for watched in supervisor.watched]
        started = [text.split(" is ready")[0] for text in said]
        said.clear()

    assert started == ["first", "second"]
    assert said == ["stopping second …", "stopping first …"]
    assert [is_alive(pid) for pid in pids] == [False, False]


def test_a_service_that_was_killed_is_started_again(folder: Path) -> None:
    with running(service(folder)) as (supervisor, said):
        (watched,) = supervisor.watched
        killed = watched.pid
        assert killed is not None

        os.kill(killed, signal.SIGKILL)
        until(lambda: watched.restarts == 1 and watched.process is not None, supervisor)

        assert watched.pid not in (None, killed)
        assert "sample ended with -9; it is started again in 0.5 s" in said


def test_the_pause_before_a_restart_grows(folder: Path) -> None:
    supervisor = Supervisor([service(folder, code=BROKEN)], say=lambda _: None)
    (watched,) = supervisor.watched

    until(lambda: watched.restarts == 3, supervisor)

    assert watched.pause_s >= 2
    supervisor.stop()


def test_the_pause_is_short_again_after_ten_seconds_of_health(folder: Path) -> None:
    with running(service(folder)) as (supervisor, said):
        (watched,) = supervisor.watched
        assert watched.process is not None
        watched.pause_s = 16
        watched.started_at -= 10

        watched.process.kill()
        until(lambda: watched.process is None, supervisor)

    assert said[1] == "sample ended with -9; it is started again in 0.5 s"


def test_a_service_that_lives_and_is_not_well_for_long_is_killed_and_started_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LOOK_EVERY_S", 0.0)
    monkeypatch.setattr(module, "_UNWELL_FOR_S", 0.1)
    health = [True]
    with running(replace(service(folder), is_well=lambda: health[0])) as (supervisor, said):
        (watched,) = supervisor.watched
        until(lambda: watched.well_at > 0, supervisor)
        health[0] = False

        until(lambda: watched.restarts == 1, supervisor)

    assert said[1:3] == ["sample has not been well for 0 s", "sample ended with -9; it is started again in 0.5 s"]


def test_a_service_that_was_never_well_since_its_start_is_left_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_LOOK_EVERY_S", 0.0)
    monkeypatch.setattr(module, "_UNWELL_FOR_S", 0.0)
    asked: list[bool] = []
    with running(replace(service(folder), is_well=lambda: bool(asked.append(True)))) as (supervisor, said):
        until(lambda: len(asked) > 5, supervisor)

    assert said == ["sample is ready after " + said[0].split("after ")[1], "stopping sample …"]


def test_a_service_that_ends_as_it_starts_says_why_and_nothing_is_left(folder: Path) -> None:
    supervisor = Supervisor([service(folder, "good"), service(folder, "bad", BROKEN)], say=lambda _: None)

    with pytest.raises(ServiceError, match="bad: ended with 1 as it started") as raised:
        supervisor.start()

    assert raised.value.said == "the disk is full"
    assert [watched.pid for watched in supervisor.watched] == [None, None]


def test_a_service_that_had_bad_luck_as_it_started_is_started_again(folder: Path) -> None:
    with running(replace(service(folder, code=UNLUCKY), again_after="taken")) as (supervisor, said):
        assert is_alive(supervisor.watched[0].pid)

    assert said[:2] == ["sample ended with 1 as it started (taken); it is started again"] * 2


@pytest.mark.parametrize(("again_after", "starts"), [("taken", 5), ("burnt", 1), (None, 1)])
def test_bad_luck_is_no_reason_to_start_for_ever(folder: Path, again_after: str | None, starts: int) -> None:
    code = (
        "import pathlib, sys; pathlib.Path(sys.argv[1]).with_suffix('.tries').open('a').write('x'); sys.exit('taken')"
    )
    supervisor = Supervisor([replace(service(folder, code=code), again_after=again_after)], say=lambda _: None)

    with pytest.raises(ServiceError, match="sample: ended with 1 as it started"):
        supervisor.start()

    assert (folder / "sample.tries").read_text() == "x" * starts


def test_a_service_that_is_never_ready_is_given_up(folder: Path) -> None:
    supervisor = Supervisor([service(folder, code=SLOW)], say=lambda _: None)

    with pytest.raises(ServiceError, match="sample: is not ready after 0 s"):
        supervisor.start(ready_within_s=0.2)


def test_one_that_has_to_prepare_itself_is_waited_for_longer(folder: Path) -> None:
    supervisor = Supervisor([replace(service(folder, code=SLOW), patience=5)], say=lambda _: None)

    with pytest.raises(ServiceError, match="sample: is not ready after 1 s"):
        supervisor.start(ready_within_s=0.2)


def test_a_start_can_be_broken_off(folder: Path) -> None:
    supervisor = Supervisor([service(folder, code=SLOW)], say=lambda _: None, stopping=lambda: True)

    assert not supervisor.start()
    assert supervisor.watched[0].pid is None
