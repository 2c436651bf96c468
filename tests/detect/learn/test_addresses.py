from __future__ import annotations

import pytest

from otasuke.detect.learn.addresses import is_inside, is_outside, is_randomised, mac_of


@pytest.mark.parametrize("address", ["192.168.11.14", "10.0.0.1", "172.16.3.4", "fd00::1"])
def test_private_addresses_are_inside(address: str) -> None:
    assert is_inside(address)
    assert not is_outside(address)


@pytest.mark.parametrize("address", ["141.98.10.60", "2606:4700::1111", "203.0.113.7", "198.51.100.1", "2001:db8::1"])
def test_the_internet_is_outside(address: str) -> None:
    assert is_outside(address)
    assert not is_inside(address)


@pytest.mark.parametrize("address", ["127.0.0.1", "224.0.0.251", "0.0.0.0", "ff02::1", "", "www.example.com"])
def test_everybody_nobody_and_oneself_are_neither(address: str) -> None:
    assert not is_inside(address)
    assert not is_outside(address)


@pytest.mark.parametrize("text", ["08:00:27:3A:11:9C", "08-00-27-3a-11-9c", "0800.273a.119c"])
def test_a_hardware_address_is_written_in_one_way(text: str) -> None:
    assert mac_of(text) == "08:00:27:3a:11:9c"


@pytest.mark.parametrize("text", ["", "08:00:27", "zz:00:27:3a:11:9c", "01:00:5e:00:00:fb", "ff:ff:ff:ff:ff:ff"])
def test_what_is_no_address_of_one_device_is_none(text: str) -> None:
    assert mac_of(text) == ""


def test_made_up_addresses_are_recognised() -> None:
    assert is_randomised("da:a1:19:00:00:01")
    assert not is_randomised("08:00:27:3a:11:9c")
