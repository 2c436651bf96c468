"""`otasuke serve carrier-twin`: the carrier of a demo, which takes texts and calls and reaches nobody."""

from __future__ import annotations

import signal
import threading

from otasuke.cli.exits import CliError, Exit
from otasuke.config import Settings


def run_carrier_twin(settings: Settings) -> int:
    """Run it until SIGTERM. Raises CliError."""
    from otasuke.carrier.twin import twin

    listen = settings.carrier_twin
    if listen is None:
        raise CliError(
            "this folder has no carrier's twin",
            hint="Only a demo has one: in a real service texts would reach nobody. `otasuke demo` starts it.",
            exit_code=Exit.USAGE,
        )
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    try:
        with twin(settings.data_folder / "carrier", host=listen.host, port=listen.port):
            stopping.wait()
    except OSError as error:
        raise CliError(
            f"the carrier's twin cannot listen on {listen}: {error.strerror}",
            hint="Another program may be there. OTASUKE_CARRIER_TWIN_LISTEN names another place.",
            exit_code=Exit.UNWELL,
        ) from error
    return Exit.OK
