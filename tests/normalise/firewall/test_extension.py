from __future__ import annotations

from otasuke.events import LogSource
from otasuke.normalise.firewall.extension import network_logsources
from otasuke.normalise.web.taxonomy import Request

NOTHING = Request()


def test_a_known_vendor_has_sigmas_name_for_its_product():
    found = network_logsources({"src_ip": "192.0.2.1", "dst_ip": "192.0.2.9"}, "Palo Alto Networks", "PAN-OS", NOTHING)

    assert found == (LogSource(product="paloalto", category="firewall"),)


def test_a_change_of_a_fortigate_is_an_event_of_it():
    fields = {"FTNTFGTcfgpath": "system.admin"}

    assert network_logsources(fields, "Fortinet", "Fortigate", NOTHING) == (
        LogSource(product="fortigate", service="event"),
    )
    assert fields["cfgpath"] == "system.admin"


def test_a_record_of_neither_kind_belongs_to_its_vendor():
    assert network_logsources({}, "Some Vendor", "Its Thing", NOTHING) == (
        LogSource(product="some_vendor", service="its_thing"),
    )
