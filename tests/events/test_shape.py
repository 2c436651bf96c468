import tracemalloc

from otasuke.events import LogSource
from otasuke.events.shape import LONGEST_PATH, Class, Shape, scalar_text, with_aliases

PROCESS = Class((LogSource("windows", "process_creation"),), {"Image": "NewProcessName"})
OTHER = Class((LogSource("windows"),))
SHAPE = Shape(
    name="test",
    keys=("id",),
    classify=lambda keys: PROCESS if keys == ("1",) else OTHER,
    strip=("data", "old"),
    rename={"id": ("code", "old.code")},
    ignore_spaces=True,
)


def test_members_of_stripped_containers_become_fields_by_their_own_name():
    fields = SHAPE.fields_of({"data": {"User": "a", "deep": {"x": 1}}, "other": {"y": True}})

    assert fields == {"User": "a", "deep.x": "1", "other.y": "true"}


def test_the_first_container_and_the_first_renamed_path_win():
    fields = SHAPE.fields_of({"old": {"User": "b"}, "data": {"User": "a"}, "code": 1, "id": 3})

    assert fields == {"User": "a", "id": "1", "code": "1"}


def test_lists_are_several_values_and_null_is_absent():
    fields = SHAPE.fields_of({"a": [1, None, "x"], "b": None, "c": [{"d": 1}, {"d": [2, 3]}], "e": []})

    assert fields == {"a": ("1", "x"), "c.d": ("1", "2", "3")}


def test_every_path_that_can_carry_a_field_is_named_in_the_order_in_which_they_win():
    assert SHAPE.paths_of("id") == ("code", "old.code", "data.id", "old.id", "id")
    assert SHAPE.paths_of("data.id") == ("data.data.id", "old.data.id")


def test_the_keys_decide_the_class():
    assert SHAPE.class_of({"id": "1"}) is PROCESS
    assert SHAPE.class_of({"id": ("1", "2")}) is OTHER
    assert SHAPE.class_of({}) is OTHER


def test_an_alias_stands_in_only_for_what_is_absent():
    assert with_aliases({"NewProcessName": "a"}, PROCESS.aliases) == {"NewProcessName": "a", "Image": "a"}
    assert with_aliases({"NewProcessName": "a", "Image": "b"}, PROCESS.aliases)["Image"] == "b"


def test_scalars_are_written_as_json_writes_them():
    assert [scalar_text(value) for value in (True, False, 1, 1.5, "x")] == ["true", "false", "1", "1.5", "x"]


def test_a_path_that_is_too_long_keeps_its_value_under_a_short_name_of_its_own():
    fields = SHAPE.fields_of({"k" * 1000: {"a": "one", "b": "two"}, "l" * 300: ["three"]})

    assert sorted(fields.values(), key=str) == [("three",), "one", "two"]
    assert all(len(name) <= LONGEST_PATH for name in fields)
    assert fields == SHAPE.fields_of({"k" * 1000: {"a": "one", "b": "two"}, "l" * 300: ["three"]})


def test_a_long_key_around_many_members_needs_little_memory():
    record = {"k" * 100_000: {str(number): 1 for number in range(60_000)}}

    tracemalloc.start()
    fields = SHAPE.fields_of(record)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(fields) == 60_000
    assert peak_bytes < 60 << 20
