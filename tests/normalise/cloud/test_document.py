import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalise.cloud.reading import CONTEXT, SOURCES, source_of
from normalise.cloud.samples import SAMPLES as CLOUD_SAMPLES
from normalise.endpoint.samples import SAMPLES as ENDPOINT_SAMPLES
from otasuke.normalise.cloud.document import container_text, named_values, opened, values_of, with_opened

SAMPLES = (*CLOUD_SAMPLES, *ENDPOINT_SAMPLES)
KEYS = sorted({key for _, record in SAMPLES for key in (*record, "Name", "Value", "name", "value", "key")})
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(KEYS)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=4)
)


@pytest.mark.parametrize(("name", "record"), SAMPLES)
def test_every_sample_is_read_by_its_own_source(name, record):
    source = source_of(record)

    assert source is not None
    assert source.name == name
    assert source.to_event(record, CONTEXT, 7).record == 7


@given(st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=5), VALUES, max_size=8))
def test_no_object_makes_a_source_raise(record):
    events = [source.to_event(record, CONTEXT, 0) for source in SOURCES if source.recognises(record)]

    assert all(value != () for event in events for value in event.fields.values())


@given(st.sampled_from(SAMPLES), st.data())
def test_a_sample_with_any_other_value_in_one_place_does_not_make_its_source_raise(sample, data):
    record = dict(sample[1])
    record[data.draw(st.sampled_from(sorted(record)))] = data.draw(VALUES)

    events = [source.to_event(record, CONTEXT, 0) for source in SOURCES if source.recognises(record)]

    assert all(event.received_at == CONTEXT.received_at for event in events)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
@given(record=st.dictionaries(st.sampled_from(KEYS), VALUES, max_size=6))
def test_a_source_survives_objects_it_does_not_recognise(source, record):
    event = source.to_event(record, CONTEXT, 3)

    assert event.source == source.name
    assert all(isinstance(value, (str, tuple)) for value in event.fields.values())


def test_a_container_in_a_list_gives_one_text_each():
    document = {"targets": [{"changes": [{"a": 1}]}, {"changes": []}, {"other": 1}]}

    assert container_text(document, "targets.changes") == ('[{"a":1}]', "[]")
    assert container_text(document, "targets.other") is None


def test_json_text_is_opened_unless_it_is_broken_or_deep():
    deep = "[" * 200 + "]" * 200

    assert opened('{"a":[1]}') == {"a": [1]}
    assert [opened(value) for value in ("{broken", deep, "plain", 7, None)] == ["{broken", deep, "plain", 7, None]


def test_opening_changes_a_copy():
    record = {"a": "[1]", "b": "[2]"}

    assert with_opened(record, ["a", "absent"]) == {"a": [1], "b": "[2]"}
    assert record["a"] == "[1]"


def test_named_values_skip_what_has_no_name_or_value():
    items = [{"Name": "A", "Value": True}, {"Name": "B", "Value": None}, {"Name": 1, "Value": 1}, "C", {"Name": "D"}]

    assert dict(named_values(items)) == {"A": "true"}
    assert dict(named_values(json.dumps(items))) == {}


def test_values_come_once_and_in_order():
    assert values_of({"a": ("x", ""), "b": "x", "c": "y"}, ("c", "a", "b", "d")) == ("y", "x")
