"""`python -m otasuke.web.project.notifying FILE`: bring messages to people. FILE is touched as long as it does."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from pathlib import Path

import django


def main(beat: Path) -> None:
    """Wait until the web has made its tables, then send until SIGTERM; what was begun is finished first."""
    from otasuke.web.jobs.beginning import log_to_stderr, wait_for_tables
    from otasuke.web.notify.channels.usual import usual_channels
    from otasuke.web.notify.sending import LOG, run

    log_to_stderr(others=logging.INFO)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    beat.parent.mkdir(parents=True, exist_ok=True)
    wait_for_tables()
    LOG.info("notify.begin")
    run(usual_channels(), stopping=stopping, beat=beat)
    LOG.info("notify.end")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "otasuke.web.project.settings")
    django.setup()
    main(Path(sys.argv[1]))
