from __future__ import annotations

from datetime import timedelta

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from detect.learn.cast import eve, flow, lease, no_such_name, question, table_of
from otasuke.detect.learn.detectors import Detectors
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


def test_columns_may_be_dictionaries_as_in_files_of_the_lake() -> None:
    table = table_of(flow(NOW, PC, SERVER), lease(NOW, "08:00:27:3a:11:9c"))
    for at, column in enumerate(table.schema):
        if pa.types.is_string(column.type):
            table = table.set_column(at, column.name, table.column(at).dictionary_encode())

    assert {kind: len(rows) for kind, rows in observe(table).items() if len(rows)} == {
        Kind.CONNECTIONS: 1,
        Kind.SIGHTINGS: 1,
    }


ANY = st.one_of(
    st.text(max_size=20), st.integers(), st.booleans(), st.none(), st.lists(st.text(max_size=5), max_size=3)
)
ADDRESS = st.sampled_from([PC, SERVER, "192.168.11.1", "::", "fe80::1", "no address"])


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["flow", "dns", "dhcp", "arp", "http", "smb", "smtp", "mdns"]), ADDRESS, ADDRESS, ANY
        ),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=40)
def test_whatever_a_sensor_writes_every_detector_can_take_it(records: list[tuple[str, str, str, object]]) -> None:
    names = (
        "rrname",
        "client_mac",
        "src_mac",
        "src_ip",
        "dest_ip",
        "opcode",
        "http_user_agent",
        "dialect",
        "rcpt_to",
        "mail_from",
        "answers",
    )
    lines = [
        eve(kind, NOW, src_ip=source, dest_ip=peer, dest_port=value, **{kind: dict.fromkeys(names, value)})
        for kind, source, peer, value in records
    ]

    Detectors(longest=NOW).update(table_of(*lines))
