"""What the owner writes."""

from __future__ import annotations

from otasuke.web.join.forms import KINDS, Devices
from otasuke.web.sensors.policy import BRANDS, Kind


def test_every_kind_has_a_name_an_icon_and_a_row() -> None:
    assert set(KINDS) == set(Kind)
    assert [row.kind for row in Devices(computers=3).rows()] == [kind.value for kind in KINDS]


def test_what_has_brands_is_wanted_with_its_brand() -> None:
    form = Devices(computers=0, data={"windows": "2", "utm": "1", "utm-brand": "yamaha", "nas": "1"})

    assert form.is_valid()
    assert form.wanted() == {"windows": 2, "macos": 0, "linux": 0, "utm/yamaha": 1, "nas/syslog": 1}


def test_every_brand_can_be_chosen() -> None:
    for kind, brands in BRANDS.items():
        for brand in brands:
            assert Devices(computers=0, data={kind.value: "1", f"{kind}-brand": brand}).is_valid()
