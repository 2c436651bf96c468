"""Adding devices, letting them send, and taking that away."""

from __future__ import annotations

import pytest

from otasuke.web.audit.models import AuditLine
from otasuke.web.sensors.errors import AddressTaken, BadDevice, BrokerAway, NotFound
from otasuke.web.sensors.models import Device
from otasuke.web.sensors.services import add_device, hand_out, remove, rename
from otasuke.web.tenancy.scope import tenant_scope
from sensor_cast import Broker, device


def stored(one: Device) -> Device:
    with tenant_scope(one.customer_id):
        return Device.objects.get(id=one.id)


def verbs(one: Device) -> list[str]:
    with tenant_scope(one.customer_id):
        return list(AuditLine.objects.order_by("number").values_list("verb", flat=True))


def test_a_device_that_was_added_counts_as_its_kind_does_and_cannot_send(companies, broker: Broker) -> None:
    pc, utm = device(companies.minori), device(companies.minori, "utm", "入口", "fortigate")

    assert (pc.seat, utm.seat) == (True, False)
    assert broker.credentials == []
    assert verbs(pc) == ["device.added", "device.added"]


def test_whoever_says_so_counts_otherwise(companies) -> None:
    assert add_device(companies.minori, name="共有", kind="nas", brand="qnap", actor=None, seat=True).seat


@pytest.mark.parametrize("wrong", [{"name": ""}, {"kind": "phone"}, {"brand": "fortigate"}])
def test_what_cannot_be_is_not_added(companies, wrong) -> None:
    with pytest.raises(BadDevice) as caught:
        add_device(companies.minori, **({"name": "受付", "kind": "windows", "actor": None} | wrong))

    assert caught.value.field in ("name", "kind")
    with tenant_scope(companies.minori.id):
        assert not Device.objects.exists()


def test_a_device_that_was_handed_out_is_known_to_gateways_by_its_token(companies, broker: Broker) -> None:
    one = device(companies.minori)

    made = hand_out(one, actor=None)

    assert broker.knows(made.token) == ("minori", one.code)
    assert stored(one).credential_id == broker.credentials[0].id
    assert verbs(one) == ["device.added", "device.handed_out"]


def test_the_token_stands_in_no_table(companies, broker: Broker) -> None:
    made = hand_out(device(companies.minori), actor=None)

    with tenant_scope(companies.minori.id):
        kept = [*Device.objects.values(), *AuditLine.objects.values()]
    assert made.token not in str(kept)


def test_handing_out_again_revokes_the_one_before(companies, broker: Broker) -> None:
    one = device(companies.minori)
    first, second = hand_out(one, actor=None), hand_out(one, actor=None)

    assert broker.knows(first.token) is None
    assert broker.knows(second.token) == ("minori", one.code)


def test_while_the_broker_is_away_nothing_changes_and_it_works_afterwards(companies, broker: Broker) -> None:
    one = device(companies.minori)
    broker.is_away = True
    with pytest.raises(BrokerAway):
        hand_out(one, actor=None)

    assert (stored(one).credential_id, stored(one).handed_out) == ("", None)
    assert verbs(one) == ["device.added"]

    broker.is_away = False
    assert broker.knows(hand_out(one, actor=None).token)


def test_a_device_is_removed_when_its_credential_is_and_not_before(companies, broker: Broker) -> None:
    one = device(companies.minori)
    made = hand_out(one, actor=None)
    broker.is_away = True
    with pytest.raises(BrokerAway):
        remove(one, actor=None)
    assert stored(one).removed is None

    broker.is_away = False
    remove(one, actor=None)

    assert broker.knows(made.token) is None
    assert stored(one).removed is not None
    for verb in (remove, hand_out):
        with pytest.raises(NotFound):
            verb(one, actor=None)


def test_a_device_without_credential_is_removed_without_a_broker(companies, broker: Broker) -> None:
    one = device(companies.minori)
    broker.is_away = True

    remove(one, actor=None)

    assert stored(one).removed is not None


def test_what_can_send_nothing_but_syslog_is_known_by_its_address(companies, broker: Broker) -> None:
    one = device(companies.minori, "utm", "入口", "yamaha")

    made = hand_out(one, actor=None, address="192.0.2.7")

    assert made.token == ""
    assert [known.address for known in broker.credentials] == ["192.0.2.7"]
    assert hand_out(one, actor=None, address="192.0.2.7").token == ""


def test_an_address_is_one_device_s_alone_and_nobody_takes_another_s(companies, broker: Broker) -> None:
    theirs, mine = (device(one, "utm", "入口", "yamaha") for one in (companies.kobato, companies.minori))
    hand_out(theirs, actor=None, address="192.0.2.7")

    with pytest.raises(AddressTaken):
        hand_out(mine, actor=None, address="192.0.2.7")

    assert [known.tenant for known in broker.credentials] == ["kobato"]
    assert stored(mine).credential_id == ""


def test_no_address_is_told_so(companies, broker: Broker) -> None:
    with pytest.raises(BadDevice, match="999"):
        hand_out(device(companies.minori, "utm", "入口", "yamaha"), actor=None, address="999")


def test_a_device_is_called_something_else_and_keeps_its_code(companies) -> None:
    one = device(companies.minori)

    renamed = rename(one, name=" 社長室 ", actor=None)

    assert (renamed.name, renamed.code) == ("社長室", one.code)
    assert verbs(one) == ["device.added", "device.renamed"]
    with pytest.raises(BadDevice):
        rename(one, name="", actor=None)
