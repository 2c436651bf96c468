from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from otasuke.advice.found import happening_of, log_kind
from otasuke.advice.happening import Happening, LogKind
from otasuke.events import LogSource

ALERT = Happening(level="high", log=LogKind("suricata", "", "alert"), device="mimamori")
GUESSED = Happening(level="high", log=LogKind("windows", "", "security"))
TEXTS = st.dictionaries(st.sampled_from(["device", "counterpart", "src_ip", "dst_ip", "Computer", "user"]), st.text())


def test_a_flow_is_about_the_device_inside_under_the_name_that_it_has() -> None:
    flow = {"src_ip": "192.168.20.77", "dst_ip": "203.0.113.9"}

    assert happening_of(ALERT, flow, names={"192.168.20.77": "KENSA-XP"}).device == "KENSA-XP"
    assert happening_of(ALERT, flow).device == "192.168.20.77"
    assert happening_of(ALERT, {}).device == "mimamori"


def test_of_a_correlation_the_group_tells_device_person_and_counterpart() -> None:
    found = happening_of(
        GUESSED, {}, group={"Computer": "KEIRI-02", "TargetUserName": "tanaka", "IpAddress": "203.0.113.9"}
    )

    assert (found.device, found.person, found.counterpart) == ("KEIRI-02", "tanaka", "203.0.113.9")


def test_an_address_in_a_group_is_the_device_only_if_it_is_inside() -> None:
    inside, outside = (
        happening_of(GUESSED, {}, group={"src_ip": address}) for address in ("192.168.1.9", "203.0.113.9")
    )

    assert (inside.device, inside.counterpart) == ("192.168.1.9", "")
    assert (outside.device, outside.counterpart) == ("", "203.0.113.9")


def test_what_an_indicator_or_a_detector_calls_the_device_counts() -> None:
    flow = {"src_ip": "192.168.20.77", "dst_ip": "203.0.113.9"}

    found = happening_of(ALERT, flow, group={"device": "192.168.20.80", "counterpart": "evil.example"})

    assert (found.device, found.counterpart) == ("192.168.20.80", "evil.example")


def test_a_login_is_of_a_person_and_of_no_device() -> None:
    login = Happening(level="high", rule="learn/first-seen-login")

    found = happening_of(login, {}, group={"device": "sato@sakura.example", "counterpart": "LT"})
    known = happening_of(login, {}, group={"device": "keiri@x.example"}, names={"keiri@x.example": "KEIRI-02"})

    assert (found.device, found.person) == ("", "sato@sakura.example")
    assert (known.device, known.person) == ("KEIRI-02", "")


def test_the_kind_of_log_is_that_of_the_first_source() -> None:
    assert log_kind([LogSource("windows", "process_creation"), LogSource("windows", None, "security")]) == LogKind(
        "windows", "process_creation"
    )
    assert log_kind([]) == LogKind()


@given(TEXTS, TEXTS, TEXTS)
def test_nothing_that_logs_say_makes_it_fail(
    fields: dict[str, str], group: dict[str, str], names: dict[str, str]
) -> None:
    assert happening_of(ALERT, fields, group=group, names=names).level == "high"
