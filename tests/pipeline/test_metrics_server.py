from __future__ import annotations

import threading
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from prometheus_client import CollectorRegistry

from otasuke.config import Listen
from otasuke.pipeline.log import Log
from otasuke.pipeline.metrics import ArchiveMetrics, new_registry
from otasuke.pipeline.metrics_server import served_if_free, served_metrics

ANYWHERE = Listen("127.0.0.1", 0)


def read(listen: Listen) -> str:
    with urlopen(f"http://{listen}/metrics", timeout=10) as answer:
        return str(answer.read().decode())


def test_metrics_can_be_read_as_long_as_they_are_served():
    registry = CollectorRegistry()
    metrics = ArchiveMetrics(registry)

    with served_metrics(registry, ANYWHERE) as listen:
        before = read(listen)
        metrics.rows.inc(5)
        after = read(listen)

    assert "otasuke_archive_rows_total 0.0" in before
    assert "otasuke_archive_rows_total 5.0" in after
    with pytest.raises(URLError):
        read(listen)


def test_nothing_of_the_server_is_left():
    before = threading.active_count()

    with served_metrics(CollectorRegistry(), ANYWHERE):
        pass

    assert threading.active_count() <= before


def test_an_address_that_is_taken_is_an_error():
    with (
        served_metrics(CollectorRegistry(), ANYWHERE) as listen,
        pytest.raises(OSError),
        served_metrics(CollectorRegistry(), listen),
    ):
        pass


def test_two_processes_are_served_apart():
    registries = [CollectorRegistry(), CollectorRegistry()]
    ArchiveMetrics(registries[0])

    with served_metrics(registries[0], ANYWHERE) as first, served_metrics(registries[1], ANYWHERE) as second:
        assert first.port != second.port
        assert "otasuke_archive" in read(first)
        assert "otasuke_archive" not in read(second)


def test_where_the_place_is_taken_work_goes_on_and_the_log_says_so():
    said: list[str] = []
    log = Log("test", write=said.append)

    with (
        served_metrics(CollectorRegistry(), ANYWHERE) as taken,
        served_if_free(CollectorRegistry(), taken, log=log) as place,
    ):
        assert place is None

    assert "metrics.unserved" in said[0]
    assert str(taken.port) in said[0]


@pytest.mark.parametrize(("listen", "lines"), [(None, 0), (Listen("127.0.0.1", 65540), 1)])
def test_nothing_is_served_where_nothing_can_be(listen: Listen | None, lines: int):
    said: list[str] = []

    with served_if_free(CollectorRegistry(), listen, log=Log("test", write=said.append)) as place:
        assert place is None

    assert len(said) == lines


def test_a_place_that_is_free_is_used():
    with served_if_free(new_registry("test"), ANYWHERE, log=Log("test")) as place:
        assert place is not None
        assert "otasuke_build_info" in read(place)
