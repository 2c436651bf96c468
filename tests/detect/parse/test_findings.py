import pytest

from otasuke.detect.errors import HopelessRuleError, RuleError
from otasuke.detect.parse.findings import MAX_FINDINGS, Findings, shortened, unknown


def test_all_that_is_broken_is_collected_with_its_line() -> None:
    findings = Findings()

    with findings.collecting(3):
        raise RuleError("first")
    with findings.collecting(3):
        raise RuleError("second", 7)

    assert findings.found == [(3, "first"), (7, "second")]


def test_other_errors_are_not_swallowed() -> None:
    with pytest.raises(KeyError), Findings().collecting(1):
        raise KeyError("a bug")


def test_a_hopeless_document_is_given_up() -> None:
    findings = Findings()
    for _ in range(MAX_FINDINGS):
        findings.note(1, "broken")

    with pytest.raises(HopelessRuleError):
        findings.collecting(1)


def test_a_close_name_is_suggested() -> None:
    assert unknown("modifier", "contians", ["contains", "re"]) == (
        'modifier "contians" is not known; did you mean "contains"?'
    )
    assert unknown("modifier", "zzz", ["contains", "re"]) == 'modifier "zzz" is not known'


def test_long_names_are_shortened_in_messages() -> None:
    assert len(shortened("x" * 10_000)) == 81
