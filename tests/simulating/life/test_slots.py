from __future__ import annotations

from random import Random

from otasuke.simulating.company import Kind
from otasuke.simulating.life.activity import Trace
from otasuke.simulating.life.reading import activity_of
from otasuke.simulating.life.slots import Occasion, drawn, process_slots
from otasuke.simulating.writing.templates import text_template
from simulating.life.acting import SOFTWARE
from simulating.reading import company_with

PICKS = {"app": ["a", "b", "c"], "version": ["1", "2", "3"], "other": ["x", "y"]}
TABLE = {"what": "x", "on": "pc", "per_week": 1, "picks": PICKS, "events": []}


def test_lists_of_one_length_are_picked_together() -> None:
    company, device = company_with(Kind.PC)
    activity = activity_of("x", TABLE, SOFTWARE)

    found = [drawn(Occasion(company, device, activity), Random(seed)) for seed in range(30)]

    assert {(one["app"], one["version"]) for one in found} == {(b"a", b"1"), (b"b", b"2"), (b"c", b"3")}
    assert {one["other"] for one in found} == {b"x", b"y"}


def test_a_box_tells_of_a_pc_of_its_company() -> None:
    company, box = company_with(Kind.SURICATA)

    values = drawn(Occasion(company, box, activity_of("x", TABLE, SOFTWARE)), Random(1))

    assert values["client"].decode() in {pc.address for pc in company.pcs}


def test_a_program_is_one_process_in_all_traces_of_an_occasion() -> None:
    processes: dict[str, tuple[bytes, bytes]] = {}
    template = text_template("x")

    parent = process_slots(Trace(template, actor="cmd"), processes, Random(1))
    child = process_slots(Trace(template, actor="whoami", parent="cmd"), processes, Random(2))

    assert (child["ppid"], child["pguid"]) == (parent["pid"], parent["guid"])
    assert child["guid"] != parent["guid"]
