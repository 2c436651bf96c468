from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics import MetricWrapperBase

from otasuke.pipeline.health.canary_watch import CanaryWatch
from otasuke.pipeline.health.watch import SilenceWatch
from otasuke.pipeline.metrics import (
    LABELS,
    OF_PROCESSES,
    DetectMetrics,
    GatewayMetrics,
    HealthMetrics,
    SupervisorMetrics,
    new_registry,
)

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 11, 23, 3, tzinfo=UTC)
NAME = re.compile(r"otasuke_[a-z_]+")


def metrics() -> list[MetricWrapperBase]:
    """Every metric of every process."""
    return [
        one
        for kind in OF_PROCESSES
        for one in vars(kind(CollectorRegistry())).values()
        if isinstance(one, MetricWrapperBase)
    ]


def names() -> dict[str, MetricWrapperBase]:
    """As Prometheus sees them."""
    return {one._name + ("_total" if one._type == "counter" else ""): one for one in metrics()}


@pytest.mark.parametrize("kind", OF_PROCESSES)
def test_the_metrics_of_a_process_can_be_read_before_anything_has_happened(kind: type):
    registry = new_registry("detect")
    kind(registry)

    text = generate_latest(registry).decode()

    assert 'otasuke_build_info{process="detect"' in text
    assert "process_resident_memory_bytes" in text
    assert "_created" not in text


def test_all_processes_together_have_no_name_twice():
    registry = new_registry("all")

    for kind in OF_PROCESSES:
        kind(registry)

    assert len(names()) == len(metrics())


def test_no_label_can_have_endlessly_many_values():
    used = {label for one in metrics() for label in one._labelnames}

    assert used <= LABELS
    assert LABELS.isdisjoint({"tenant", "customer", "sensor", "address", "rule", "host", "token", "user"})


def test_every_metric_is_documented_and_nothing_else_is():
    page = (ROOT / "docs/how/metrics.md").read_text(encoding="utf-8")

    documented = set(re.findall(r"^\| `(otasuke_[a-z_]+)` \|", page, re.MULTILINE))

    assert documented == {*names(), "otasuke_build_info"}


def test_the_labels_in_the_documentation_are_those_of_the_metrics():
    page = (ROOT / "docs/how/metrics.md").read_text(encoding="utf-8")

    rows = re.findall(r"^\| `(otasuke_[a-z_]+)` \| ([^|]*) \| ([^|]*) \|", page, re.MULTILINE)

    known = names()
    for name, labels, words in rows:
        if name in known:
            assert tuple(re.findall(r"[a-z]+", labels)) == known[name]._labelnames, name
            assert words.strip() == known[name]._documentation, name


def test_alerts_ask_only_for_metrics_that_there_are():
    groups = yaml.safe_load((ROOT / "packaging/prometheus/alerts.yml").read_text(encoding="utf-8"))["groups"]
    rules = [rule for group in groups for rule in group["rules"]]

    asked = {name for rule in rules for name in NAME.findall(rule["expr"])}

    assert asked
    assert asked <= set(names())
    assert all({"summary", "action"} <= rule["annotations"].keys() for rule in rules)
    assert len({rule["alert"] for rule in rules}) == len(rules)


def test_health_is_shown_as_the_watches_see_it():
    silence, canaries = SilenceWatch(), CanaryWatch()
    silence.seen("sakura", "utm", NOON, 1)
    canaries.sent("http", "a", NOON)
    canaries.detected("a", NOON)
    canaries.sent("fluent", "b", NOON)
    registry = CollectorRegistry()

    HealthMetrics(registry).show(silence, canaries)

    shown = generate_latest(registry).decode()
    assert "otasuke_health_sensors 1.0" in shown
    assert "otasuke_health_silent_sensors 0.0" in shown
    assert 'otasuke_health_canary_latency_seconds{path="http"} 0.0' in shown
    assert 'otasuke_health_canary_latency_seconds{path="fluent"}' not in shown
    assert 'otasuke_health_canary_missing{path="fluent"} 0.0' in shown


def test_what_doors_have_counted_is_shown_as_it_grows():
    registry = CollectorRegistry()
    gateway = GatewayMetrics(registry)
    gateway.show(3, {"http": {"lines": 10, "bytes": 900, "refused_401": 2, "not_accepted": 4}})

    gateway.show(5, {"http": {"lines": 12, "bytes": 950}, "syslog": {"lines": 1, "too_long": 1}})

    shown = generate_latest(registry).decode()
    assert "otasuke_gateway_parcels_total 5.0" in shown
    assert 'otasuke_gateway_records_total{door="http"} 12.0' in shown
    assert 'otasuke_gateway_bytes_total{door="http"} 950.0' in shown
    assert 'otasuke_gateway_refused_total{door="http",reason="refused_401"} 2.0' in shown
    assert 'otasuke_gateway_refused_total{door="syslog",reason="too_long"} 1.0' in shown
    assert "not_accepted" not in shown


def test_a_service_that_was_started_again_is_counted():
    registry = CollectorRegistry()
    supervisor = SupervisorMetrics(registry)
    supervisor.show("NATS", is_up=True, restarts=1)

    supervisor.show("NATS", is_up=False, restarts=3)

    shown = generate_latest(registry).decode()
    assert 'otasuke_supervisor_restarts_total{service="NATS"} 3.0' in shown
    assert 'otasuke_supervisor_up{service="NATS"} 0.0' in shown


def test_time_is_counted_to_a_stage_also_if_it_fails():
    detect = DetectMetrics(CollectorRegistry())

    with pytest.raises(KeyError), detect.timed("match"):
        raise KeyError

    assert detect.stage_s.labels("match")._value.get() > 0
