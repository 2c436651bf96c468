from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgpack
import pytest

from detect.learn.cast import flow, lease, nas_change, question, request, table_of
from detect.learn.test_support import SUPPORTS, XP
from otasuke.detect.learn.detectors import Detectors, UnfitState
from otasuke.detect.learn.observing import observe

SHEETS = Path(__file__).parents[3] / "rules" / "advice" / "detectors"
NONE, PC, SERVER = timedelta(0), "192.168.11.14", "141.98.10.60"


def busy_night() -> list[bytes]:
    """A device comes, runs an old system, reports outside, and deletes files."""
    lines = [lease(NONE, "08:00:27:3a:11:9c", ip=PC), request(timedelta(seconds=30), PC, XP)]
    lines += [flow(timedelta(minutes=5 * n), PC, SERVER) for n in range(1, 30)]
    return lines


def test_each_looks_at_its_own() -> None:
    found = Detectors(SUPPORTS, longest=NONE).update(table_of(*busy_night()))

    assert [one.detector for one in found] == ["new-device", "end-of-support", "beaconing"]


def test_tenants_are_apart() -> None:
    detectors = Detectors(SUPPORTS, longest=NONE)
    first = detectors.update(table_of(*busy_night()))
    second = detectors.update(table_of(*busy_night(), tenant="fuji"))

    assert [one.detector for one in first] == [one.detector for one in second]
    assert not {one.id for one in first} & {one.id for one in second}


def test_a_restart_at_any_point_changes_nothing() -> None:
    lines = busy_night()
    whole = [one.id for one in Detectors(SUPPORTS, longest=NONE).update(table_of(*lines))]
    for cut in (1, 2, 14, 30):
        first, second = Detectors(SUPPORTS, longest=NONE), Detectors(SUPPORTS, longest=NONE)
        found = first.update(table_of(*lines[:cut]))
        second.restore(msgpack.unpackb(msgpack.packb(first.state())))
        found += second.update(table_of(*lines[cut:]))

        assert [one.id for one in found] == whole


def test_within_the_usual_fortnight_nothing_interrupts() -> None:
    found = Detectors(SUPPORTS).update(table_of(*busy_night()))

    assert found
    assert all(one.is_learning for one in found)


def test_every_detector_has_advice_under_its_name() -> None:
    names = Detectors().names

    assert sorted(names) == sorted({path.name.split(".")[0] for path in SHEETS.glob("*.md")})


def test_events_of_any_kind_do_no_harm() -> None:
    lines = [nas_change(NONE, "open", "a"), question(NONE, PC, "www.example.com")]

    assert Detectors(longest=NONE).update(table_of(*lines)) == []
    assert Detectors(longest=NONE).update(table_of(*lines).slice(0, 0)) == []


@pytest.mark.parametrize(
    "state", [{}, {"learning": 3, "detectors": {}}, {"learning": {}, "detectors": {"beaconing": {}}}]
)
def test_a_state_of_something_else_is_refused(state: dict[str, object]) -> None:
    with pytest.raises(UnfitState, match="no state of learnt detectors"):
        Detectors().restore(state)


def test_what_was_observed_may_be_divided_by_tenants() -> None:
    first, second = Detectors(SUPPORTS, longest=NONE), Detectors(SUPPORTS, longest=NONE)
    observed = observe(table_of(*busy_night()))
    nobody = {kind: rows.slice(0, 0) for kind, rows in observed.items()}

    assert [one.id for one in first.look_at(observed)] == [one.id for one in second.update(table_of(*busy_night()))]
    assert first.look_at(nobody) == []
