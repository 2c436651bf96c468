"""The metrics of every process, for Prometheus; docs/how/metrics.md lists them.

No metric has a tenant, a sensor or an address as a label: a series of each lives for ever in the memory of whoever
counts and whoever collects, and 20,000 tenants times the other labels are millions of them. Labels are words from short
lists of our own: doors, reasons, sources, stages. What one tenant does is in the log, in the quotas and in the lake.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter, thread_time

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
_NOT_YET = "not_accepted"
"""Under this name a door counts what it has in hand."""
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
    """door: http, syslog, syslog_tls, fluent. reason: a name under which a door counts, such as a Fault."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._known: Tally[tuple[str, str]] = Tally()
        self.parcels = _counter(registry, "gateway_parcels", "Parcels that were accepted.")
        self.bytes = _counter(registry, "gateway_bytes", "Bytes that were accepted, unpacked.", "door")
        self.records = _counter(registry, "gateway_records", "Records that were accepted.", "door")
        self.refused = _counter(registry, "gateway_refused", "What was refused, and why.", "door", "reason")
        self.publish_s = _histogram(registry, "gateway_publish_seconds", "How long the stream took to keep a message.")
        self.waiting_bytes = _gauge(registry, "gateway_waiting_bytes", "What waits in memory for the stream.")
        self.spool_bytes = _gauge(registry, "gateway_spool_bytes", "What waits on the disk for the stream.")
        self.stream_messages = _gauge(registry, "stream_waiting_messages", "Messages that workers still need.")

    def show(self, parcels: int, doors: Mapping[str, Mapping[str, int]]) -> None:
        """Take over what the committer and each door have counted since they were made."""
        self.parcels.inc(self._more("", "", parcels))
        for door, counts in doors.items():
            for name, total in counts.items():
                more = self._more(door, name, total)
                if name == "lines":
                    self.records.labels(door).inc(more)
                elif name == "bytes":
                    self.bytes.labels(door).inc(more)
                elif name != _NOT_YET:
                    self.refused.labels(door, name).inc(more)

    def _more(self, door: str, name: str, total: int) -> int:
        """By how much a total has grown since it was asked last."""
        before, self._known[door, name] = self._known[door, name], total
        return max(0, total - before)


STAGES = ("read", "match", "columns", "publish", "gather", "indicators", "flush")
"""Of a worker, in their order; while it waits in `publish` for the journals its CPU is not counted."""


class DetectMetrics:
    """source: a normaliser's name. reason: a RejectReason; of a failure a type of exception. stage: see STAGES.

    kind: of what is seen: address, domain, file, url, mail, fingerprint.
    """

    def __init__(self, registry: CollectorRegistry) -> None:
        self.messages = _counter(registry, "detect_messages", "Messages of the stream that were worked on.")
        self.events = _counter(registry, "detect_events", "Events that were matched, by source.", "source")
        self.rejects = _counter(registry, "detect_rejects", "Records that were not understood.", "reason")
        self.detections = _counter(registry, "detect_detections", "Detections, by level.", "level")
        self.sightings = _counter(registry, "detect_sightings", "Sightings of indicators that were told.", "kind")
        self.left_out = _counter(
            registry, "detect_left_out", "Detections left out: their rule is off for the tenant.", "level"
        )
        self.failures = _counter(registry, "detect_failures", "Messages that could not be worked on.", "reason")
        self.stage_s = _counter(registry, "detect_stage_seconds", "Time spent, by stage.", "stage")
        self.cpu_s = _counter(registry, "detect_cpu_seconds", "The same, of a CPU.", "stage")
        self.lag_s = _gauge(registry, "detect_lag_seconds", "How long ago that came which is worked on now.")
        self.rules = _gauge(registry, "detect_rules", "Rules that run.")
        self.faults = _gauge(registry, "detect_rule_faults", "Rules that cannot be used.")
        self.indicators = _gauge(registry, "detect_indicators", "Indicators that are looked for.")
        self.has_bad_indicators = _gauge(registry, "detect_indicators_bad", "1 where the watchlist cannot be used.")

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Count what is done meanwhile, in this thread and without waiting for others, to a stage."""
        with _timed(self.stage_s, self.cpu_s, stage):
            yield


class ArchiveMetrics:
    """What goes into the lake."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.rows = _counter(registry, "archive_rows", "Events that were written.")
        self.files = _counter(registry, "archive_files", "Files that were written.")
        self.bytes = _counter(registry, "archive_bytes", "Bytes that were written.")
        self.crowded = _counter(
            registry, "archive_crowded", "Events with so many new fields that not all became columns of their own."
        )
        self.flush_s = _histogram(registry, "archive_flush_seconds", "How long a flush took.")
        self.waiting_rows = _gauge(registry, "archive_waiting_rows", "Events that wait in memory to be written.")
        self.lag_s = _gauge(registry, "archive_lag_seconds", "How long ago that came which is written now.")


class CorrelateMetrics:
    """level: of a correlation rule."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.hits = _counter(registry, "correlate_hits", "Hits that were combined.")
        self.detections = _counter(registry, "correlate_detections", "Correlations that came true.", "level")
        self.left_out = _counter(registry, "correlate_left_out", "Correlations left out: off for the tenant.", "level")
        self.dropped = _counter(
            registry, "correlate_dropped", "Hits that came late, or are ahead of our clock, by reason.", "reason"
        )
        self.tenants = _gauge(registry, "correlate_tenants", "Tenants of whom something is held.")
        self.snapshot_s = _histogram(registry, "correlate_snapshot_seconds", "How long a snapshot took.")
        self.lag_s = _gauge(registry, "correlate_lag_seconds", "How long ago that came which is combined now.")
        self.held_s = _gauge(
            registry,
            "correlate_held_seconds",
            "How long workers or the spool hold decisions up; a few seconds are usual.",
        )


class LearnMetrics:
    """level: of a finding. stage: read, observe, detect, tell, save. reason: gone, broken, deadly."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self.events = _counter(registry, "learn_events", "Events that the learnt detectors have read.")
        self.segments = _counter(registry, "learn_segments", "Segments of the lake that they have read.")
        self.skipped = _counter(registry, "learn_skipped_segments", "Segments that they could not read.", "reason")
        self.detections = _counter(registry, "learn_detections", "Findings that were told, by level.", "level")
        self.learning = _counter(
            registry, "learn_learning_detections", "Those of them at tenants who are still learnt.", "level"
        )
        self.left_out = _counter(
            registry, "learn_left_out", "Findings left out: the detector is off for the tenant.", "level"
        )
        self.stage_s = _counter(registry, "learn_stage_seconds", "Time spent, by stage.", "stage")
        self.cpu_s = _counter(registry, "learn_cpu_seconds", "The same, of a CPU.", "stage")
        self.lag_s = _gauge(registry, "learn_lag_seconds", "How long ago that was stored which is read now.")

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Count what is done meanwhile, in this thread and without waiting for others, to a stage."""
        with _timed(self.stage_s, self.cpu_s, stage):
            yield


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
        self._restarts: dict[str, int] = {}
        self.restarts = _counter(registry, "supervisor_restarts", "How often it was started again.", "service")
        self.is_up = _gauge(registry, "supervisor_up", "1 where it runs.", "service")

    def show(self, service: str, *, is_up: bool, restarts: int) -> None:
        """Take over how a service is now."""
        more = self.restarts.labels(service)
        more.inc(restarts - self._restarts.get(service, 0))
        self._restarts[service] = restarts
        self.is_up.labels(service).set(is_up)


OF_PROCESSES = (
    GatewayMetrics,
    DetectMetrics,
    ArchiveMetrics,
    CorrelateMetrics,
    LearnMetrics,
    HealthMetrics,
    SupervisorMetrics,
)


@contextmanager
def _timed(stage_s: Counter, cpu_s: Counter, stage: str) -> Iterator[None]:
    began, worked = perf_counter(), thread_time()
    try:
        yield
    finally:
        stage_s.labels(stage).inc(perf_counter() - began)
        cpu_s.labels(stage).inc(thread_time() - worked)


def _counter(registry: CollectorRegistry, name: str, words: str, *labels: str) -> Counter:
    return Counter(f"otasuke_{name}", words, labels, registry=registry)


def _gauge(registry: CollectorRegistry, name: str, words: str, *labels: str) -> Gauge:
    return Gauge(f"otasuke_{name}", words, labels, registry=registry)


def _histogram(registry: CollectorRegistry, name: str, words: str) -> Histogram:
    return Histogram(f"otasuke_{name}", words, registry=registry, buckets=_SECONDS)
