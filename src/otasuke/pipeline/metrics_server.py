"""Where Prometheus collects the metrics of a process: GET /metrics on an address of this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from prometheus_client import CollectorRegistry, start_http_server

from otasuke.config import Listen
from otasuke.pipeline.log import Log


@contextmanager
def served_metrics(registry: CollectorRegistry, listen: Listen) -> Iterator[Listen]:
    """Serve the metrics until the context ends; where that is, for port 0 the one that the system chose.

    In a thread of its own: a process that is too busy to answer anybody else still says how busy it is. There is no
    password, so `listen` should be on loopback. Raises OSError if the address is taken or not of this machine.
    """
    server, thread = start_http_server(listen.port, listen.host, registry)
    try:
        yield Listen(listen.host, server.server_port)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def served_if_free(registry: CollectorRegistry, listen: Listen | None, *, log: Log) -> Iterator[Listen | None]:
    """The same; nowhere if `listen` is None, or cannot be had, which is logged: work goes on without metrics."""
    with ExitStack() as stack:
        place = None
        if listen is not None:
            try:
                place = stack.enter_context(served_metrics(registry, listen))
            except (OSError, OverflowError) as error:  # the latter: there is no such port
                log.warning("metrics.unserved", address=listen.host, port=listen.port, error=type(error).__name__)
        yield place
