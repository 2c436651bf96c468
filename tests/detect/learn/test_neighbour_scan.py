from __future__ import annotations

from datetime import timedelta

from detect.learn.cast import again, eve, flow, table_of
from otasuke.detect.learn.learning import Learning
from otasuke.detect.learn.learnt import Learnt
from otasuke.detect.learn.neighbour_scan import NeighbourScan
from otasuke.detect.learn.observing import connections

PC = "192.168.11.14"


def detector() -> NeighbourScan:
    return NeighbourScan(Learning(timedelta(0)))


def found(*lines: bytes) -> list[Learnt]:
    return detector().update(connections(table_of(*lines)))


def sweep(count: int, *, every_s: float = 1.0, port: int = 445) -> list[bytes]:
    return [flow(timedelta(seconds=n * every_s), PC, f"192.168.11.{100 + n}", port=port) for n in range(count)]


def test_many_neighbours_at_one_door_are_a_scan() -> None:
    (one,) = found(*sweep(30))

    assert (one.device, one.counterpart) == (PC, "port 445")
    assert {fact.name: fact.value for fact in one.facts}["neighbours"] == "15"
    assert one.picture


def test_many_doors_of_one_neighbour_are_a_scan() -> None:
    lines = [flow(timedelta(seconds=n), PC, "192.168.11.5", port=n + 20) for n in range(40)]

    (one,) = found(*lines)

    assert (one.device, one.counterpart) == (PC, "192.168.11.5")


def test_whoever_asks_for_a_whole_network_scans_it_though_nobody_answers() -> None:
    lines = [
        eve(
            "arp",
            timedelta(seconds=n),
            arp={"opcode": "request", "src_mac": "08:00:27:3a:11:9c", "src_ip": PC, "dest_ip": f"192.168.11.{n}"},
        )
        for n in range(1, 100)
    ]

    assert [one.counterpart for one in found(*lines)] == ["port ARP"]


def test_a_few_neighbours_a_slow_day_and_the_internet_are_no_scan() -> None:
    outside = [flow(timedelta(seconds=n), PC, f"141.98.10.{100 + n}") for n in range(40)]

    assert found(*sweep(14)) == []
    assert found(*sweep(60, every_s=90)) == []
    assert found(*outside) == []


def test_answers_to_changing_ports_are_no_scan() -> None:
    assert found(*(flow(timedelta(seconds=n), PC, "192.168.11.5", port=50000 + n) for n in range(60))) == []


def test_a_detector_goes_on_where_another_ended() -> None:
    lines, first = sweep(30), detector()
    assert first.update(connections(table_of(*lines[:10]))) == []

    rest = again(first, detector()).update(connections(table_of(*lines[10:])))

    assert [one.id for one in rest] == [one.id for one in found(*lines)] != []
