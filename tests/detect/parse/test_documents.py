from detect.rules import load, messages
from otasuke.detect.errors import RuleError
from otasuke.detect.parse.documents import read_tables
from otasuke.detect.rule import Atom, Text
from otasuke.events import LogSource

GLOBAL = "action: global\nlogsource: {product: windows}\nlevel: high\n"


def document(number: int, more: str = "") -> str:
    return f"title: Rule {number}\ndetection:\n  selection:\n    a: {number}\n  condition: selection\n{more}"


def test_global_entries_lie_under_every_later_document() -> None:
    loaded = load("---\n".join([GLOBAL, document(1), document(2, "level: low\n")]))

    assert loaded.faults == ()
    assert [(rule.title, rule.level) for rule in loaded.rules] == [("Rule 1", "high"), ("Rule 2", "low")]


def test_reset_ends_the_global_entries() -> None:
    loaded = load("---\n".join([GLOBAL, document(1), "action: reset\n", document(2)]))

    assert [rule.title for rule in loaded.rules] == ["Rule 1"]
    assert messages(loaded.faults) == ['"logsource" is missing']


def test_repeat_changes_the_document_before() -> None:
    change = "action: repeat\ntitle: Again\nlogsource: {service: security}\ndetection: {selection: {a: 5}}\n"

    again = load("---\n".join([GLOBAL, document(1), change])).rules[1]

    assert (again.title, again.logsource) == ("Again", LogSource("windows", None, "security"))
    assert again.condition == Atom("a", Text(("5",)))


def test_documents_before_a_broken_one_are_kept() -> None:
    loaded = load("---\n".join([GLOBAL, document(1), "- a list\n", "action: gobal\n", document(2), "a: [\n"]))

    assert [rule.title for rule in loaded.rules] == ["Rule 1", "Rule 2"]
    assert [message.split(":")[0] for message in messages(loaded.faults)] == [
        "a rule must be a map",
        'action "gobal" is not "global", "repeat" or "reset"',
        "not valid YAML",
    ]


def test_a_collection_cannot_grow_without_bound() -> None:
    documents = "".join(f"---\naction: global\nk{number}: {{a{number}: 1}}\n" for number in range(10_000))

    broken = [table for table in read_tables(documents.encode()) if isinstance(table, RuleError)]

    assert broken[0].message == "the collection expands to too much"
