from __future__ import annotations

import threading
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from prometheus_client import CollectorRegistry

from otasuke.config import Listen
from otasuke.pipeline.metrics import ArchiveMetrics
from otasuke.pipeline.metrics_server import served_metrics

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
