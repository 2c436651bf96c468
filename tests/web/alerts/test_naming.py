"""Which device a name in the logs is."""

from __future__ import annotations

from finding_cast import HOUR, MINUTE, NOW, alerts_of, arrive, detection, watched
from otasuke.findings.leases import Lease
from otasuke.web.alerts.naming import devices_of, learn_leases, name_by_hand
from otasuke.web.tenancy.scope import tenant_scope


def test_what_a_computer_calls_itself_is_known_from_then_on_also_to_others(companies) -> None:
    pc, utm = watched(companies.minori), watched(companies.minori, kind="utm")

    arrive(detection("minori", "r1", by=pc, sensor="KEIRI-02"))
    arrive(detection("minori", "r2", by=utm, sensor="keiri-02", log=("", "", "")))

    assert [one.machine_id for one in alerts_of(companies.minori)] == [pc.id, pc.id]


def test_a_box_at_the_entrance_speaks_of_others_not_of_itself(companies) -> None:
    utm = watched(companies.minori, kind="utm")
    flow = {"src_ip": "192.168.1.23", "dst_ip": "203.0.113.5"}

    arrive(detection("minori", by=utm, sensor="FGT60", log=("fortigate", "", "utm"), fields=flow))

    (alert,) = alerts_of(companies.minori)
    assert (alert.machine_id, alert.device, alert.counterpart) == (None, "192.168.1.23", "203.0.113.5")


def test_staff_can_say_which_device_an_address_is(companies) -> None:
    pc, utm = watched(companies.minori), watched(companies.minori, kind="utm")
    flow = {"src_ip": "192.168.1.23", "dst_ip": "203.0.113.5"}
    with tenant_scope(companies.minori.id):
        name_by_hand(pc, " 192.168.1.23 ", at=NOW)

    arrive(detection("minori", by=utm, sensor="FGT60", log=("fortigate", "", "utm"), fields=flow))

    assert alerts_of(companies.minori)[0].machine_id == pc.id
    with tenant_scope(companies.minori.id):
        assert devices_of(companies.minori.id).known_as()["192.168.1.23"] == pc.name


def test_a_name_at_one_company_says_nothing_of_another(companies) -> None:
    mine, theirs = watched(companies.minori), watched(companies.kobato, kind="utm")

    arrive(detection("minori", by=mine, sensor="KEIRI-02"), detection("kobato", by=theirs, sensor="KEIRI-02"))

    assert alerts_of(companies.kobato)[0].machine_id is None


def test_a_device_that_nobody_registered_is_called_as_it_called_itself(companies) -> None:
    utm = watched(companies.minori, kind="utm")
    flow = {"src_ip": "192.168.1.77", "dst_ip": "203.0.113.5"}
    with tenant_scope(companies.minori.id):
        learn_leases(companies.minori.id, [Lease("minori", "192.168.1.77", "iPhone", NOW)])

    arrive(detection("minori", by=utm, sensor="FGT60", log=("fortigate", "", "utm"), fields=flow))

    (alert,) = alerts_of(companies.minori)
    assert (alert.device, alert.machine_id) == ("iPhone", None)


def test_an_address_that_goes_to_another_device_is_that_one_s_unless_staff_said_otherwise(companies) -> None:
    pc = watched(companies.minori)
    with tenant_scope(companies.minori.id):
        learn_leases(companies.minori.id, [Lease("minori", "192.168.1.77", "iPhone", NOW)])
        learn_leases(companies.minori.id, [Lease("minori", "192.168.1.77", "Pixel", NOW + MINUTE)])
        assert devices_of(companies.minori.id).names == {"192.168.1.77": "Pixel"}

        name_by_hand(pc, "192.168.1.77", at=NOW)
        learn_leases(companies.minori.id, [Lease("minori", "192.168.1.77", "Galaxy", NOW + HOUR)])
        assert devices_of(companies.minori.id).machine("192.168.1.77") == pc
