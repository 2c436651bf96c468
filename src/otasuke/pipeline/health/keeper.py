"""Both watches together, and the file in which they survive a restart.

`check` may take seconds where there are many sensors, hence in a thread of its own: nobody may tell `silence` or
`canaries` anything meanwhile, so whoever does holds `lock`, as `check`, `sent` and `confirm` do themselves.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

import msgpack

from otasuke.lake.durable import write_durably
from otasuke.pipeline.health.canary_watch import CanaryWatch
from otasuke.pipeline.health.event import HealthEvent
from otasuke.pipeline.health.watch import BadState, SilenceWatch
from otasuke.pipeline.log import Log

EVERY_S = 60.0
"""How often `check` should be called."""
_NO_CANARY = timedelta(seconds=180)
_NO_CANARY_AT_ALL = timedelta(hours=6)


class HealthKeeper:
    """Whoever runs it tells `silence` and `canaries` what came, and calls `check`, publishes, `confirm`."""

    def __init__(self, file: Path, *, log: Log) -> None:
        """Go on from the file, if there is one; one that cannot be read is put aside. Raises OSError."""
        self._file = file
        self._log = log
        self._checked_at: datetime | None = None
        self.lock = Lock()
        self.silence, self.canaries = self._read()

    def check(self, now: datetime, *, heard_until: datetime | None = None) -> list[HealthEvent]:
        """What has to be published. What is known is on the disk when this returns. Raises OSError.

        heard_until  the time up to which everything that came has been told to `silence`, if that is not now.
        """
        with self.lock:
            before, self._checked_at = self._checked_at, now
            if before and before < now and not self._hears(now):
                self.silence.deaf(before, now)
            events = self.silence.check(heard_until or now) + self.canaries.check(now)
            self.save()
        return events

    def sent(self, path: str, nonce: str, at: datetime) -> None:
        """A canary is about to be sent."""
        with self.lock:
            self.canaries.sent(path, nonce, at)

    def confirm(self, events: Sequence[HealthEvent]) -> None:
        """These were published."""
        with self.lock:
            self.silence.confirm(events)
            self.canaries.confirm(events)

    def save(self) -> None:
        """Put what is known on the disk. Raises OSError."""
        write_durably(self._file, msgpack.packb((self.silence.saved(), self.canaries.saved())))

    def _hears(self, now: datetime) -> bool:
        """Whether sensors could be heard: where not even canaries are, their silence says nothing.

        Canaries that were not found for hours are no measure any more; by then somebody was told of them.
        """
        found_at = self.canaries.found_at
        return found_at is None or not _NO_CANARY < now - found_at < _NO_CANARY_AT_ALL

    def _read(self) -> tuple[SilenceWatch, CanaryWatch]:
        try:
            saved = self._file.read_bytes()
        except FileNotFoundError:
            return SilenceWatch(), CanaryWatch()
        try:
            return _restored(saved)
        except BadState:
            aside = self._file.with_name(f"{self._file.name}.broken")
            self._file.replace(aside)
            self._log.error("health.state_broken", file=aside.name)
            return SilenceWatch(), CanaryWatch()


def _restored(saved: bytes) -> tuple[SilenceWatch, CanaryWatch]:
    try:
        silence, canaries = msgpack.unpackb(saved, max_bin_len=len(saved))
    except (ValueError, TypeError, msgpack.UnpackException) as error:
        raise BadState(f"no state of the watches: {error}") from error
    if not (isinstance(silence, bytes) and isinstance(canaries, bytes)):
        raise BadState("no state of the watches")
    return SilenceWatch.restored(silence), CanaryWatch.restored(canaries)
