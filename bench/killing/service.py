"""The service that is killed: `otasuke up` on a folder of its own, and which processes it has."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from otasuke.local.folder import is_held
from otasuke.local.ports import free_port
from otasuke.local.state import ServiceState, is_running, read_state

OTASUKE = (sys.executable, "-m", "otasuke")
BACK_WITHIN_S = 120.0
_READY = "Ctrl-C stops it"
_ENDED = re.compile(r"otasuke: (\S+) ended with (-?\d+)")
T = TypeVar("T")


class NotBack(Exception):
    """Something did not become true in time, and what."""


def wait_for(what: str, found: Callable[[], T | None], *, within_s: float = BACK_WITHIN_S) -> T:
    """What is found as soon as it is there and true. Raises NotBack."""
    deadline = time.monotonic() + within_s
    while not (value := found()):
        if time.monotonic() > deadline:
            raise NotBack(f"{what}: not within {within_s:.0f} s")
        time.sleep(0.05)
    return value


class Up:
    """`otasuke up`.

    prefix  what stands before the command, such as a program that gives it another clock.
    """

    def __init__(self, data: Path, rules: Path, *, workers: int, prefix: tuple[str, ...] = ()) -> None:
        self.data = data
        port = free_port()
        if port is None:
            raise NotBack("no port is free")
        self.port = port
        self.log = data / "up.log"
        self._command = (*prefix, *OTASUKE, "up", "--data", str(data), "--rules", str(rules), "--workers", str(workers))
        self._process: subprocess.Popen[bytes] | None = None
        self.environment: dict[str, str] = {
            **os.environ,
            "OTASUKE_HTTP_LISTEN": f"127.0.0.1:{self.port}",
            **{f"OTASUKE_{name}_LISTEN": "off" for name in ("SYSLOG", "SYSLOG_TLS", "FLUENT", "METRICS")},
        }
        for name in ("OTASUKE_DATABASE_URL", "OTASUKE_NATS_URL"):
            self.environment.pop(name, None)

    def start(self) -> None:
        """Start it, and wait until it is ready. Raises NotBack."""
        wait_for("the folder is free", lambda: not is_held(self.data))
        self.log.parent.mkdir(parents=True, exist_ok=True)
        begin = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603  # our own command
                self._command, stderr=log, stdin=subprocess.DEVNULL, env=self.environment
            )
        wait_for("up is ready", lambda: self._said_since(begin))

    def _said_since(self, begin: int) -> bool:
        said = self.log.read_bytes()[begin:].decode(errors="replace")
        if self._process is not None and self._process.poll() is not None:
            raise NotBack(f"up ended with {self._process.returncode} as it started: {said[-2000:]}")
        return _READY in said

    def kill(self) -> None:
        """Kill `up` alone: what it runs goes on without it."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    def stop(self) -> None:
        """Tell it to stop, as Ctrl-C does."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()
            self._process.wait(60)

    def services(self) -> dict[str, ServiceState]:
        """The services as `up` wrote them down."""
        return {one.name: one for one in read_state(self.data)}

    def send(self, name: str, number: signal.Signals) -> int | None:
        """Send a signal to a service; its process, None if it has none."""
        pid = self.services()[name].pid
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, number)
        return pid

    def wait_until_all_run(self) -> None:
        """Wait until every service has a process that lives. Raises NotBack."""
        wait_for("all services run", self._do_all_run)

    def _do_all_run(self) -> bool:
        services = self.services().values()
        return bool(services) and all(map(is_running, services))

    def deaths(self) -> list[str]:
        """Who died without being killed, as `up` said it."""
        found = _ENDED.findall(self.log.read_text(errors="replace"))
        return [f"{name} ended with {code}" for name, code in found if int(code) != -signal.SIGKILL]

    def tracebacks(self) -> list[str]:
        """The logs that hold a traceback."""
        logs = sorted((self.data / "log").glob("*.log"))
        return [log.name for log in logs if "Traceback" in log.read_text(errors="replace")]


def add_sensor(up: Up, tenant: str, sensor: str) -> str:
    """A token for a sensor, as its owner gets one."""
    command = [*OTASUKE, "sensor", "add", tenant, sensor, "--data", str(up.data)]
    return subprocess.run(  # noqa: S603  # our own command
        command, env=up.environment, check=True, capture_output=True, text=True
    ).stdout.strip()
