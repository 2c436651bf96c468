import pytest

from otasuke.detect.errors import RuleError
from otasuke.detect.parse.modifiers import plan_for


def test_modifiers_make_a_plan() -> None:
    plan = plan_for(("wide", "base64offset", "contains", "all", "cased"))

    assert (plan.kind, plan.position, plan.transforms) == ("text", "contains", ("wide", "base64offset"))
    assert (plan.every, plan.cased, plan.negated, plan.expand) == (True, True, False, False)


def test_long_names_of_regex_flags_are_known() -> None:
    assert plan_for(("re", "dotall", "ignorecase", "multiline")).flags == "ims"


@pytest.mark.parametrize(
    ("modifiers", "message"),
    [
        ("contians", 'modifier "contians" is not known; did you mean "contains"?'),
        ("", 'modifier "" is not known'),
        ("contains|contains", 'modifier "contains" is there twice'),
        ("contains|endswith", 'modifiers "contains" and "endswith" do not go together'),
        ("re|contains", 'modifiers "re" and "contains" do not go together'),
        ("re|cidr", 'modifiers "re" and "cidr" do not go together'),
        ("i", 'modifier "i" needs "re" before it'),
        ("i|re", 'modifier "re" must stand before "i"'),
        ("exists|contains", 'modifiers "exists" and "contains" do not go together'),
        ("lt|neq", 'modifiers "lt" and "neq" do not go together'),
        ("gte|hour", 'modifiers "gte" and "hour" do not go together'),
        ("contains|base64", 'modifier "base64" must stand before "contains"'),
        ("base64|wide", 'modifier "wide" must stand before "base64"'),
        ("wide|utf16", 'modifiers "wide" and "utf16" do not go together'),
        ("base64|windash", 'modifier "windash" must stand before "base64"'),
    ],
)
def test_modifiers_that_make_no_sense_are_said(modifiers: str, message: str) -> None:
    with pytest.raises(RuleError) as caught:
        plan_for(tuple(modifiers.split("|")))

    assert caught.value.message == message


@pytest.mark.parametrize("modifiers", ["contains|windash", "windash|contains|all", "re|i|m|s", "fieldref|endswith|neq"])
def test_usual_combinations_go_together(modifiers: str) -> None:
    plan_for(tuple(modifiers.split("|")))
