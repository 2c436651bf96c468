"""The metrics of every process, for Prometheus; docs/how/metrics.md lists them.

No metric has a tenant, a sensor or an address as a label: a series of each lives for ever in the memory of whoever
counts and whoever collects, and 20,000 tenants times the other labels are millions of them. Labels are words from short
lists of our own: doors, reasons, sources, stages. What one tenant does is in the log, in the quotas and in the lake.
"""

from __future__ import annotations

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
)

from otasuke import __version__
from otasuke.pipeline.health.canary_watch import CanaryWatch
from otasuke.pipeline.health.watch import SilenceWatch

LABELS = frozenset(
    {"door", "reason", "source", "level", "stage", "path", "service", "kind", "version", "process", "le"}
)
"""All labels that there are. Whoever adds one knows how many values it can have."""
_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60)


def new_registry(process: str) -> CollectorRegistry:
    """A registry for one process, with what is known of every process: its version, CPU, memory and open files."""
    disable_created_metrics()  # type: ignore[no-untyped-call]  # they double the number of series, and nobody asks for them
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    build = Gauge("otasuke_build_info", "Which program this is.", ["version", "process"], registry=registry)
    build.labels(__version__, process).set(1)
    return registry


class GatewayMetrics:
    """door: http, syslog, syslog_tls, fluent. reason: a Limit, a Fault, or the status of a refusal."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.parcels = _counter(registry, "gateway_parcels", "Parcels that were accepted.", "door")
        self.bytes = _counter(registry, "gateway_bytes", "Bytes that were accepted, unpacked.", "door")
        self.records = _counter(registry, "gateway_records", "Records that were accepted.", "door")
        self.refused = _counter(registry, "gateway_refused", "What was refused, and why.", "door", "reason")
        self.connections = _gauge(registry, "gateway_connections", "Connections that are open.", "door")
        self.publish_s = _histogram(registry, "gateway_publish_seconds", "From a parcel's end to its confirmation.")
        self.spool_bytes = _gauge(registry, "gateway_spool_bytes", "What waits on the disk for the stream.")


class DetectMetrics:
    """source: a normaliser's name. reason: a RejectReason. stage: read, match, explain, publish."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.messages = _counter(registry, "detect_messages", "Messages of the stream that were worked on.")
        self.events = _counter(registry, "detect_events", "Events that were matched, by source.", "source")
        self.rejects = _counter(registry, "detect_rejects", "Records that were not understood.", "reason")
        self.detections = _counter(registry, "detect_detections", "Detections, by level.", "level")
        self.failures = _counter(registry, "detect_failures", "Messages that could not be worked on.", "reason")
        self.stage_s = _counter(registry, "detect_stage_seconds", "Time spent, by stage.", "stage")
        self.lag_s = _gauge(registry, "detect_lag_seconds", "How long ago that came which is worked on now.")
        self.rules = _gauge(registry, "detect_rules", "Rules that run.")


class ArchiveMetrics:
    """What goes into the lake."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.rows = _counter(registry, "archive_rows", "Events that were written.")
        self.files = _counter(registry, "archive_files", "Files that were written.")
        self.bytes = _counter(registry, "archive_bytes", "Bytes that were written.")
        self.flush_s = _histogram(registry, "archive_flush_seconds", "How long a flush took.")
        self.waiting_rows = _gauge(registry, "archive_waiting_rows", "Events that wait in memory to be written.")
        self.lag_s = _gauge(registry, "archive_lag_seconds", "How long ago that came which is written now.")


class CorrelateMetrics:
    """level: of a correlation rule."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.hits = _counter(registry, "correlate_hits", "Hits that were combined.")
        self.detections = _counter(registry, "correlate_detections", "Correlations that came true.", "level")
        self.let_go = _counter(registry, "correlate_let_go", "Hits that were let go for want of memory.")
        self.held = _gauge(registry, "correlate_held", "Hits that are held.")
        self.snapshot_s = _histogram(registry, "correlate_snapshot_seconds", "How long a snapshot took.")
        self.lag_s = _gauge(registry, "correlate_lag_seconds", "How long ago that came which is combined now.")


class HealthMetrics:
    """path: a path of the canaries. kind: a Kind of health events."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.events = _counter(registry, "health_events", "Health events, by kind.", "kind")
        self.sensors = _gauge(registry, "health_sensors", "Sensors that are watched.")
        self.silent = _gauge(registry, "health_silent_sensors", "Sensors that are silent against their habit.")
        self.latency_s = _gauge(registry, "health_canary_latency_seconds", "Of the last canary that was found.", "path")
        self.found_at = _gauge(registry, "health_canary_found_timestamp_seconds", "When that was.", "path")
        self.missing = _gauge(registry, "health_canary_missing", "1 where canaries are not found.", "path")
        self.lost = _gauge(registry, "health_canary_lost", "Canaries that never were found, since the start.", "path")

    def show(self, silence: SilenceWatch, canaries: CanaryWatch) -> None:
        """Take over how everything is now."""
        self.sensors.set(silence.sensors)
        self.silent.set(len(silence.silent))
        for path in canaries.paths:
            self.missing.labels(path.path).set(path.is_missing)
            self.lost.labels(path.path).set(path.lost)
            if path.latency_s is not None and path.found_at is not None:
                self.latency_s.labels(path.path).set(path.latency_s)
                self.found_at.labels(path.path).set(path.found_at.timestamp())


class SupervisorMetrics:
    """service: the name of a program that `otasuke up` watches."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.restarts = _counter(registry, "supervisor_restarts", "How often it was started again.", "service")
        self.is_up = _gauge(registry, "supervisor_up", "1 where it runs and is ready.", "service")


OF_PROCESSES = (
    GatewayMetrics,
    DetectMetrics,
    ArchiveMetrics,
    CorrelateMetrics,
    HealthMetrics,
    SupervisorMetrics,
)


def _counter(registry: CollectorRegistry, name: str, words: str, *labels: str) -> Counter:
    return Counter(f"otasuke_{name}", words, labels, registry=registry)


def _gauge(registry: CollectorRegistry, name: str, words: str, *labels: str) -> Gauge:
    return Gauge(f"otasuke_{name}", words, labels, registry=registry)


def _histogram(registry: CollectorRegistry, name: str, words: str) -> Histogram:
    return Histogram(f"otasuke_{name}", words, registry=registry, buckets=_SECONDS)
