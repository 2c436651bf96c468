"""Which program began which."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from otasuke.web.incidents.tree import MOST, Seen, programs

NOW = datetime(2026, 11, 24, 0, 40, tzinfo=UTC)


def seen(number: int, **fields: str) -> Seen:
    return Seen(NOW + timedelta(seconds=number), "KEIRI", fields, number)


def test_what_began_what_is_a_tree() -> None:
    word, shell = r"C:\WINWORD.EXE", r"C:\powershell.exe"
    found = programs(
        [
            seen(2, Image=r"C:\cmd.exe", ProcessId="3", ParentImage=shell, ParentProcessId="2"),
            seen(1, Image=shell, ProcessId="2", ParentImage=word, ParentProcessId="1", CommandLine="-enc x"),
            seen(3, Image=shell, ProcessId="2", DestinationIp="203.0.113.77"),
        ]
    )

    assert [one.name for one in found] == ["WINWORD.EXE"]
    (begun,) = found[0].began
    assert (begun.name, begun.numbers, begun.command) == ("powershell.exe", [1, 3], "-enc x")
    assert [one.name for one in begun.began] == ["cmd.exe"]


def test_programs_that_began_each_other_end_nowhere() -> None:
    a, b = r"C:\a.exe", r"C:\b.exe"
    found = programs(
        [seen(1, Image=a, ParentImage=b), seen(2, Image=b, ParentImage=a), seen(3, Image=a, ParentImage=a)]
    )

    assert [one.name for one in found] == ["b.exe"]
    assert [one.name for one in found[0].began] == ["a.exe"]


def test_what_names_no_program_is_left_out_and_many_are_not_all_shown() -> None:
    assert programs([seen(1, User="x")]) == []
    assert len(programs([seen(n, Image=f"{n}.exe") for n in range(500)])) == MOST
