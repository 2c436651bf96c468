from __future__ import annotations

import pytest

from normalise.capture.writing import PC_MAC, dhcp
from otasuke.normalise.capture.cursor import Malformed
from otasuke.normalise.capture.dhcp import dhcp_message


def test_a_device_says_what_it_is_called_and_what_it_wants_to_know():
    body = dhcp_message(
        dhcp(3, PC_MAC, {12: "経理PC".encode(), 55: bytes([1, 121, 3, 6]), 60: b"MSFT 5.0", 50: b"\xc0\xa8\x0b\x0e"})
    )

    assert body["dhcp_type"] == "request"
    assert body["client_mac"] == PC_MAC
    assert body["hostname"] == "経理PC"
    assert body["vendor_class_identifier"] == "MSFT 5.0"
    assert body["params"] == ["subnet_mask", "121", "router", "dns_server"]
    assert body["requested_ip"] == "192.168.11.14"


def test_a_lease_names_the_address():
    body = dhcp_message(
        dhcp(5, PC_MAC, {51: b"\0\0\x0e\x10", 3: b"\xc0\xa8\x0b\x01"}, assigned="192.168.11.77", is_reply=True)
    )

    assert (body["type"], body["dhcp_type"], body["assigned_ip"]) == ("reply", "ack", "192.168.11.77")
    assert (body["lease_time"], body["routers"]) == (3600, ["192.168.11.1"])


@pytest.mark.parametrize("data", [b"", bytes(240), dhcp(1, PC_MAC, {12: b"pc"})[:-3]])
def test_what_is_no_dhcp_is_malformed(data):
    with pytest.raises(Malformed):
        dhcp_message(data)
