r"""Conditions mean what Sigma's mean; what cannot be understood is named."""

from __future__ import annotations

import pytest

from otasuke.detect.evaluate import holds
from otasuke.lake.hunting.conditions import BadCondition, parse_conditions

FIELDS = {
    "Image": "C:\\Windows\\PowerShell.exe",
    "User": "花子",
    "Port": "443",
    "DestinationIp": "10.0.0.1",
    "CommandLine": "a=b -x 50%",
}


@pytest.mark.parametrize(
    ("conditions", "words", "expected"),
    [
        ([r"Image|endswith=\powershell.exe"], [], True),
        ([r"Image=*\powershell.exe"], [], True),
        (["Image=powershell.exe"], [], False),
        (["Image|cased|endswith=powershell.exe"], [], False),
        (["Port|gte=400", "DestinationIp|cidr=10.0.0.0/8"], [], True),
        (["Port|gte=400", "DestinationIp|cidr=11.0.0.0/8"], [], False),
        (["CommandLine|contains=a=b"], [], True),
        (["Absent|exists=false"], [], True),
        (["User=花*"], ["POWERSHELL"], True),
        ([], ["50%", "花"], True),
        ([], ["*"], False),
        (["User|re=^花.$"], [], True),
        (["Absent="], [], False),
    ],
)
def test_a_condition_holds_as_in_a_rule(conditions: list[str], words: list[str], expected: bool) -> None:
    assert holds(parse_conditions(conditions, words), FIELDS) is expected


@pytest.mark.parametrize(
    ("condition", "reason"),
    [
        ("Image", "a condition is FIELD=VALUE"),
        ("=x", "a condition is FIELD=VALUE"),
        ("|contains=x", "a condition is FIELD=VALUE"),
        ("Image|contians=x", 'modifier "contians" is not known; did you mean "contains"'),
        ("Port|gte=many", 'modifier "gte" needs a number, not "many"'),
        ("Image|re=(", "the regular expression cannot be run"),
        ("Image|expand=%name%", "has no value"),
    ],
)
def test_a_condition_that_means_nothing_is_named(condition: str, reason: str) -> None:
    with pytest.raises(BadCondition) as raised:
        parse_conditions([condition], [])

    assert repr(condition) in str(raised.value)
    assert reason in str(raised.value)


def test_an_empty_word_is_refused() -> None:
    with pytest.raises(BadCondition, match="an empty word is in every event"):
        parse_conditions([], [""])
