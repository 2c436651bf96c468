"""Classes: what is looked up in events of one kind, and how little of it can be filled by a sender."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from detect.rules import load, rule_text
from otasuke.detect.engine.classes import ClassKeys, ClassStore
from otasuke.detect.engine.workspace import Sizes
from otasuke.detect.kernel.layout import MAX_KEYS, SPARE_FIELDS
from otasuke.detect.plan.compile import Plan, compile_plan
from otasuke.events import LogSource
from otasuke.events.shape import Class

STRING = 1


def plan() -> Plan:
    """A rule about Image on Windows, one about query for DNS, and a keyword on Linux."""
    return compile_plan(
        load(
            rule_text("s:\n  Image: a\ncondition: s", head="id: 1\n"),
            rule_text("s:\n  query: b\ncondition: s", head="id: 2\n", logsource="{category: dns}"),
            rule_text("k:\n  - word\ncondition: k", head="id: 3\n", logsource="{product: linux}"),
        ).rules
    )


def klass(product: str, category: str | None = None, aliases: Mapping[str, str] | None = None) -> Class:
    return Class((LogSource(product, category),), aliases or {})


def key(text: str) -> tuple[tuple[bytes, int], ...]:
    return ((text.encode(), STRING),)


def rows_of(table: ClassKeys) -> list[list[int]]:
    return [row for row in table.class_table.tolist() if row[0]]


def stored(table: ClassKeys) -> set[bytes]:
    """The texts of the keys that are known."""
    texts = set()
    for _, offset, _, _ in rows_of(table):
        size = int.from_bytes(table.class_keys[offset : offset + 2].tobytes(), "little")
        texts.add(table.class_keys[offset + 3 : offset + 3 + size].tobytes())
    return texts


def names_looked_up(store: ClassStore, number: int) -> list[str]:
    at = int(store.classes[number, 0])
    names = []
    while store.class_fields[at] >= 0:
        names.append(store.fields[store.class_fields[at] - MAX_KEYS])
        at += 1
    return names


def test_keys_are_stored_with_their_lengths_and_flags_and_absent_ones_as_such() -> None:
    store = ClassStore(plan())
    table = store.new_keys()

    store.learn(table, (("é".encode(), STRING), None, (b"4688", 0)), klass("windows"))

    ((_, offset, keys, number),) = rows_of(table)
    assert table.class_keys[offset : offset + 15].tobytes() == b"\x02\x00\x01\xc3\xa9\x00\x00\xff\x04\x00\x004688"
    assert (keys, [number]) == (3, store.numbers([klass("windows")]))


def test_a_class_is_known_by_what_it_says_and_not_by_the_keys_that_led_to_it() -> None:
    store = ClassStore(plan())
    table = store.new_keys()

    store.learn(table, key("a"), klass("windows"))
    store.learn(table, key("b"), klass("windows"))
    store.learn(table, key("c"), klass("linux"))

    assert sorted(row[3] for row in rows_of(table)) == [0, 0, 1]


def test_of_a_class_only_the_fields_of_rules_that_apply_are_looked_up() -> None:
    store = ClassStore(plan())

    windows, dns, linux = store.numbers([klass("windows"), klass("windows", "dns"), klass("linux")])

    assert names_looked_up(store, windows) == ["Image"]
    assert sorted(names_looked_up(store, dns)) == ["Image", "query"]
    assert names_looked_up(store, linux) == []


def test_a_class_says_which_log_sources_of_rules_apply() -> None:
    rules = plan()
    store = ClassStore(rules)

    (number,) = store.numbers([klass("windows", "dns")])

    row = store.class_sources[number * len(rules.sources) :][: len(rules.sources)].tolist()
    applying = {source for source, applies in zip(rules.sources, row, strict=True) if applies}
    assert applying == {LogSource("windows"), LogSource(None, "dns")}


def test_keywords_are_looked_for_only_where_a_rule_with_keywords_applies() -> None:
    store = ClassStore(plan())

    windows, linux = store.numbers([klass("windows"), klass("linux")])

    assert store.groups_of(windows) == []
    assert len(store.groups_of(linux)) == 1


def test_one_class_too_many_makes_all_shapes_forget_all_classes() -> None:
    store = ClassStore(plan(), Sizes(classes=2))
    first, second = store.new_keys(), store.new_keys()
    store.learn(first, key("a"), klass("a"))
    store.learn(second, key("b"), klass("b"))

    store.learn(first, key("c"), klass("c"))

    assert stored(first) == {b"c"}
    assert second.is_empty
    assert [row[3] for row in rows_of(first)] == store.numbers([klass("c")])


def test_one_key_too_many_makes_the_store_forget_and_learn_on() -> None:
    store = ClassStore(plan(), Sizes(class_keys=2))
    table = store.new_keys()

    for text in "abc":
        store.learn(table, key(text), klass("windows"))

    assert stored(table) == {b"c"}


def test_long_keys_fill_the_table_before_its_rows_run_out() -> None:
    store = ClassStore(plan(), Sizes(class_keys=8))
    table = store.new_keys()

    store.learn(table, key("a" * 400), klass("windows"))
    store.learn(table, key("b" * 400), klass("windows"))

    assert stored(table) == {b"b" * 400}


def test_classes_that_fit_together_have_numbers_even_in_a_full_store() -> None:
    store = ClassStore(plan(), Sizes(classes=2))
    store.numbers([klass("a"), klass("b")])

    numbers = store.numbers([klass("c"), klass("d"), klass("c")])

    assert numbers == [0, 1, 0]


def test_of_more_classes_at_once_than_fit_some_have_no_number() -> None:
    store = ClassStore(plan(), Sizes(classes=2))

    assert store.numbers([klass("a"), klass("b"), klass("c")]) == [0, 1, -1]


def test_a_field_that_only_an_alias_names_gets_a_spare_number() -> None:
    rules = plan()
    store = ClassStore(rules)

    (number,) = store.numbers([klass("windows", aliases={"Image": "NewProcessName", "unnamed": "other"})])

    assert store.fields == [*rules.fields, "NewProcessName"]
    at = int(store.classes[number, 2])
    image, original = MAX_KEYS + rules.fields.index("Image"), MAX_KEYS + len(rules.fields)
    assert store.class_aliases[at : at + 2].tolist() == [[image, original], [-1, -1]]


def test_aliases_of_more_fields_than_are_spare_are_refused() -> None:
    store = ClassStore(plan())
    store.numbers([klass("windows", aliases={"Image": f"f{number}"}) for number in range(SPARE_FIELDS)])

    with pytest.raises(ValueError, match="no room for the field one-more"):
        store.numbers([klass("windows", aliases={"Image": "one-more"})])
