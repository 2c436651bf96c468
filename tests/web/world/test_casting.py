"""Companies of the world play in a story."""

from __future__ import annotations

from datetime import timedelta

from finding_cast import MINUTE, NOW, arrive, detection, watched
from otasuke.web.sensors.models import Device
from otasuke.web.tenancy.scope import tenant_scope
from otasuke.web.world import casting
from sensor_cast import reached

WANTED = {"key": "KEIRI-01", "name": "経理のパソコン", "kind": "windows", "brand": ""}


def test_a_company_gets_the_devices_of_its_story_each_once_and_may_send_with_them(companies, monkeypatch) -> None:
    monkeypatch.setattr(casting, "found_world", lambda _seed: None)
    part = {"tenant": "minori", "devices": [WANTED]}

    with reached() as broker:
        (first,) = casting.cast([part], now=NOW)
        (second,) = casting.cast([part], now=NOW)

    assert (first["tenant"], first["key"]) == ("minori", "KEIRI-01")
    assert broker.knows(first["token"]) is None
    assert broker.knows(second["token"])
    with tenant_scope(companies.minori.id):
        device = Device.objects.get(name="経理のパソコン")
    assert device.first_seen == NOW - timedelta(days=60)


def test_what_became_of_it_is_told_since_a_moment(companies) -> None:
    pc = watched(companies.minori)
    arrive(detection("minori", by=pc))

    (one,) = casting.told(NOW)
    assert (one["colour"], one["tenant"], one["out_at"]) == ("黄", "minori", None)
    assert casting.told(NOW + MINUTE) == []
