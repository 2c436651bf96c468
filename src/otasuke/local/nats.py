"""NATS with JetStream as a child: on loopback, for those who know its token.

It comes back on the port where it was, so that those who used it find it again by themselves. Where somebody else has that port
by then, it takes another one, and they have to ask for `url` again.

Every message is on the disk before it is acknowledged (`sync_interval: always`): a power cut loses none.
"""

from __future__ import annotations

import json
import shutil
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from otasuke.local.folder import secret
from otasuke.local.ports import PORTS, free_port
from otasuke.local.service import Service, ServiceError
from otasuke.stream.nats.whereabouts import SECRET, address_in, ports_files, url_in

NAME = "NATS"
_LARGEST_MESSAGE_BYTES = 8 << 20
_LARGEST_STORE_BYTES = 1 << 40
"""More than all streams together may hold. Without it the server goes by what is free on the disk as it starts, and refuses
streams that may become larger than that, also those that it has."""
_ROOM_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Nats:
    """A server whose streams are kept in `folder`.

    sync_interval  when a message is put on the disk: `always` before it is acknowledged, or after a time such as `2m`.
    """

    folder: Path
    sync_interval: str = "always"

    @property
    def url(self) -> str | None:
        """How to reach it; None while it does not run."""
        return url_in(self.folder)

    def service(self) -> Service:
        """The service that runs it."""
        return Service(
            name=NAME,
            command=(_program(), "--config", str(self.folder / "nats.conf")),
            log=self.folder / "log" / "nats.log",
            is_ready=self._is_ready,
            prepare=self._prepare,
            is_well=self._is_well,
            again_after="address already in use",  # somebody took the port between our look and the server's
        )

    def _prepare(self) -> None:
        for old in ports_files(self.folder):
            old.unlink()
        (self.folder / "nats").mkdir(mode=0o700, exist_ok=True)
        config = {
            "host": "127.0.0.1",
            "port": self._port(),
            "http": "127.0.0.1:-1",
            "ports_file_dir": str(self.folder),
            "server_name": "otasuke",
            "max_payload": _LARGEST_MESSAGE_BYTES,
            "authorization": {"token": secret(self.folder / SECRET)},
            "jetstream": {
                "store_dir": str(self.folder / "nats"),
                "sync_interval": self.sync_interval,
                "max_file_store": _LARGEST_STORE_BYTES,
            },
        }
        path = self.folder / "nats.conf"
        path.touch(mode=0o600)
        path.write_text(json.dumps(config, indent=1))

    def _port(self) -> int:
        """The port of last time if nobody else has it now, or one that is free."""
        path = self.folder / "nats.port"
        known = path.read_text(encoding="ascii", errors="replace").strip() if path.exists() else ""
        port = free_port(int(known) if known.isdigit() else None)
        if port is None:
            raise ServiceError(NAME, f"no port from {PORTS.start} to {PORTS.stop - 1} of loopback seems to be free")
        path.write_text(f"{port}\n", encoding="ascii")
        return port

    def _is_well(self) -> bool:
        """Whether to leave it alone: it is ready, or it is not and a new start would not help, as the disk is full.

        After a write that failed the server takes nothing more for that stream until it is started again.
        """
        return self._is_ready() or shutil.disk_usage(self.folder / "nats").free < _ROOM_BYTES

    def _is_ready(self) -> bool:
        address = address_in(self.folder, kind="monitoring")
        if address is None:
            return False
        try:
            with urllib.request.urlopen(f"http://{address}/healthz", timeout=1) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False


def _program() -> str:
    beside = Path(sys.executable).parent / "nats-server"
    found = str(beside) if beside.exists() else shutil.which("nats-server")
    if found is None:
        raise ServiceError(NAME, "there is no program nats-server beside Python or on the PATH")
    return found
