"""The watch over all sensors: told what was heard, it says who fell silent and who is back. Does no I/O.

Whoever runs it tells it what came (`seen`), looks every minute or so (`check`), writes `saved` to the disk and only then
publishes what it was given and says so (`confirm`). What was not confirmed is given again, also after a restart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import msgpack
import zstandard

from otasuke.pipeline.health.event import CANARY_TENANT, HealthEvent, Kind, duration_words, event_id
from otasuke.pipeline.health.habit import SAVED, Habit, Silence, due_at_s, silence_of
from otasuke.pipeline.health.outbox import Outbox
from otasuke.pipeline.health.week import HOUR_S, JAPAN, LONGEST_HOURS, Week, hour_of, stretches, week_in

LONGEST_PAUSE_S = 600.0
"""Whoever looks less often was stopped, or its clock was moved: in that time we were deaf, and nobody was silent."""
TO_RETURN_S = 600.0
"""What sensors may need to find us again after that."""
_LOOK_AGAIN_S = 3600.0
_LARGEST_SAVED_BYTES = 1 << 30
_VERSION = 1


class BadState(ValueError):
    """Bytes that are no state of a watch."""


class _Sensor:
    __slots__ = ("habit", "look_at", "silent")

    def __init__(self, habit: Habit, silent: bool = False) -> None:  # noqa: FBT001, FBT002  # a field
        self.habit = habit
        self.look_at = 0.0
        self.silent = silent


class SilenceWatch:
    """See the module. Times are those of receipt, aware UTC."""

    def __init__(self) -> None:
        self._sensors: dict[tuple[str, str], _Sensor] = {}
        self._deaf: dict[int, float] = {}
        self._checked_s: float | None = None
        self._outbox = Outbox()
        self.week_of: Callable[[str], Week] = lambda _: JAPAN
        """Tenant → the week that his sensors live by."""

    @property
    def sensors(self) -> int:
        """How many sensors are watched."""
        return len(self._sensors)

    @property
    def watched(self) -> frozenset[tuple[str, str]]:
        """Tenant and name of every sensor that is watched."""
        return frozenset(self._sensors)

    @property
    def silent(self) -> tuple[tuple[str, str], ...]:
        """Tenant and name of every sensor that is silent."""
        return tuple(key for key, sensor in self._sensors.items() if sensor.silent)

    def seen(self, tenant: str, sensor: str, at: datetime, count: int) -> None:
        """A sensor handed something over; hearing of it again, or late, does no harm."""
        if tenant == CANARY_TENANT:
            return
        at_s = at.timestamp()
        known = self._sensors.get((tenant, sensor))
        if known is None:
            known = self._sensors[tenant, sensor] = _Sensor(Habit(at_s, self.week_of(tenant)))
        elif known.silent and at_s > known.habit.last:
            known.silent = False
            self._outbox.tell(_back(tenant, sensor, known.habit.last, at))
        known.habit.live_by(self.week_of(tenant))
        known.habit.hear(at_s, count, self._deaf)

    def forget(self, tenant: str, sensor: str) -> None:
        """The sensor was removed; it is nobody's business any more."""
        self._sensors.pop((tenant, sensor), None)

    def deaf(self, since: datetime, until: datetime) -> None:
        """In this time nothing could be heard, whoever sent: it is nobody's silence."""
        self._be_deaf(since.timestamp(), until.timestamp())

    def check(self, now: datetime) -> list[HealthEvent]:
        """What has to be published: all that has not been confirmed.

        now  the time up to which everything that came has been told to `seen`: the clock's if nothing waits, else when
             the last thing came that was.
        """
        now_s = now.timestamp()
        self._notice_pause(now_s)
        for (tenant, name), sensor in self._sensors.items():
            # A clock that was ahead for a while must not make anybody heard in the future.
            sensor.habit.last = min(sensor.habit.last, now_s)
            if not sensor.silent and sensor.look_at <= now_s:
                self._look(tenant, name, sensor, now)
        return self._outbox.waiting()

    def confirm(self, events: Sequence[HealthEvent]) -> None:
        """These were published."""
        self._outbox.confirm(events)

    def saved(self) -> bytes:
        """Everything it knows; to be written to the disk as a whole."""
        rows = [(*key, sensor.silent, *_row(sensor.habit)) for key, sensor in self._sensors.items()]
        content = (_VERSION, self._checked_s, list(self._deaf.items()), self._outbox.saved(), rows)
        return zstandard.ZstdCompressor(level=1, write_checksum=True).compress(msgpack.packb(content))

    @classmethod
    def restored(cls, saved: bytes) -> SilenceWatch:
        """A watch that goes on from there. Raises BadState."""
        watch = cls()
        try:
            unpressed = zstandard.ZstdDecompressor().decompress(saved, max_output_size=_LARGEST_SAVED_BYTES)
            version, watch._checked_s, deaf, told, rows = msgpack.unpackb(unpressed, use_list=False)
            if version != _VERSION:
                raise BadState(f"a state of version {version!r}; this program reads {_VERSION}")
            watch._deaf = dict(deaf)
            watch._outbox = Outbox.restored(told)
            watch._sensors = {(row[0], row[1]): _Sensor(_habit(*row[3:]), row[2]) for row in rows}
        except (ValueError, TypeError, IndexError, zstandard.ZstdError, msgpack.UnpackException) as error:
            raise BadState(f"no state of a watch: {error}") from error
        return watch

    def _look(self, tenant: str, name: str, sensor: _Sensor, now: datetime) -> None:
        sensor.habit.live_by(self.week_of(tenant))
        if silence := silence_of(sensor.habit, now, self._deaf):
            sensor.silent = True
            self._outbox.tell(_silent(tenant, name, silence, now))
            return
        # Its habit may change meanwhile, hence not only when it would be due.
        sensor.look_at = min(due_at_s(sensor.habit, self._deaf), now.timestamp() + _LOOK_AGAIN_S)

    def _notice_pause(self, now_s: float) -> None:
        before_s, self._checked_s = self._checked_s, now_s
        if before_s is not None and now_s - before_s > LONGEST_PAUSE_S:
            self._be_deaf(before_s, now_s + TO_RETURN_S)

    def _be_deaf(self, since_s: float, until_s: float) -> None:
        for hour, length_s in stretches(since_s, until_s, {}):
            self._deaf[hour] = min(HOUR_S, self._deaf.get(hour, 0.0) + length_s)
        for hour in [hour for hour in self._deaf if hour < hour_of(until_s) - LONGEST_HOURS]:
            del self._deaf[hour]


def _silent(tenant: str, sensor: str, silence: Silence, now: datetime) -> HealthEvent:
    usual = silence.usual_per_hour
    habit = f"usually about {usual:,} events an hour at this time" if usual else "that is not its habit"
    figures = {
        "quiet_s": silence.quiet_s,
        "times_longest": round(silence.times_longest, 2),
        "certainty": round(silence.certainty, 2),
        "is_learnt": float(silence.is_learnt),
    } | ({"usual_per_hour": float(usual)} if usual else {})
    return HealthEvent(
        id=event_id(Kind.SENSOR_SILENT, tenant, sensor, silence.since),
        kind=Kind.SENSOR_SILENT,
        tenant=tenant,
        sensor=sensor,
        since=silence.since,
        at=now,
        words=f"{sensor} has sent nothing for {duration_words(silence.quiet_s)}; "
        + (habit if silence.is_learnt else "it is new, and its habit is not known yet"),
        figures=figures,
    )


def _back(tenant: str, sensor: str, last_s: float, at: datetime) -> HealthEvent:
    since = datetime.fromtimestamp(last_s, UTC)
    quiet_s = (at - since).total_seconds()
    return HealthEvent(
        id=event_id(Kind.SENSOR_BACK, tenant, sensor, since),
        kind=Kind.SENSOR_BACK,
        tenant=tenant,
        sensor=sensor,
        since=since,
        at=at,
        words=f"{sensor} sends again, after {duration_words(quiet_s)}",
        figures={"quiet_s": quiet_s},
    )


def _row(habit: Habit) -> tuple[object, ...]:
    """The habit, and the name of its week where that is not Japan's."""
    row = tuple(bytes(value) if isinstance(value := getattr(habit, name), bytearray) else value for name in SAVED)
    return (row,) if habit.week is JAPAN else (row, habit.week.name)


def _habit(row: tuple[object, ...], zone: str = JAPAN.name) -> Habit:
    habit = Habit(0, week_in(zone))
    for name, value in zip(SAVED, row, strict=True):
        setattr(habit, name, bytearray(value) if isinstance(value, bytes) else value)
    return habit
