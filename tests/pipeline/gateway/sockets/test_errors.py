from __future__ import annotations

from otasuke.pipeline.gateway.sockets.errors import CannotListen


def test_it_says_why():
    assert str(CannotListen("127.0.0.1:5514: Address already in use")) == "127.0.0.1:5514: Address already in use"
