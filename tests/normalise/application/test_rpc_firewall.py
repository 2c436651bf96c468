from __future__ import annotations

from hypothesis import given

from normalise.linux.reading import CONTEXT, logsources, objects_with, read_object
from otasuke.normalise.application.rpc_firewall import SOURCE, to_event

CALL = {
    "EventLog": "RPCFW",
    "EventID": 3,
    "InterfaceUuid": "367abb81-9844-35f1-ad32-98f038001003",
    "OpNum": 12,
    "Computer": "DC1",
}


def test_a_remote_call_keeps_its_interface():
    event = read_object(SOURCE, CALL)

    assert logsources(event) == {"rpc_firewall/application/*"}
    assert (event.fields["EventID"], event.fields["OpNum"], event.sensor) == ("3", "12", "DC1")


def test_the_log_is_named_even_where_the_record_does_not():
    record = {name: value for name, value in CALL.items() if name != "EventLog"}

    assert read_object(SOURCE, record).fields["EventLog"] == "RPCFW"


@given(objects_with("EventLog", "InterfaceUuid", "OpNum", "EventData"))
def test_no_object_makes_it_raise(record):
    SOURCE.recognises(record)

    assert to_event(record, CONTEXT, 1).source == "application.rpc_firewall"
