from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from otasuke.demo.learning import find_learnt, happening_of_learnt, why_learnt
from otasuke.detect.learn.learnt import Fact, Learnt
from otasuke.detect.learn.support import parse_supports
from otasuke.detect.rule import Level
from otasuke.events import Event, LogSource

NOON = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
SUPPORTS = parse_supports(
    '[[system]]\nname = "Windows XP"\nended = 2014-04-08\nsource = "maker"\nchecked = 2026-11-23\ntexts = ["Windows NT 5.1"]'
)


def lease(mac: str, name: str, *, days_ago: int) -> Event:
    at = NOON - timedelta(days=days_ago)
    fields = {"event_type": "dhcp", "dhcp.client_mac": mac, "dhcp.hostname": name, "src_ip": "0.0.0.0"}
    return Event(at, at, "network.suricata", "utm", (LogSource("suricata", None, "dhcp"),), fields, 0)


def browser(agent: str) -> Event:
    fields = {"event_type": "http", "src_ip": "192.168.1.9", "http.http_user_agent": agent}
    return Event(NOON, NOON, "network.suricata", "utm", (LogSource("suricata", None, "http"),), fields, 0)


QUIET = [lease("00:00:5e:00:53:01", "KEIRI", days_ago=ago) for ago in range(15, -1, -1)]


def test_after_quiet_days_only_what_is_new_is_told() -> None:
    found = find_learnt([lease("f2:00:5e:00:53:02", "iPhone", days_ago=0), *QUIET], "a", SUPPORTS)

    assert [(one.detector, one.device, one.tenant) for one in found] == [("new-device", "iphone", "a")]
    assert why_learnt(found[0]) == "new-device: iPhone, f2:00:5e:00:53:02 (made up by the device)"


def test_without_quiet_days_nothing_is_told_and_no_events_are_no_trouble() -> None:
    assert find_learnt([lease("f2:00:5e:00:53:02", "iPhone", days_ago=0)], "a", SUPPORTS) == []
    assert find_learnt([], "a", SUPPORTS) == []


def test_a_system_without_updates_is_told_with_its_day() -> None:
    (found,) = find_learnt([*QUIET, browser("Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1)")], "a", SUPPORTS)

    assert found.detector == "end-of-support"
    assert why_learnt(found) == f"end-of-support: Windows XP, no updates since {date(2014, 4, 8)}"


def learnt(device: str) -> Learnt:
    facts = (Fact("recipients", "90", usual="3"), Fact("some_of_them", "b@c.example"))
    return Learnt("spam-run", "a", device, "", NOON, Level.HIGH, "", facts)


def test_a_device_has_the_name_that_it_gives_itself_however_a_detector_writes_it() -> None:
    names = {"192.168.1.9": "KENSA-XP", "sato@a.example": "mail"}

    devices = [
        happening_of_learnt(learnt(one), names=names, known_as={}).device
        for one in ("192.168.1.9", "kensa-xp", "sato@a.example", "other")
    ]

    assert devices == ["KENSA-XP", "KENSA-XP", "mail", ""]  # the last one is a person
    assert happening_of_learnt(learnt("x"), names=names, known_as={}).rule == "learn/spam-run"


def test_numbers_are_shown_beside_what_is_usual() -> None:
    assert why_learnt(learnt("x")) == "spam-run: recipients 90 (usually 3), some_of_them b@c.example"
