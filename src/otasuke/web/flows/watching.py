"""`python -m otasuke.web.flows.watching`: a process beside the web that makes incidents and messages of what is found.

It also writes down how devices call themselves: one after the other, in the one thread that has a connection to the database.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

from django.utils import timezone

from otasuke.findings import leases
from otasuke.findings.leases import Lease, read_leases
from otasuke.findings.live import JOURNAL, LiveDetection, read_findings
from otasuke.stream.port import Entry
from otasuke.web.sensors.following import Followed, run

_LEASES_AT_A_TIME = 4
"""Entries: what is found waits meanwhile."""
_log = logging.getLogger(__name__)


def found() -> Followed:
    """What was found, written down as alerts, incidents and messages."""
    from otasuke.web.flows.arriving import arrived, read_until

    def write(entries: Sequence[Entry], until: int) -> None:
        arrived([one for entry in entries for one in _said(entry)], until=until, at=timezone.now())

    return Followed(JOURNAL, read_until, write)


def leased() -> Followed:
    """Which devices have which addresses, written down as what they are called."""
    from otasuke.web.flows.leasing import leased, read_until

    def write(entries: Sequence[Entry], until: int) -> None:
        leased([one for entry in entries for one in _leases(entry)], until=until)

    return Followed(leases.JOURNAL, read_until, write, kept=leases.KEPT, at_a_time=_LEASES_AT_A_TIME)


def _said(entry: Entry) -> Sequence[LiveDetection]:
    try:
        return read_findings(entry.data).detections
    except (ValueError, TypeError, KeyError) as error:
        _log.warning("entry.unreadable %s %s", entry.name, type(error).__name__)
        return []


def _leases(entry: Entry) -> Sequence[Lease]:
    try:
        return read_leases(entry.data)
    except (ValueError, TypeError) as error:
        _log.warning("entry.unreadable %s %s", entry.name, type(error).__name__)
        return []


if __name__ == "__main__":
    run(found, leased)
