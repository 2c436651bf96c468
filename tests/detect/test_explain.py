import pytest

from detect.rules import condition_of, event, rule
from otasuke.detect.detection import Evidence
from otasuke.detect.explain import describe, explain, write_test
from otasuke.detect.rule import Atom
from otasuke.events import LogSource

WHOAMI = rule(
    "selection:\n  Image|endswith: '\\Whoami.exe'\n  CommandLine|contains: [' /all', ' /priv']\n"
    "words: [secret]\nfilter:\n  User: system\ncondition: (selection or words) and not filter"
)
FIELDS = {"Image": "C:\\Windows\\whoami.exe", "CommandLine": "whoami /all", "User": "alice"}


def test_the_evidence_is_what_made_the_rule_true() -> None:
    assert explain(WHOAMI, event(FIELDS)) == (
        Evidence("Image", "C:\\Windows\\whoami.exe", "*\\whoami.exe"),
        Evidence("CommandLine", "whoami /all", "* /all*"),
    )


def test_a_keyword_has_no_field_and_a_list_gives_its_member() -> None:
    found = event({"Data": ("nothing", "a Secret here")})

    assert explain(WHOAMI, found) == (Evidence("", "a Secret here", "*secret*"),)


def test_a_branch_that_is_not_true_is_no_evidence() -> None:
    found = event({**FIELDS, "CommandLine": "a secret"})

    assert [evidence.pattern for evidence in explain(WHOAMI, found)] == ["*secret*"]


@pytest.mark.parametrize("change", [{"User": "SYSTEM"}, {"Image": "cmd.exe"}])
def test_a_rule_that_does_not_match_has_no_evidence(change: dict[str, str]) -> None:
    assert explain(WHOAMI, event({**FIELDS, **change})) == ()


def test_a_rule_for_another_log_source_has_no_evidence() -> None:
    assert explain(WHOAMI, event(FIELDS, LogSource("linux"))) == ()


def test_an_absent_field_is_evidence_for_null() -> None:
    empty = rule("selection:\n  a: null\n  a|exists: false\ncondition: selection")

    assert explain(empty, event({})) == (Evidence("a", "", "null"), Evidence("a", "", "does not exist"))


@pytest.mark.parametrize(
    ("item", "written"),
    [
        ("f|contains: 'a\\*b'", "*a\\*b*"),
        ("f|cased: Ab", "Ab"),
        ("f|re|i: 'a+'", "(?i)a+"),
        ("f|cidr: 10.0.0.0/8", "10.0.0.0/8"),
        ("f|gte: 10", ">= 10"),
        ("f|exists: true", "exists"),
        ("f|fieldref|endswith: g", "endswith the field g"),
        ("f|hour: 3", "hour 3"),
        ("f: null", "null"),
    ],
)
def test_every_test_can_be_written(item: str, written: str) -> None:
    atom = condition_of(item)

    assert isinstance(atom, Atom)
    assert write_test(atom.test) == written


def test_the_description_says_true_or_false_at_every_part() -> None:
    described = describe(WHOAMI, event({"Image": "cmd.exe", "User": "system"}))

    source, condition = described.parts
    assert (described.holds, source.holds, source.text) == (False, True, "log source windows/*/*")
    either, negated = condition.parts
    assert (condition.text, either.text, negated.text) == ("all of", "any of", "not")
    assert not negated.holds
    assert negated.parts[0].why == "the value is 'system'"
    image, command = either.parts[0].parts
    assert (image.text, image.holds, image.why) == ("Image: *\\whoami.exe", False, "the value is 'cmd.exe'")
    assert command.parts[0].why == "the event has no such field"
    assert either.parts[1].why == "no value of the event has it"


def test_the_description_agrees_with_the_match() -> None:
    assert describe(WHOAMI, event(FIELDS)).holds
    assert not describe(WHOAMI, event(FIELDS, LogSource("linux"))).holds
