"""What tests of the shipper share."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest

from otasuke.shipping.followed import Followed
from otasuke.shipping.logs import Logs
from shipping.cast import HttpGateway, http_gateway
from shipping.following_cast import Followings


@pytest.fixture
def gateway() -> Iterator[HttpGateway]:
    """A gateway on loopback."""
    with http_gateway() as running:
        yield running


@pytest.fixture
def following(tmp_path: Path) -> Iterator[Callable[..., Followings]]:
    """Makes a follower of patterns in the test's folder."""
    made: list[Followings] = []

    def make(*patterns: str, from_the_end: bool = False) -> Followings:
        made.append(Followings(tmp_path, *patterns, from_the_end=from_the_end))
        return made[-1]

    yield make
    for one in made:
        one.follower.close()


@pytest.fixture
def table() -> Iterator[Callable[..., Logs]]:
    """Makes a table of logs."""
    made: list[Logs] = []

    def make(logs: Sequence[Followed] = (), say: Callable[[str], None] = print) -> Logs:
        made.append(Logs(logs, say))
        return made[-1]

    yield make
    for one in made:
        one.close_all()
