from __future__ import annotations

from datetime import timedelta

from detect.learn.cast import again, nas_change, table_of
from otasuke.detect.learn.learning import Learning
from otasuke.detect.learn.learnt import Learnt
from otasuke.detect.learn.mass_file_change import MassFileChange
from otasuke.detect.learn.people import files


def detector() -> MassFileChange:
    return MassFileChange(Learning(timedelta(0)))


def found(lines: list[bytes]) -> list[Learnt]:
    return detector().update(files(table_of(*lines)))


def changes(count: int, operation: str, *, every_s: float = 1.0, ending: str = ".xlsx") -> list[bytes]:
    return [nas_change(timedelta(seconds=n * every_s), operation, f"共有/{n}{ending}") for n in range(count)]


def test_many_files_that_go_in_a_short_time_are_found() -> None:
    (one,) = found(changes(200, "unlinkat"))

    assert (one.device, one.counterpart) == ("nas01", "keiri")
    facts = {fact.name: fact.value for fact in one.facts}
    assert (facts["files"], facts["what"]) == ("150", "deleted or renamed")


def test_writing_many_takes_more() -> None:
    assert found(changes(390, "pwrite")) == []
    assert len(found(changes(450, "pwrite"))) == 1


def test_one_file_again_and_again_temporary_ones_and_a_days_work_are_no_mass() -> None:
    same = [nas_change(timedelta(seconds=n), "pwrite", "共有/a.xlsx") for n in range(500)]

    assert found(same) == []
    assert found(changes(300, "unlinkat", ending=".tmp")) == []
    assert found(changes(300, "unlinkat", every_s=60)) == []


def test_a_detector_goes_on_where_another_ended() -> None:
    lines, first = changes(200, "unlinkat"), detector()
    first.update(files(table_of(*lines[:100])))

    rest = again(first, detector()).update(files(table_of(*lines[100:])))

    assert [one.id for one in rest] == [one.id for one in found(lines)] != []
