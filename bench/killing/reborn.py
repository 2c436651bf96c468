"""A process of the service that is killed again and again, and begins again each time."""

from __future__ import annotations

import os
import random
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from killing.service import NotBack, wait_for

_BEGINS_WITHIN_S = 90.0
_STARTING_ONE_IN = 6
_STARTS_FOR_S = 2.0


class Reborn:
    """One process.

    begins  what its log says when it works.
    lives   so long it works at most before it is killed, in seconds.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        environment: Mapping[str, str],
        log: Path,
        begins: str,
        lives: float,
        random_: random.Random,
    ) -> None:
        self.name = name
        self.kills = 0
        self._command, self._environment, self._log, self._begins = list(command), environment, log, begins
        self._lives, self._random = lives, random_
        self._from = 0
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it; `wait` says when it works."""
        self._from = self._log.stat().st_size if self._log.exists() else 0
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  # our own command
                self._command, stderr=log, stdin=subprocess.DEVNULL, env={**os.environ, **self._environment}
            )

    def wait(self) -> None:
        """Wait until it works. Raises NotBack."""
        wait_for(f"{self.name} works", self._has_begun, within_s=_BEGINS_WITHIN_S)

    def kill_while(self, is_wanted: Callable[[], bool]) -> None:
        """Kill it and start it again, at random moments, some of them before it works. Raises NotBack."""
        while is_wanted():
            if self._random.randrange(_STARTING_ONE_IN):
                self.wait()
                time.sleep(self._random.uniform(0, self._lives))
            else:
                time.sleep(self._random.uniform(0, _STARTS_FOR_S))
            self.kill()
            self.kills += 1
            self.start()

    def kill(self) -> None:
        """Kill it. Raises NotBack if it has died of itself."""
        self._check_lives()
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> int:
        """End it as the service does; how it ended."""
        if self._process is None:
            return 0
        self._process.terminate()
        return self._process.wait(60)

    def said(self) -> str:
        """The end of its log."""
        return self._log.read_text(errors="replace")[-3000:]

    def _has_begun(self) -> bool:
        self._check_lives()
        return self._begins.encode() in self._log.read_bytes()[self._from :]

    def _check_lives(self) -> None:
        if self._process is not None and self._process.poll() is not None:
            said = self._log.read_bytes()[self._from :].decode(errors="replace")[-2000:]
            raise NotBack(f"{self.name} ended with {self._process.returncode} by itself: {said}")
