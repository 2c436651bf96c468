"""One server for all tests of a module; each test finds an empty intake."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from pipeline.gateway.http.doors import OpenDoor, Recorder, Tokens, open_door


@pytest.fixture(scope="module")
def _server() -> Iterator[OpenDoor]:
    with open_door() as door:
        yield door


@pytest.fixture
def door(_server: OpenDoor) -> OpenDoor:
    vars(_server.intake).update(vars(Recorder()))
    vars(_server.senders).update(vars(Tokens()))
    return _server
