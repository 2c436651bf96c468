"""Ports of loopback for what has to be found there again after a restart."""

from __future__ import annotations

import secrets
import socket

PORTS = range(10_000, 30_000)
"""Linux and macOS give none of these to connections that go out, as they do with the port that is bound as 0: nobody is given
it by chance while its server is down for a moment."""
_TRIES = 100


def free_port(wanted: int | None = None) -> int | None:
    """The port that is wanted if nobody has it now, else another; None if none can be found.

    Somebody may take it before the caller does.
    """
    drawn = (secrets.choice(PORTS) for _ in range(_TRIES))
    return next((port for port in (*([wanted] if wanted else []), *drawn) if is_free(port)), None)


def is_free(port: int) -> bool:
    """Whether nobody listens there, and there is such a port."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError):
            return False
    return True
