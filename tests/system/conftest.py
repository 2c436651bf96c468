"""Two services for all tests here, started when the first of them is asked for: without TLS and with it.

The tests run in one process (an xdist group), so that there are never more than two.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.gateway.sockets.doors import Certificates
from system.running import Running, running


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.xdist_group("system"))


@pytest.fixture(scope="session")
def plain() -> Iterator[Running]:
    """A service whose doors speak no TLS."""
    with running() as service:
        yield service


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.fixture(scope="session")
def secure(certificates: Certificates) -> Iterator[Running]:
    """A service whose doors speak TLS (but for syslog's own), and that knows who signs the sensors' certificates."""
    chain, key = certificates.server
    with running(
        certificates.ca_file,
        OTASUKE_TLS_CERTIFICATE=str(chain),
        OTASUKE_TLS_KEY=str(key),
        OTASUKE_TLS_CLIENTS=str(certificates.ca_file),
    ) as service:
        yield service
