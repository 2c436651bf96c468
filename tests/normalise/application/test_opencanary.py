from __future__ import annotations

from hypothesis import given

from normalise.linux.reading import CONTEXT, logsources, objects_with, read_object
from otasuke.normalise.application.opencanary import SOURCE, to_event

LOGIN = {
    "dst_host": "192.0.2.9", "dst_port": 22, "logdata": {"USERNAME": "root", "PASSWORD": "x"}, "logtype": 4002, "node_id": "canary-1",
    "src_host": "192.0.2.1", "src_port": 5, "utc_time": "2024-03-29 06:00:50.123456",
}  # fmt: skip


def test_a_login_to_the_honeypot_keeps_its_type():
    event = read_object(SOURCE, LOGIN)

    assert logsources(event) == {"opencanary/application/*"}
    assert (event.fields["logtype"], event.fields["USERNAME"], event.fields["src_ip"]) == ("4002", "root", "192.0.2.1")
    assert (str(event.time), event.sensor) == ("2024-03-29 06:00:50.123456+00:00", "canary-1")


@given(objects_with("logtype", "node_id", "logdata", "utc_time", "src_host"))
def test_no_object_makes_it_raise(record):
    SOURCE.recognises(record)

    assert to_event(record, CONTEXT, 1).source == "application.opencanary"
