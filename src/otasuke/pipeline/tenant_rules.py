"""Leaves out what rules found that are switched off for a tenant, and counts it: nothing disappears unseen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from threading import Lock

from otasuke.findings.live import CorrelatedHit, Findings, LiveDetection
from otasuke.pipeline.tenant_book import TenantBook


class TenantRules:
    """Which rules find something for whom. May be asked by one thread while another changes the book.

    left_out  is told the level of each detection that was left out.
    """

    def __init__(self, book: TenantBook | None = None, *, left_out: Callable[[str], object] = lambda _: None) -> None:
        self._book = book or TenantBook()
        self._left_out = left_out
        self._counts: Counter[tuple[str, str]] = Counter()
        self._lock = Lock()

    def kept(self, findings: Findings, *, now: datetime) -> Findings:
        """The findings without those of rules that are switched off for their tenant."""
        if not self._book.has_rules_off:
            return findings
        detections = []
        for one in findings.detections:
            if self._is_off(one, now):
                self._count(one)
            else:
                detections.append(one)
        return Findings(tuple(detections), tuple(one for one in findings.hits if not self._is_off(one, now)))

    def counted(self) -> Counter[tuple[str, str]]:
        """How many detections were left out since this was asked last, by tenant and rule id."""
        with self._lock:
            counts, self._counts = self._counts, Counter()
        return counts

    def _is_off(self, found: LiveDetection | CorrelatedHit, now: datetime) -> bool:
        off = self._book.rules_off(found.tenant).get(found.rule_id)
        return off is not None and off.is_off(now)

    def _count(self, detection: LiveDetection) -> None:
        self._left_out(detection.level)
        with self._lock:
            self._counts[detection.tenant, detection.rule_id] += 1
