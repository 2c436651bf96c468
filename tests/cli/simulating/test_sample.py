from __future__ import annotations

from pathlib import Path

from otasuke.cli.simulating.sample import write_sample
from otasuke.simulating.delivery.driver import Course
from otasuke.simulating.delivery.server import Server
from otasuke.simulating.fleet import Fleet, FleetPlan
from otasuke.simulating.run import Run
from simulating.reading import MORNING, MORNING_US, read


def run(seconds: float, collectors: bool = False) -> Run:
    course = Course(began_s=0, at_us=MORNING_US, duration_s=seconds)
    return Run(Fleet(FleetPlan(6, collectors=collectors)), Server("127.0.0.1", 1), course)


def test_a_sample_has_every_event_of_the_run_once(tmp_path: Path) -> None:
    made = run(150)

    counts = write_sample(made, tmp_path)

    assert {path.name: len(path.read_bytes().splitlines()) for path in tmp_path.iterdir()} == counts
    assert abs(sum(counts.values()) - made.fleet.rate(MORNING) * 150) < len(made.fleet.feeds) + 20


def test_the_same_run_is_the_same_sample(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_sample(run(30), tmp_path / name)

    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()


def test_each_company_can_have_its_folder(tmp_path: Path) -> None:
    made = run(30)
    whole = write_sample(made, tmp_path / "whole")

    counts = write_sample(run(30), tmp_path / "apart", is_by_company=True)

    assert {path.name for path in (tmp_path / "apart").iterdir()} == {
        company.tenant for company in made.fleet.companies
    }
    assert sum(counts.values()) == sum(whole.values())


def test_a_sample_of_collectors_can_be_read(tmp_path: Path) -> None:
    write_sample(run(30, collectors=True), tmp_path)

    for path in tmp_path.iterdir():
        assert read(path.read_bytes().splitlines())
