from __future__ import annotations

from ipaddress import ip_address

from hypothesis import given
from hypothesis import strategies as st

from otasuke.simulating.life.places import address_of


@given(st.text(max_size=60))
def test_every_name_has_one_public_address(name: str) -> None:
    address = ip_address(address_of(name))

    assert address.is_global
    assert address_of(name) == str(address)


def test_servers_do_not_share_one_address() -> None:
    assert len({address_of(f"host{number}.example.jp") for number in range(100)}) > 95
