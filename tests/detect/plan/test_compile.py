from __future__ import annotations

from detect.rules import load, rule_text
from otasuke.detect.kernel.layout import LAYOUT, MAX_KEYS, SPARE_FIELDS
from otasuke.detect.plan.compile import Plan, compile_plan
from otasuke.detect.plan.programs import MATCHED
from otasuke.events import LogSource

WINDOWS, LINUX = "{product: windows}", "{product: linux}"


def plan_of(*rules: tuple[str, str], condition: str = "s") -> Plan:
    """The plan of rules with one selection and a log source each."""
    texts = [
        rule_text(f"s:\n  {items}\ncondition: {condition}", head=f"id: rule-{number}\n", logsource=logsource)
        for number, (items, logsource) in enumerate(rules)
    ]
    loaded = load(*texts)
    assert loaded.faults == ()
    return compile_plan(loaded.rules)


def test_fields_are_numbered_behind_the_keys_of_the_shape() -> None:
    plan = plan_of(("f: one", WINDOWS), ("g: two", WINDOWS), ("f: three", LINUX))

    assert plan.fields == ("f", "g")
    assert [row[1] - MAX_KEYS for row in plan.tables["atoms"].tolist()[:3]] == [0, 1, 0]
    assert len(plan.searched) == len(plan.tables["field_index"]) == MAX_KEYS + 2 + SPARE_FIELDS


def test_every_rule_knows_its_log_source() -> None:
    plan = plan_of(("f: one", WINDOWS), ("g: two", LINUX), ("f: three", WINDOWS))

    assert plan.rules == 3
    assert plan.sources == (LogSource("windows"), LogSource("linux"))
    assert plan.tables["rules"].tolist() == [0, 1, 0]


def test_a_field_is_searched_for_the_log_sources_whose_rules_look_for_something_in_it() -> None:
    plan = plan_of(("f: one", WINDOWS), ("g: two", LINUX))

    assert plan.searched[MAX_KEYS : MAX_KEYS + 2].tolist() == [[True, False], [False, True]]


def test_a_rule_with_nothing_to_look_for_is_always_tried() -> None:
    plan = plan_of(("f: one", WINDOWS), ("g: two", LINUX), condition="not s")

    assert plan.always.tolist() == [[0, 0], [1, 1]]
    assert plan_of(("f: one", WINDOWS)).always.tolist() == []


def test_where_a_needle_proves_the_rule_nothing_is_left_to_check() -> None:
    plan = plan_of(("f: one", WINDOWS))

    ((rule, condition, proved), _) = plan.tables["alternatives"].tolist()
    assert (rule, condition, proved) == (0, 0, MATCHED)
    assert plan.tables["needle_uses"].tolist()[0] == [0, 1]


def test_rules_that_name_the_same_needle_share_it() -> None:
    plan = plan_of(("f: one", WINDOWS), ("f: one", LINUX))

    assert plan.tables["needles"].tolist() == [[0, 2]]
    assert plan.tables["needle_uses"].tolist()[:2] == [[0, 1], [1, 1]]


def test_keywords_are_heard_for_their_log_source() -> None:
    plan = plan_of(("- mimikatz", WINDOWS), ("f: one", LINUX))

    assert plan.heard.tolist() == [[True, False]]
    assert len(plan.keywords) == 1


def test_what_python_decides_is_listed_by_the_number_of_its_atom() -> None:
    plan = plan_of(("f|re: net.*user", WINDOWS), ("f: one", WINDOWS))

    assert list(plan.asked) == [0]


def test_without_rules_every_table_is_there() -> None:
    plan = compile_plan(())

    names = [name for name, _, _ in LAYOUT]
    assert set(plan.tables) == set(names[: names.index("keyword_groups") + 1])
    assert (plan.rules, plan.fields, plan.sources) == (0, (), ())


def test_tables_have_the_types_and_columns_that_the_kernel_expects() -> None:
    plan = plan_of(("f: one", WINDOWS), ("- mimikatz", LINUX), ("f: 'a*b'", WINDOWS))

    for name, dtype, columns in LAYOUT:
        if name in plan.tables:
            table = plan.tables[name]
            assert (name, str(table.dtype)) == (name, dtype)
            assert columns < 2 or table.shape[1] == columns
