from __future__ import annotations

from hypothesis import given

from normalise.linux.reading import CONTEXT, logsources, objects_with, read_object
from otasuke.normalise.generic.ndjson import SOURCE, to_event


def test_every_leaf_is_a_field_by_its_path():
    event = read_object(
        SOURCE, {"a": {"b": 1}, "c": ["x", "y"], "timestamp": "2024-03-29T15:00:50+09:00", "hostname": "pc1"}
    )

    assert logsources(event) == {"*/*/*"}
    assert (event.fields["a.b"], event.fields["c"]) == ("1", ("x", "y"))
    assert (str(event.time), event.sensor) == ("2024-03-29 06:00:50+00:00", "pc1")


@given(objects_with("timestamp", "time", "host", "a"))
def test_no_object_makes_it_raise(record):
    assert to_event(record, CONTEXT, 1).source == "generic.ndjson"
