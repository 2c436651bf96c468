from __future__ import annotations

from hypothesis import given

from normalise.generic.fuzz import check_total, inputs
from normalise.linux.reading import logsources, read, read_event
from otasuke.events import Reject
from otasuke.normalise.generic.key_value import SOURCE

LINE = b'Mar 29 15:00:50 box app: date=2024-03-29 time=15:00:50 user="bob smith" result=ok'
SAMPLES = (LINE,)


def test_every_pair_is_a_field_of_no_log_source_in_particular():
    event = read_event(SOURCE, LINE)

    assert logsources(event) == {"*/*/*"}
    assert (event.fields["user"], event.fields["result"]) == ("bob smith", "ok")
    assert (str(event.time), event.sensor) == ("2024-03-29 06:00:50+00:00", "box")
    assert event.fields["message"] == LINE.decode()


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
