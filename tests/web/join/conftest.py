from __future__ import annotations

from collections.abc import Iterator

import pytest

from sensor_cast import Broker, reached


@pytest.fixture
def broker() -> Iterator[Broker]:
    with reached() as broker:
        yield broker
