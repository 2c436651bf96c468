"""Ports that are free, and stay so while a server is down."""

from __future__ import annotations

import socket

import pytest

from otasuke.local import ports as module
from otasuke.local.ports import PORTS, free_port, is_free


def test_the_port_that_is_wanted_is_given_if_it_is_free() -> None:
    port = free_port()

    assert port in PORTS
    assert free_port(port) == port


def test_a_port_that_is_taken_is_exchanged_for_another() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]

        assert not is_free(taken)
        assert free_port(taken) in PORTS


@pytest.mark.parametrize("wanted", [0, -1, 65_536, 10**30])
def test_what_is_no_port_is_exchanged_too(wanted: int) -> None:
    assert free_port(wanted) in PORTS


def test_a_machine_without_a_free_port_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "is_free", lambda _: False)

    assert free_port() is None
