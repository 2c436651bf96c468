from datetime import timedelta

import pytest

from detect.rules import load, messages, rule_text
from otasuke.detect.rule import Bound, Correlation, CorrelationType, RefAnd, RefExpr, RefNot, RefOr, RuleRef

DETECTION = "selection:\n  a: 1\ncondition: selection"
RULES = [rule_text(DETECTION, head=f"id: id-{name}\nname: {name}\n") for name in ("one", "two", "three")]


def correlation_text(body: str, head: str = "id: corr\n") -> str:
    return f"title: A correlation\n{head}correlation:\n" + "".join(f"  {line}\n" for line in body.strip().split("\n"))


def correlation(body: str, head: str = "id: corr\n") -> Correlation:
    loaded = load(*RULES, correlation_text(body, head))
    assert loaded.faults == ()
    return loaded.correlations[0]


def test_a_count_of_events_is_read() -> None:
    found = correlation(
        "type: event_count\nrules: [one]\ngroup-by: [User, Host]\ntimespan: 90m\ncondition: {gt: 100, lte: 200}",
        "id: corr\nlevel: high\n",
    )

    assert (found.type, found.rules, found.group_by) == (CorrelationType.EVENT_COUNT, ("id-one",), ("User", "Host"))
    assert (found.timespan, found.level) == (timedelta(minutes=90), "high")
    assert set(found.bounds) == {Bound("gt", 100), Bound("lte", 200)}
    assert not found.generate


def test_a_count_of_values_may_have_several_fields() -> None:
    found = correlation("type: value_count\nrules: one\ntimespan: 1d\ncondition:\n  field: [User, Domain]\n  gte: 10\n")

    assert (found.rules, found.fields, found.group_by) == (("id-one",), ("User", "Domain"), ())


def test_a_percentile_is_read() -> None:
    found = correlation(
        "type: value_percentile\nrules: one\ntimespan: 1w\ncondition: {field: size, percentile: 95, gte: 1.5}"
    )

    assert (found.percentile, found.bounds) == (95, (Bound("gte", 1.5),))


def test_value_percentile_may_leave_the_percentile_out_as_the_specification_does() -> None:
    found = correlation("type: value_percentile\nrules: one\ntimespan: 1w\ncondition: {field: Image, lte: 1}")

    assert (found.percentile, found.bounds) == (None, (Bound("lte", 1),))


@pytest.mark.parametrize(
    ("timespan", "seconds"),
    [("5s", 5), ("2m", 120), ("1h", 3600), ("3d", 259_200), ("1w", 604_800), ("1M", 2_629_746), ("1y", 31_556_952)],
)
def test_every_unit_of_time_is_known(timespan: str, seconds: int) -> None:
    found = correlation(f"type: temporal\nrules: [one, two]\ntimespan: {timespan}")

    assert found.timespan.total_seconds() == seconds


@pytest.mark.parametrize(
    ("condition", "expression"),
    [
        ("one and two", RefAnd((RuleRef("id-one"), RuleRef("id-two")))),
        ("one and not two", RefAnd((RuleRef("id-one"), RefNot(RuleRef("id-two"))))),
        ("one or two and three", RefOr((RuleRef("id-one"), RefAnd((RuleRef("id-two"), RuleRef("id-three")))))),
    ],
)
def test_temporal_types_may_have_a_condition_in_words(condition: str, expression: RefExpr) -> None:
    found = correlation(f"type: temporal\ntimespan: 5m\ncondition: {condition}")

    assert found.expression == expression
    assert found.rules[:2] == ("id-one", "id-two")


def test_aliases_are_by_rule_id() -> None:
    found = correlation(
        "type: temporal_ordered\nrules: [one, two]\ngroup-by: ip\ntimespan: 5m\n"
        "aliases:\n  ip:\n    one: SourceIp\n    two: DestinationIp"
    )

    assert found.aliases == {"ip": {"id-one": "SourceIp", "id-two": "DestinationIp"}}


@pytest.mark.parametrize("place", ["head", "body"])
def test_generate_may_stand_in_either_place(place: str) -> None:
    body = "type: temporal\nrules: [one, two]\ntimespan: 5m"
    body, head = (body, "id: corr\ngenerate: true\n") if place == "head" else (f"{body}\ngenerate: true", "id: corr\n")

    assert correlation(body, head).generate


@pytest.mark.parametrize(
    ("body", "message"),
    [
        ("type: event_cuont", 'correlation type "event_cuont" is not known; did you mean "event_count"?'),
        ("rules: [one]", '"type" is missing'),
        ("type: temporal\ntimespan: 5m", '"rules" is missing'),
        ("type: temporal\nrules: [one]", '"timespan" is missing'),
        ("type: temporal\nrules: [one]\ntimespan: 5", 'timespan "5" is not a number and a unit'),
        ("type: temporal\nrules: [one]\ntimespan: 0s", 'timespan "0s" is not'),
        ("type: temporal\nrules: [one]\ntimespan: 999999999y", "at most ten years"),
        ("type: event_count\nrules: [one]\ntimespan: 5m", '"condition" is missing'),
        ("type: event_count\nrules: [one]\ntimespan: 5m\ncondition: {get: 1}", 'condition "get" is not known'),
        ("type: event_count\nrules: [one]\ntimespan: 5m\ncondition: {gte: many}", '"gte" must be a number'),
        ("type: event_count\nrules: [one]\ntimespan: 5m\ncondition: one", "goes only with temporal types"),
        ("type: event_count\nrules: [one]\ntimespan: 5m\ncondition: {gte: 1, field: x}", 'has no "field"'),
        ("type: value_sum\nrules: [one]\ntimespan: 5m\ncondition: {gte: 1}", 'needs a "field"'),
        ("type: value_sum\nrules: [one]\ntimespan: 5m\ncondition: {gte: 1, field: [a, b]}", 'needs a single "field"'),
        (
            "type: value_percentile\nrules: [one]\ntimespan: 5m\ncondition: {gte: 1, field: a, percentile: 101}",
            "from 0 to 100, not 101",
        ),
        ("type: temporal\nrules: [one, two]\ntimespan: 5m\ncondition: one", 'rule "two" is not in the condition'),
        ("type: temporal\nrules: [one]\ntimespan: 5m\ncondition: one and tow", 'rule "tow" is not in "rules"'),
        ("type: temporal\ntimespan: 5m\ncondition: 1 of one*", 'cannot say "1 of one*"'),
        ("type: temporal\nrules: [one]\ntimespan: 5m\naliases: {ip: {two: x}}", 'rule "two" is not in "rules"'),
        ("type: temporal\nrules: [one]\ntimespan: 5m\naliases: {ip: {one: ''}}", 'alias "ip" names no field'),
        ("type: temporal\nrules: [one]\ntimespan: 5m\ngenerate: maybe", '"generate" must be true or false'),
        ("type: temporal\nrules: [one, fuor]\ntimespan: 5m", 'rule "fuor" is not among the rules that can be run'),
    ],
)
def test_a_broken_correlation_is_said(body: str, message: str) -> None:
    loaded = load(*RULES, correlation_text(body))

    assert message in " / ".join(messages(loaded.faults))
    assert loaded.correlations == ()
