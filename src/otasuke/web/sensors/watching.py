"""`python -m otasuke.web.sensors.watching`: a process beside the web that knows within a second which devices came."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from otasuke.enrol.presence import JOURNAL, KEPT, Presence, read_presence
from otasuke.stream.port import Entry
from otasuke.web.sensors.following import Followed, run

_log = logging.getLogger(__name__)


def heard() -> Followed:
    """What was heard, written down with the devices."""
    from otasuke.web.sensors.heard import read_until, write_heard

    def write(entries: Sequence[Entry], until: int) -> None:
        write_heard([one for entry in entries for one in _said(entry)], until=until)

    return Followed(JOURNAL, read_until, write, kept=KEPT)


def _said(entry: Entry) -> Sequence[Presence]:
    try:
        return read_presence(entry.data)
    except (ValueError, TypeError) as error:
        _log.warning("entry.unreadable %s %s", entry.name, type(error).__name__)
        return []


if __name__ == "__main__":
    run(heard)
