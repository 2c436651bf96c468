from detect.rules import event, load, messages, rule_text
from otasuke.detect.evaluate import matches
from otasuke.detect.rule import And, Atom, Not, Text

DETECTION = "selection:\n  a: 1\ncondition: selection"
A, USER = Atom("a", Text(("1",))), Atom("User", Text(("adm",)))


def filter_text(rules: str, *, logsource: str = "{product: windows}", condition: str = "not selection") -> str:
    return (
        f"title: Leave out administrators\nid: filter-1\nlogsource: {logsource}\n"
        f"filter:\n  rules: {rules}\n  selection:\n    User: adm\n  condition: {condition}\n"
    )


def test_a_filter_narrows_the_rules_it_names_and_no_others() -> None:
    other = rule_text(DETECTION, head="id: rule-2\n")

    loaded = load(rule_text(DETECTION), other, filter_text("[rule-1]"))

    assert loaded.faults == ()
    assert [rule.condition for rule in loaded.rules] == [And((A, Not(USER))), A]


def test_a_filtered_rule_is_silent_for_what_is_left_out() -> None:
    [rule] = load(rule_text(DETECTION), filter_text("[rule-1]")).rules

    assert matches(rule, event({"a": "1", "User": "alice"}))
    assert not matches(rule, event({"a": "1", "User": "adm"}))


def test_a_rule_may_be_named_by_its_name_and_from_an_earlier_file() -> None:
    rule = rule_text(DETECTION, head="id: rule-1\nname: a_rule\n")

    assert load(filter_text("a_rule"), rule).rules[0].condition == And((A, Not(USER)))


def test_any_means_every_rule_of_the_log_source() -> None:
    linux = rule_text(DETECTION, head="id: rule-2\n", logsource="{product: linux}")
    narrower = rule_text(DETECTION, head="id: rule-3\n", logsource="{product: windows, service: security}")

    loaded = load(rule_text(DETECTION), linux, narrower, filter_text("any"))

    assert [rule.condition for rule in loaded.rules] == [And((A, Not(USER))), A, And((A, Not(USER)))]


def test_the_condition_of_a_filter_is_taken_as_it_is_written() -> None:
    assert load(rule_text(DETECTION), filter_text("any", condition="selection")).rules[0].condition == And((A, USER))


def test_a_rule_may_be_narrowed_by_many_filters() -> None:
    [rule] = load(rule_text(DETECTION), filter_text("any"), filter_text("rule-1", condition="selection")).rules

    assert rule.condition == And((A, Not(USER), USER))


def test_a_filter_that_misses_its_target_is_said() -> None:
    rule = rule_text(DETECTION)

    unknown = load(rule, filter_text("[rule-l]"))
    elsewhere = load(rule, filter_text("[rule-1]", logsource="{product: linux}"))
    nothing = load(rule, filter_text("any", logsource="{product: linux}"))
    unsaid = load(rule, filter_text("[]"))

    assert (unknown.faults, nothing.faults) == ((), ())
    assert messages(unknown.notes) == [
        'the filter targets rule "rule-l" which is not there or cannot be run; did you mean "rule-1"?'
    ]
    assert messages(elsewhere.faults) == [
        'the filter is for linux/*/*, but rule "rule-1" is for windows/*/*',
    ]
    assert messages(nothing.notes) == ["the filter targets no rule: none is of linux/*/*"]
    assert messages(unsaid.faults) == ['"rules" is missing; it lists the rules to narrow, or says "any"']
