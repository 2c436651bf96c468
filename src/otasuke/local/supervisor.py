"""The supervisor: starts services in order, restarts those that die, and stops them in the opposite order."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from otasuke.local.service import Service, ServiceError, last_words, start

READY_WITHIN_S = 60.0
"""A recovery after a crash takes PostgreSQL longer than a start."""
_STOPPED_WITHIN_S = 20.0
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 30.0
_HEALTHY_AFTER_S = 10.0
_STEP_S = 0.05
_LOOK_EVERY_S = 5.0
_UNWELL_FOR_S = 30.0
_MOST_STARTS = 5


@dataclass(slots=True)
class Watched:
    """A service and what became of it.

    restarts  since the supervisor started it first.
    problem   why it does not run; "" while it does.
    well_at   when it was last seen to be well; `look_at`: when to look again.
    """

    service: Service
    process: subprocess.Popen[bytes] | None = None
    started_at: float = 0.0
    restarts: int = 0
    problem: str = ""
    pause_s: float = field(default=_FIRST_PAUSE_S)
    again_at: float = 0.0
    look_at: float = 0.0
    well_at: float = 0.0

    @property
    def pid(self) -> int | None:
        """Its process, if it runs."""
        return self.process.pid if self.process else None


class Supervisor:
    """Runs services.

    say       is told every change in a sentence.
    changed   is called after each.
    stopping  ends a start that is under way.
    """

    def __init__(
        self,
        services: Sequence[Service],
        *,
        say: Callable[[str], None],
        changed: Callable[[], None] = lambda: None,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self.watched = [Watched(service) for service in services]
        self._say = say
        self._changed = changed
        self._stopping = stopping

    def start(self, *, ready_within_s: float = READY_WITHIN_S) -> bool:
        """Start every service when the one before it is ready, and those `together` at last, side by side.

        False if `stopping` became true meanwhile.

        Raises ServiceError, after stopping what runs.
        """
        started = False
        try:
            for watched in self.watched:
                if not watched.service.together:
                    self._start_all([watched], ready_within_s)
            self._start_all([watched for watched in self.watched if watched.service.together], ready_within_s)
            started = True
        finally:
            if not started:
                self.stop()
        return not self._stopping()

    def _start_all(self, side_by_side: Sequence[Watched], ready_within_s: float) -> None:
        for watched in side_by_side:
            if not self._stopping():
                self._start(watched)
        for watched in side_by_side:
            if not self._stopping():
                self._wait_until_ready(watched, ready_within_s * watched.service.patience)

    def check(self) -> None:
        """Restart what has died, each after its pause. Call it several times a second."""
        for watched in self.watched:
            if watched.process is not None and watched.process.poll() is not None:
                self._note_end(watched, watched.process.returncode)
            elif watched.process is None and time.monotonic() >= watched.again_at:
                self._restart(watched)
            elif watched.process is not None:
                self._look_after(watched, watched.process)

    def _look_after(self, watched: Watched, process: subprocess.Popen[bytes]) -> None:
        """Kill what was well since it was started and has not been for long."""
        now = time.monotonic()
        if watched.service.is_well is None or now < watched.look_at:
            return
        watched.look_at = now + _LOOK_EVERY_S
        if watched.service.is_well():
            watched.well_at = now
        elif watched.well_at > watched.started_at and now - watched.well_at > _UNWELL_FOR_S:
            self._say(f"{watched.service.name} has not been well for {now - watched.well_at:.0f} s")
            process.kill()

    def stop(self) -> None:
        """Stop every service, the last one first; those that do not end in time are killed."""
        for watched in reversed(self.watched):
            if watched.process is not None:
                self._say(f"stopping {watched.service.name} …")
                _end(watched.process, watched.service)
                watched.process = None
        self._changed()

    def _start(self, watched: Watched) -> None:
        watched.process = start(watched.service)
        watched.started_at = time.monotonic()
        watched.problem = ""
        self._changed()

    def _wait_until_ready(self, watched: Watched, within_s: float) -> None:
        service, starts = watched.service, 1
        while not service.is_ready():
            if self._stopping():
                return
            if watched.process is not None and watched.process.poll() is not None:
                self._start_again(watched, watched.process.returncode, starts)
                starts += 1
            if time.monotonic() - watched.started_at > within_s:
                raise ServiceError(service.name, f"is not ready after {within_s:.0f} s", last_words(service))
            time.sleep(_STEP_S)
        self._say(f"{service.name} is ready after {time.monotonic() - watched.started_at:.1f} s")
        self._changed()

    def _start_again(self, watched: Watched, code: int, starts: int) -> None:
        """Start again what has ended as it started, where that may help. Raises ServiceError."""
        service, said = watched.service, last_words(watched.service)
        if starts == _MOST_STARTS or service.again_after is None or service.again_after not in said:
            raise ServiceError(service.name, f"ended with {code} as it started", said)
        self._say(f"{service.name} ended with {code} as it started ({service.again_after}); it is started again")
        self._start(watched)

    def _note_end(self, watched: Watched, code: int) -> None:
        now = time.monotonic()
        if now - watched.started_at > _HEALTHY_AFTER_S:
            watched.pause_s = _FIRST_PAUSE_S
        watched.process = None
        watched.problem = f"ended with {code}"
        self._pause(watched)

    def _restart(self, watched: Watched) -> None:
        watched.restarts += 1
        try:
            self._start(watched)
        except ServiceError as error:
            watched.problem = error.reason
            self._pause(watched)

    def _pause(self, watched: Watched) -> None:
        watched.again_at = time.monotonic() + watched.pause_s
        self._say(f"{watched.service.name} {watched.problem}; it is started again in {watched.pause_s:.1f} s")
        watched.pause_s = min(2 * watched.pause_s, _LONGEST_PAUSE_S)
        self._changed()


def _end(process: subprocess.Popen[bytes], service: Service) -> None:
    process.send_signal(service.stop_signal)
    try:
        process.wait(_STOPPED_WITHIN_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
