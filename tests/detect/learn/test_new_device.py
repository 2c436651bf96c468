from __future__ import annotations

from datetime import timedelta

from detect.learn.cast import again, eve, lease, request, table_of
from otasuke.detect.learn.learning import Learning
from otasuke.detect.learn.new_device import NewDevice
from otasuke.detect.learn.sightings import sightings

NOW, LATER, DAY = timedelta(0), timedelta(hours=1), timedelta(days=1)
MAC, OTHER = "08:00:27:3a:11:9c", "00:1b:a9:11:22:33"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_4 like Mac OS X)"


def told(*lines: bytes, longest: timedelta = timedelta(0)) -> list[tuple[str, bool]]:
    detector = NewDevice(Learning(longest))
    return [(one.device, one.is_learning) for one in detector.update(sightings(table_of(*lines)))]


def facts(*lines: bytes) -> dict[str, str]:
    (found,) = NewDevice(Learning(timedelta(0))).update(sightings(table_of(*lines)))
    return {fact.name: fact.value for fact in found.facts}


def test_a_device_is_told_once() -> None:
    assert told(lease(NOW, MAC, hostname="KEIRI-PC01"), lease(LATER, MAC, hostname="KEIRI-PC01")) == [
        ("keiri-pc01", False)
    ]


def test_another_address_is_another_device_though_it_takes_a_known_name() -> None:
    assert len(told(lease(NOW, MAC, hostname="KEIRI-PC01"), lease(LATER, OTHER, hostname="KEIRI-PC01"))) == 2


def test_what_was_there_while_we_learnt_is_known() -> None:
    lines = [lease(NOW, MAC), lease(2 * DAY, MAC), lease(2 * DAY, OTHER)]

    assert told(*lines, longest=DAY) == [(MAC, True), (OTHER, False)]


def test_a_phone_is_named_as_one_and_its_made_up_address_recognised() -> None:
    assert facts(lease(NOW, "da:a1:19:00:00:01", hostname="Taros-iPhone")) == {
        "kind": "iPhone",
        "address": "192.168.11.77",
        "mac": "da:a1:19:00:00:01",
        "mac_is_randomised": "yes",
        "hostname": "taros-iphone",
        "seen_by": "dhcp",
    }


def test_a_phone_that_makes_up_another_address_is_known_by_its_name() -> None:
    lines = [
        lease(NOW, "da:a1:19:00:00:01", hostname="Taros-iPhone"),
        lease(LATER, "da:a1:19:77:00:02", hostname="Taros-iPhone"),
    ]

    assert len(told(*lines)) == 1


def test_nameless_phones_are_told_once_a_day() -> None:
    lines = [lease(NOW + number * LATER, f"da:a1:19:00:00:0{number}") for number in range(5)]

    assert len(told(*lines)) == 1


def test_a_device_that_is_known_by_its_address_is_not_told_again_by_its_name() -> None:
    mdns = {"type": "response", "answers": [{"rrname": "Taros-iPhone.local", "rrtype": "A"}]}
    announced = eve("mdns", LATER, src_ip="192.168.11.77", mdns=mdns)

    assert len(told(lease(NOW, MAC, hostname="Taros-iPhone"), announced)) == 1
    assert told(announced) == [("taros-iphone", False)]


def test_where_no_addresses_are_seen_the_first_phone_of_a_kind_is_told() -> None:
    assert told(request(NOW, "192.168.11.30", IPHONE), request(LATER, "192.168.11.31", IPHONE)) == [
        ("192.168.11.30", False)
    ]


def test_a_detector_goes_on_where_another_ended() -> None:
    first = NewDevice(Learning(timedelta(0)))
    first.update(sightings(table_of(lease(NOW, MAC))))
    second = again(first, NewDevice(Learning(timedelta(0))))

    assert [one.device for one in second.update(sightings(table_of(lease(LATER, MAC), lease(LATER, OTHER))))] == [OTHER]


def test_a_nameless_phone_is_known_as_one_by_what_it_asks_for() -> None:
    dhcp = {"client_mac": "da:a1:19:00:00:01", "params": ["1", "121", "3", "6", "15", "108", "114", "119", "252"]}

    said = facts(eve("dhcp", NOW, src_ip="0.0.0.0", dest_ip="255.255.255.255", dhcp=dhcp))

    assert (said["kind"], said["mac_is_randomised"]) == ("iPhone or iPad", "yes")
