from __future__ import annotations

from hypothesis import given

from normalise.generic.fuzz import check_total, inputs
from normalise.linux.reading import logsources, read, read_event
from otasuke.events import Reject
from otasuke.normalise.application.database import SOURCE

MYSQL = b"2024-03-29T15:00:50.000000Z\t    8 Query\tselect * from x"
POSTGRESQL = b"2024-03-29 15:00:50.123 UTC [123] bob@db LOG:  statement: DROP TABLE x"
SAMPLES = (MYSQL, POSTGRESQL)


def test_a_query_of_mysql_is_read():
    event = read_event(SOURCE, MYSQL)

    assert logsources(event) == {"mysql/database/*"}
    assert (event.fields["query"], str(event.time)) == ("select * from x", "2024-03-29 15:00:50+00:00")


def test_a_statement_of_postgresql_is_read():
    event = read_event(SOURCE, POSTGRESQL)

    assert "postgresql/database/*" in logsources(event)
    assert (event.fields["query"], event.fields["level"]) == ("DROP TABLE x", "LOG")


def test_other_text_is_a_reject_that_keeps_its_beginning():
    (item,) = read(SOURCE, b"\xff\xfe what is this")

    assert isinstance(item, Reject)
    assert item.excerpt == b"\xff\xfe what is this"


def test_it_is_recognised_by_its_own_lines_alone():
    assert all(SOURCE.recognises(sample + b"\n") for sample in SAMPLES)
    assert not SOURCE.recognises(
        b"Mar 29 15:00:50 host sshd[1]: Accepted password for root from 192.0.2.1 port 22 ssh2\n"
    )
    assert not SOURCE.recognises(b"")


@given(inputs(*SAMPLES))
def test_no_bytes_make_it_raise_or_lose_a_line(data):
    check_total(SOURCE, data)
