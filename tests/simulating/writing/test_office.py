from __future__ import annotations

from collections import Counter
from random import Random

from otasuke.simulating.company import Kind
from otasuke.simulating.writing.office import failed_logon, network_logon, pc_deck, server_deck
from otasuke.simulating.writing.programs import BUSINESS
from otasuke.simulating.writing.templates import Pattern, Values
from simulating.reading import read, written_once


def ids_of(kind: Kind, deck: list[Pattern]) -> Counter[str]:
    dice = Random(1)
    events = read([written_once(pattern, kind, dice) for pattern in set(deck)])
    return Counter(str(event.fields["EventID"]) for event in events)


def test_a_pc_writes_what_a_pc_writes() -> None:
    found = ids_of(Kind.PC, pc_deck(BUSINESS[0]))

    assert {"1", "3", "7", "11", "13", "22", "4104", "4624", "4625", "4634", "4672", "4688"} <= set(found)


def test_people_sign_in_on_a_server_over_the_network() -> None:
    found = ids_of(Kind.SERVER, server_deck())

    assert {"4624", "4776", "5140"} <= set(found)


def test_a_failed_sign_in_says_who_and_from_where() -> None:
    dice = Random(1)
    patterns = (failed_logon("3", "administrator", "192.168.10.22"), network_logon("administrator", "192.168.10.22"))

    events = read([written_once(Pattern(one, _fresh), Kind.SERVER, dice) for one in patterns])

    assert [event.fields["EventID"] for event in events] == ["4625", "4624"]
    for event in events:
        assert event.fields["TargetUserName"] == "administrator"
        assert event.fields["IpAddress"] == "192.168.10.22"
        assert event.fields["LogonType"] == "3"


def _fresh(values: Values, dice: Random) -> None:
    from otasuke.simulating.writing.winlogbeat import freshen

    freshen(values, dice)
