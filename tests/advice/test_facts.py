import pytest
from hypothesis import given
from hypothesis import strategies as st

from otasuke.advice.facts import counterpart_in, person_in, was_blocked, with_facts
from otasuke.advice.happening import Happening, LogKind

VALUES = st.dictionaries(
    st.sampled_from(["User", "DestinationIp", "src_ip", "action", "query", "x"]),
    st.one_of(st.text(max_size=30), st.lists(st.text(max_size=30), max_size=3).map(tuple)),
)


@pytest.mark.parametrize(
    ("values", "person"),
    [
        ({"User": "KEIRI\\tanaka"}, "tanaka"),
        ({"User": "NT AUTHORITY\\SYSTEM", "TargetUserName": "sato"}, "sato"),
        ({"SubjectUserName": "KEIRI-02$"}, ""),
        ({"User": "Window Manager\\DWM-1"}, ""),
        ({"user": "-"}, ""),
        ({"userPrincipalName": "a@b.example"}, "a@b.example"),
        ({}, ""),
    ],
)
def test_the_person_is_who_is_named_and_no_account_of_the_system(values: dict[str, str], person: str) -> None:
    assert person_in(values) == person


@pytest.mark.parametrize(
    ("values", "counterpart"),
    [
        ({"src_ip": "192.168.1.9", "dst_ip": "203.0.113.5"}, "203.0.113.5"),
        ({"src_ip": "203.0.113.5", "dst_ip": "192.168.1.9"}, "203.0.113.5"),
        ({"src_ip": "192.168.1.9", "dst_ip": "192.168.1.2"}, "192.168.1.2"),
        ({"dst_ip": "203.0.113.5", "DestinationHostname": "evil.example"}, "evil.example"),
        ({"DestinationIp": "fe80::1", "SourceIp": "2001:db8::5"}, "2001:db8::5"),
        ({"dst_ip": "no address"}, "no address"),
        ({"query": ("a.example", "b.example")}, "a.example"),
        ({}, ""),
    ],
)
def test_the_counterpart_is_outside_if_anybody_is(values: dict[str, str], counterpart: str) -> None:
    assert counterpart_in(values) == counterpart


@pytest.mark.parametrize(
    ("values", "blocked"),
    [
        ({"alert.action": "blocked"}, True),
        ({"action": "Deny"}, True),
        ({"action": "allowed"}, False),
        ({"action": "detected"}, False),
        ({"verdict.action": ("alert", "drop")}, True),
        ({}, False),
    ],
)
def test_a_verdict_says_whether_it_was_stopped(values: dict[str, str], *, blocked: bool) -> None:
    assert was_blocked(values) is blocked


def test_what_is_known_already_stays() -> None:
    happening = Happening(level="high", person="経理の方", blocked=True)

    filled = with_facts(happening, {"User": "tanaka", "query": "evil.example", "action": "allowed"})

    assert (filled.person, filled.counterpart, filled.blocked) == ("経理の方", "evil.example", True)


@pytest.mark.parametrize(
    ("log", "values", "device"),
    [
        (LogKind("suricata"), {"src_ip": "192.168.1.9", "dst_ip": "203.0.113.5"}, "192.168.1.9"),
        (LogKind("suricata"), {"src_ip": "203.0.113.5", "dst_ip": "192.168.1.9"}, "192.168.1.9"),
        (LogKind("zeek", "", "dns"), {"src_ip": "192.168.1.9", "dst_ip": "192.168.1.1"}, "192.168.1.9"),
        (
            LogKind("fortigate", "firewall"),
            {"srcname": "KEIRI-02", "src_ip": "10.0.0.9", "dst_ip": "203.0.113.5"},
            "KEIRI-02",
        ),
        (LogKind("fortigate", "", "event"), {"src_ip": "192.168.1.9", "dst_ip": "203.0.113.5"}, "UTM"),
        (LogKind("windows", "network_connection"), {"SourceIp": "10.0.0.9", "DestinationIp": "203.0.113.5"}, "UTM"),
        (LogKind("", "webserver"), {"c-ip": "203.0.113.5"}, "UTM"),
        (LogKind(), {"src_ip": "192.168.1.9", "dst_ip": "203.0.113.5"}, "UTM"),
    ],
)
def test_the_device_of_a_flow_is_the_one_inside(log: LogKind, values: dict[str, str], device: str) -> None:
    assert with_facts(Happening("high", log=log, device="UTM"), values).device == device


@given(VALUES)
def test_any_fields_can_be_read(values: dict[str, str]) -> None:
    filled = with_facts(Happening(level="low"), values)

    assert isinstance(filled.person, str)
    assert isinstance(filled.counterpart, str)


def test_the_sensor_that_names_itself_in_an_event_is_not_the_counterpart() -> None:
    seen = {"host": "mimamori", "src_ip": "192.168.1.9", "dst_ip": "203.0.113.5"}

    found = with_facts(Happening(level="high", log=LogKind("suricata", "", "alert"), device="mimamori"), seen)

    assert (found.device, found.counterpart) == ("192.168.1.9", "203.0.113.5")
