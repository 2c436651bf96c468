from detect.rules import load, messages, rule_text

DETECTION = "selection:\n  a: 1\ncondition: selection"


def rule_named(name: str, rule_id: str = "") -> str:
    return rule_text(DETECTION, head=f"id: {rule_id or name}\nname: {name}\n")


def chain(name: str, *rules: str) -> str:
    body = f"type: temporal\n  rules: [{', '.join(rules)}]\n  timespan: 5m\n"
    return f"title: Chain {name}\nid: id-{name}\nname: {name}\ncorrelation:\n  {body}"


def test_an_id_that_is_taken_is_a_fault_of_the_second_rule() -> None:
    loaded = load(rule_named("one", "x"), rule_named("two", "x"))

    assert [rule.name for rule in loaded.rules] == ["one"]
    assert [str(fault) for fault in loaded.faults] == ['2.yml:1: "x" is already the id or name of the rule at 1.yml:1']


def test_a_name_that_is_taken_is_a_fault_of_the_second_rule() -> None:
    assert len(load(rule_named("one", "x"), rule_named("one", "y")).faults) == 1


def test_correlations_come_after_those_they_build_on() -> None:
    loaded = load(
        chain("last", "middle", "one"), chain("middle", "first", "one"), chain("first", "one"), rule_named("one")
    )

    assert loaded.faults == ()
    assert [correlation.name for correlation in loaded.correlations] == ["first", "middle", "last"]
    assert loaded.correlations[2].rules == ("id-middle", "one")


def test_circles_are_refused() -> None:
    loaded = load(rule_named("one"), chain("a", "b", "one"), chain("b", "a"), chain("c", "c"), chain("d", "one"))

    assert [correlation.name for correlation in loaded.correlations] == ["d"]
    assert messages(loaded.faults) == [
        'correlation "b" cannot be run itself, or builds on this one in a circle',
        'correlation "a" cannot be run itself, or builds on this one in a circle',
        'correlation "c" cannot be run itself, or builds on this one in a circle',
    ]


def test_a_correlation_of_a_broken_rule_cannot_be_run() -> None:
    loaded = load(rule_named("one").replace("a: 1", "a|gt: x"), chain("a", "one"))

    assert messages(loaded.faults)[1] == 'rule "one" is not among the rules that can be run'
