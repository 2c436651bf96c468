from __future__ import annotations

import argparse
from datetime import UTC, datetime

from otasuke.cli import simulate
from otasuke.cli.simulating.arguments import run_of
from otasuke.simulating.run import Run

NOW = datetime(2026, 4, 14, 1, 0, tzinfo=UTC)


def asked(*arguments: str) -> Run:
    parser = argparse.ArgumentParser()
    simulate.register(parser.add_subparsers())
    return run_of(parser.parse_args(["simulate", "--companies", "10", *arguments]), now=NOW)


def test_a_time_without_a_zone_is_japan_s() -> None:
    assert asked("--at", "2026-04-14T10:00").course.at_us == asked().course.at_us == int(NOW.timestamp()) * 1_000_000
    assert asked("--at", "2026-04-14T10:00Z").course.at_us > asked().course.at_us


def test_a_rate_is_reached_by_writing_more_than_is_natural() -> None:
    run = asked("--rate", "5000")

    assert abs(run.fleet.rate(NOW) * run.course.factor - 5000) < 1
    assert asked().course.factor == 1


def test_a_company_is_noisy_by_its_number_or_its_name() -> None:
    by_number = asked("--noisy", "3=10x").fleet.plan.noisy
    (tenant,) = by_number

    assert by_number == {tenant: 10.0} == asked("--noisy", f"{tenant}=10").fleet.plan.noisy
    assert tenant.endswith("-00003")


def test_devices_are_shared_by_the_companies() -> None:
    many, few = (asked("--companies", "300", "--devices", text).fleet.devices().total() for text in ("6000", "1500"))

    assert 4800 < many < 7200
    assert 1100 < few < 1900


def test_no_more_processes_than_companies_and_no_more_attacks() -> None:
    assert asked("--companies", "2", "--workers", "8").workers == 2
    assert len(asked("--companies", "2").attacks.planned) == 2
    assert len(asked("--attacks", "0").attacks.planned) == 0


def test_nobody_gathers_for_longer_than_the_run() -> None:
    assert asked("--duration", "3").course.flush_s == 3


def test_life_happens_in_files_and_against_a_gateway_only_if_asked_for() -> None:
    assert asked("--out", "x").fleet.plan.life
    assert asked("--life").fleet.plan.life
    assert not asked("--out", "x", "--no-life").fleet.plan.life
    assert not asked().fleet.plan.life
    assert asked("--life", "--noisy", "3=10x").fleet.plan.life
