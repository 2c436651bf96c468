from __future__ import annotations

from uuid import UUID

import pytest

from normalise.capture.writing import rpc_bind, rpc_call
from otasuke.normalise.capture.cursor import Malformed
from otasuke.normalise.capture.dcerpc import Rpc

SERVICES = UUID("367abb81-9844-35f1-ad32-98f038001003").bytes_le


@pytest.mark.parametrize("size", [1, 10_000])
def test_a_call_is_told_with_its_interface_and_operation(size):
    talk, data = Rpc(), rpc_bind(SERVICES) + rpc_call(12, b"x" * 9000) + rpc_call(19)

    found = [
        one["dcerpc"] for at in range(0, len(data), size) for one in talk.feed(data[at : at + size], to_server=True)
    ]

    assert [one["request"] for one in found] == ["BIND", "REQUEST", "REQUEST"]
    assert found[0]["interfaces"] == [{"uuid": str(UUID(bytes_le=SERVICES)), "version": "2.0", "service": "svcctl"}]
    assert [one["interfaces"][0]["procedure"] for one in found[1:]] == ["CreateServiceW", "StartServiceW"]
    assert found[1]["req"] == {"opnum": 12, "stub_data_size": 9000}


def test_a_call_without_its_binding_has_only_a_number():
    (one,) = Rpc().feed(rpc_call(12), to_server=True)

    assert one["dcerpc"]["req"]["opnum"] == 12
    assert "interfaces" not in one["dcerpc"]


@pytest.mark.parametrize(
    "data",
    [b"\x07" + bytes(20), b"\x05\0\x0b\x03\x10\0\0\0\x04" + bytes(20), rpc_call(1)[:8] + b"\x10\0" + rpc_call(1)[10:]],
)
def test_what_is_no_fragment_is_malformed(data):
    with pytest.raises(Malformed):
        Rpc().feed(data, to_server=True)
