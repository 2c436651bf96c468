from __future__ import annotations

from datetime import timedelta

from detect.learn.cast import eve, flow, lease, no_such_name, question, table_of
from otasuke.detect.learn.observing import Kind, connections, names, observe

NOW, PC, SERVER = timedelta(0), "192.168.11.14", "141.98.10.60"


def test_a_flow_is_a_connection() -> None:
    (row,) = connections(table_of(flow(NOW, PC, SERVER, out=7, back=9))).to_pylist()

    assert (row["device"], row["peer"], row["port"], row["bytes_out"], row["bytes_in"], row["is_stopped"]) == (
        *(PC, SERVER, 443),
        *(7, 9, False),
    )


def test_what_a_firewall_stopped_says_so() -> None:
    line = flow(NOW, PC, SERVER).replace(b'"event_type":"flow"', b'"event_type":"flow","verdict":{"action":"drop"}')

    assert connections(table_of(line)).column("is_stopped").to_pylist() == [True]


def test_what_comes_from_outside_is_none_of_ours() -> None:
    assert connections(table_of(flow(NOW, SERVER, PC))).num_rows == 0


def test_an_arp_question_is_a_connection_without_a_door() -> None:
    arp = {"opcode": "request", "src_mac": "08:00:27:3a:11:9c", "src_ip": PC, "dest_ip": "192.168.11.1"}

    (row,) = connections(table_of(eve("arp", NOW, arp=arp))).to_pylist()

    assert (row["device"], row["peer"], row["port"]) == (PC, "192.168.11.1", 0)


def test_a_question_and_the_answer_are_of_the_one_that_asked() -> None:
    rows = names(table_of(question(NOW, PC, "WWW.example.com"), no_such_name(NOW, PC, "gone.example.com")))

    assert rows.select(["device", "query", "rcode"]).to_pylist() == [
        {"device": PC, "query": "www.example.com", "rcode": None},
        {"device": PC, "query": "gone.example.com", "rcode": "NXDOMAIN"},
    ]


def test_every_kind_is_there_with_its_columns_even_if_nothing_was_seen() -> None:
    found = observe(table_of(lease(NOW, "08:00:27:3a:11:9c")))

    assert set(found) == set(Kind)
    assert {kind: len(rows) for kind, rows in found.items() if len(rows)} == {Kind.SIGHTINGS: 1}
