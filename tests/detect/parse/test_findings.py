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
    with pytest.raises(HopelessRuleError):
        findings.note(1, "one more")


def test_only_the_first_remarks_are_kept() -> None:
    findings = Findings()

    for line in range(1, 2 * MAX_FINDINGS):
        findings.remark(line, "for information")

    assert findings.remarks[-1] == (MAX_FINDINGS, "for information")
    assert len(findings.remarks) == MAX_FINDINGS
    assert findings.found == []


def test_a_close_name_is_suggested() -> None:
    assert unknown("modifier", "contians", ["contains", "re"]) == (
        'modifier "contians" is not known; did you mean "contains"?'
    )
    assert unknown("modifier", "zzz", ["contains", "re"]) == 'modifier "zzz" is not known'


@pytest.mark.parametrize("name", ["contain", "containss", "cantains", "contians", "ontains"])
def test_a_name_is_close_if_two_characters_in_one_place_are_wrong(name: str) -> None:
    assert unknown("modifier", name, ["contains"]).endswith('did you mean "contains"?')


@pytest.mark.parametrize("name", ["", "c", "kontainz", "contai", "x" * 1000, "re"])
def test_other_names_are_not_close(name: str) -> None:
    assert "did you mean" not in unknown("modifier", name, ["contains"] if name != "contai" else ["containing"])


def test_long_names_are_shortened_in_messages() -> None:
    assert len(shortened("x" * 10_000)) == 81
